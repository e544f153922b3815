package dev.gambeson.server.audit;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A syslog server that counts octets (RFC 6587) and remembers what it got.
public final class LogServer implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final List<String> messages = new CopyOnWriteArrayList<>();

  /// @param port 0: a free one
  public LogServer(int port) throws IOException {
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    var _ = Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        open.add(socket);
        var _ = Thread.ofVirtual().start(() -> read(socket));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private void read(Socket socket) {
    try (InputStream in = socket.getInputStream()) {
      while (true) {
        int length = 0;
        for (int c = in.read(); c != ' '; c = in.read()) {
          if (c < '0' || c > '9') {
            throw new EOFException();
          }
          length = 10 * length + c - '0';
        }
        messages.add(new String(in.readNBytes(length), StandardCharsets.UTF_8));
      }
    } catch (IOException _) {
      // it ended
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  public List<String> messages() {
    return new ArrayList<>(messages);
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
