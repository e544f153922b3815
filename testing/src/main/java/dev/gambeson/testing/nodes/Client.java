package dev.gambeson.testing.nodes;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// One keep-alive connection to a gateway that asks about one row at a time: plain HTTP/1.1, so
/// that the load costs less than what it loads. Not thread-safe.
public final class Client implements AutoCloseable {
  private static final int TIMEOUT = 20_000;

  private final int port;
  private final String key;
  private Socket socket = new Socket();
  private InputStream in = InputStream.nullInputStream();
  private boolean open;

  /// @param port of the data plane on this machine
  /// @param key of the client
  public Client(int port, String key) {
    this.port = port;
    this.key = key;
  }

  /// What came back.
  ///
  /// @param status of HTTP; 0 when there was no answer
  /// @param requestId of the decision; empty for none
  /// @param body of the answer
  public record Said(int status, String requestId, String body) {
    static final Said NOTHING = new Said(0, "", "");
  }

  /// Asks about rows.
  ///
  /// @param json the body
  public Said ask(String json) {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        "POST /v1/models/fraud/predict HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer %s\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
            .formatted(key, body.length)
            .getBytes(StandardCharsets.US_ASCII);
    byte[] all = java.util.Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    try {
      connect();
      socket.getOutputStream().write(all);
      return read();
    } catch (IOException | IndexOutOfBoundsException | NumberFormatException _) {
      close();
      return Said.NOTHING;
    }
  }

  private void connect() throws IOException {
    if (!open) {
      socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
      in = new BufferedInputStream(socket.getInputStream(), 8_192);
      open = true;
    }
  }

  private Said read() throws IOException {
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    int length = 0;
    String id = "";
    boolean last = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      switch (name) {
        case "content-length" -> length = Integer.parseInt(value);
        case "x-gambeson-request-id" -> id = value;
        case "connection" -> last = value.equalsIgnoreCase("close");
        default -> {}
      }
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new IOException("cut off");
    }
    if (last) {
      close();
    }
    return new Said(status, id, new String(body, StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new IOException("cut off");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() {
    open = false;
    try {
      socket.close();
    } catch (IOException _) {
      // it is gone either way
    }
  }
}
