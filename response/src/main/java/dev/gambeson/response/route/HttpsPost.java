package dev.gambeson.response.route;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// One POST over HTTPS to an address that was checked before. One request per connection, no
/// redirects, no proxies, no cookies; of the answer only the status line is read.
///
/// Not the JDK's HTTP client: it resolves the name itself, a second time, so the address that was
/// checked would not be the one that is connected to.
final class HttpsPost {
  private static final int MAX_LINE = 1024;

  private final SSLSocketFactory sockets;
  private final Duration time;

  HttpsPost(SSLSocketFactory sockets, Duration time) {
    this.sockets = sockets;
    this.time = time;
  }

  /// @param target path and query
  /// @param headers names and values without control characters
  /// @return the status
  int send(
      List<InetAddress> addresses,
      String host,
      int port,
      String target,
      Map<String, String> headers,
      byte[] body)
      throws IOException {
    IOException last = new IOException("no address");
    for (InetAddress address : addresses) {
      try (Socket plain = new Socket()) {
        plain.connect(new InetSocketAddress(address, port), (int) time.toMillis());
        return exchange(plain, host, port, target, headers, body);
      } catch (SSLException e) {
        throw e;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private int exchange(
      Socket plain, String host, int port, String target, Map<String, String> headers, byte[] body)
      throws IOException {
    try (Deadline _ = new Deadline(plain, time);
        SSLSocket socket = (SSLSocket) sockets.createSocket(plain, host, port, true)) {
      socket.setSoTimeout((int) time.toMillis());
      Trust.harden(socket);
      socket.startHandshake();
      OutputStream out = socket.getOutputStream();
      out.write(head(host, port, target, headers, body.length));
      out.write(body);
      out.flush();
      return status(new BufferedInputStream(socket.getInputStream()));
    }
  }

  private static byte[] head(
      String host, int port, String target, Map<String, String> headers, int length) {
    StringBuilder head = new StringBuilder();
    head.append("POST ").append(target).append(" HTTP/1.1\r\n");
    head.append("host: ").append(host).append(port == 443 ? "" : ":" + port).append("\r\n");
    headers.forEach((name, value) -> {
      if (!(name + value).chars().allMatch(c -> c >= ' ' && c < 127)) {
        throw new IllegalArgumentException("A header holds a character that does not belong");
      }
      head.append(name).append(": ").append(value).append("\r\n");
    });
    head.append("content-length: ").append(length).append("\r\nconnection: close\r\n\r\n");
    return head.toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static int status(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n' && line.length() < MAX_LINE; c = in.read()) {
      line.append((char) c);
    }
    String text = line.toString();
    if (!text.matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?\r?")) {
      throw new IOException("no HTTP answer");
    }
    return Integer.parseInt(text.substring(9, 12));
  }
}
