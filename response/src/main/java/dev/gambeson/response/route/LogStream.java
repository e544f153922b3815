package dev.gambeson.response.route;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Syslog messages by RFC 5424 over one connection that stays open, TCP (RFC 6587) or TLS (RFC
/// 5425).
///
/// Guaranteed: [#send] returns once the bytes were handed over, no later than the route's time-out;
/// nothing in a message can end it. Not guaranteed: arrival. Syslog confirms nothing; a server that
/// ended the connection is noticed at the next send, and what was handed over just before may be
/// lost: send it again. Thread-safe; blocks.
public final class LogStream implements AutoCloseable {
  private final SyslogRoute route;
  private Optional<Socket> socket = Optional.empty();

  private LogStream(SyslogRoute route) {
    this.route = route;
  }

  /// Connects at the first send.
  ///
  /// @param settings over TCP or TLS
  public static LogStream open(RouteSettings.Syslog settings) {
    if (settings.transport() == RouteSettings.Syslog.Transport.UDP) {
      throw new IllegalArgumentException(
          "a log is carried by TCP or TLS: a datagram may be cut or lost without a word");
    }
    return new LogStream(SyslogRoute.open(settings));
  }

  /// One message.
  ///
  /// @param kind plain word, the message id
  /// @param data parameters of the structured data; names are plain words
  /// @param body UTF-8
  public record Line(Instant time, String kind, Map<String, String> data, String body) {}

  /// Sends messages in their order.
  ///
  /// @throws DeliveryException none, some or all of them arrived
  public synchronized void send(List<Line> lines) throws DeliveryException {
    try {
      Socket open = socket.isPresent() ? socket.get() : route.stream();
      socket = Optional.of(open);
      try (Deadline _ = new Deadline(open, route.time())) {
        requireOpen(open);
        open.getOutputStream().write(frames(lines));
        open.getOutputStream().flush();
      }
    } catch (IOException e) {
      close();
      throw new DeliveryException("the log server did not take it", true);
    }
  }

  /// A server that has gone can be told only by reading: what is written first is taken by nobody.
  private static void requireOpen(Socket open) throws IOException {
    open.setSoTimeout(1);
    try {
      if (open.getInputStream().read() < 0) {
        throw new IOException("the server ended the connection");
      }
    } catch (SocketTimeoutException _) {
      // it says nothing, as it should
    }
  }

  private byte[] frames(List<Line> lines) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Line line : lines) {
      byte[] message =
          (route.head(line.time(), line.kind(), line.data()) + line.body())
              .getBytes(StandardCharsets.UTF_8);
      all.writeBytes((message.length + " ").getBytes(StandardCharsets.US_ASCII));
      all.writeBytes(message);
    }
    return all.toByteArray();
  }

  @Override
  public synchronized void close() {
    socket.ifPresent(open -> {
      try {
        open.close();
      } catch (IOException _) {
        // it is closed, or will be when the process ends
      }
    });
    socket = Optional.empty();
  }
}
