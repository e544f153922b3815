package dev.gambeson.server.http;

import static dev.gambeson.testing.Eventually.eventually;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A connection on which a test says what it likes.
public final class RawSocket implements AutoCloseable {
  private final Socket socket;

  public RawSocket(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(20_000); // a busy machine is no reason to fail
    socket.setTcpNoDelay(true);
  }

  /// Closes them all and waits until the server has seen it: the next test wants connections, too.
  ///
  /// @param request that is answered with 200
  public static void closeAll(List<RawSocket> sockets, int port, String request)
      throws IOException, InterruptedException {
    for (RawSocket socket : sockets) {
      socket.close();
    }
    eventually(() -> {
      try (RawSocket socket = new RawSocket(port)) {
        return socket.send(request).response().startsWith("HTTP/1.1 200");
      } catch (IOException e) {
        return false; // turned away
      }
    });
  }

  public RawSocket send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /// Everything until the other side closes; `TIMEOUT` at its end when it does not within 20 s.
  public String rest() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String end = "";
    try {
      InputStream in = socket.getInputStream();
      for (int b = in.read(); b >= 0; b = in.read()) {
        out.write(b);
      }
    } catch (SocketTimeoutException e) {
      end = "TIMEOUT";
    } catch (IOException e) {
      end = ""; // a reset is a close
    }
    return out.toString(StandardCharsets.ISO_8859_1) + end;
  }

  /// One response with a Content-Length.
  public String response() throws IOException {
    StringBuilder head = new StringBuilder();
    InputStream in = socket.getInputStream();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        return head.toString();
      }
      head.append((char) b);
    }
    String lower = head.toString().toLowerCase(java.util.Locale.ROOT);
    int at = lower.indexOf("content-length: ");
    int length =
        at < 0 ? 0 : Integer.parseInt(lower.substring(at + 16, lower.indexOf("\r\n", at)).strip());
    return head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
