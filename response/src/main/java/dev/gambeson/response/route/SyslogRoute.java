package dev.gambeson.response.route;

import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Syslog messages by RFC 5424, one connection for each.
///
/// Guaranteed: one notice is one message; nothing in it can end the message or an element. Not
/// guaranteed: arrival. UDP never says, and TCP and TLS say only that the bytes were taken.
final class SyslogRoute implements Route {
  /// RFC 5424 section 6.1: receivers should take 2048 octets; longer ones are cut.
  static final int MAX_UDP = 2048;

  /// The structured data's name. 32473 is the enterprise number that RFC 5612 keeps for examples;
  /// ours has no registered one.
  private static final String SD = "gambeson@32473";

  private final RouteSettings.Syslog settings;
  private final Format format;
  private final Duration time;
  private final SSLSocketFactory sockets;

  private SyslogRoute(RouteSettings.Syslog settings) {
    this.settings = settings;
    this.format = settings.format().orElse(Format.TEXT);
    this.time = settings.timeout().orElse(Duration.ofSeconds(10));
    this.sockets = Trust.sockets(settings.trust());
  }

  static SyslogRoute open(RouteSettings.Syslog settings) {
    return new SyslogRoute(settings);
  }

  @Override
  public void send(Notice notice) throws DeliveryException {
    byte[] message = message(notice).getBytes(StandardCharsets.UTF_8);
    try {
      switch (settings.transport()) {
        case UDP -> datagram(message);
        case TCP -> {
          try (Socket socket = connected();
              Deadline _ = new Deadline(socket, time)) {
            frame(socket, message);
          }
        }
        case TLS -> tls(message);
      }
    } catch (UnknownHostException e) {
      throw new DeliveryException("the host is unknown", true);
    } catch (IOException e) {
      throw new DeliveryException("not taken in time", true);
    }
  }

  private void datagram(byte[] message) throws IOException {
    byte[] cut = cut(message, MAX_UDP);
    try (DatagramSocket socket = new DatagramSocket()) {
      InetAddress address = InetAddress.getByName(settings.host());
      socket.send(new DatagramPacket(cut, cut.length, address, settings.port()));
    }
  }

  private Socket connected() throws IOException {
    Socket socket = new Socket();
    try {
      socket.setSoTimeout((int) time.toMillis());
      socket.connect(
          new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()),
          (int) time.toMillis());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void tls(byte[] message) throws IOException {
    try (Socket plain = connected();
        Deadline _ = new Deadline(plain, time);
        SSLSocket socket =
            (SSLSocket) sockets.createSocket(plain, settings.host(), settings.port(), true)) {
      Trust.harden(socket);
      socket.startHandshake();
      frame(socket, message);
    }
  }

  /// A connection that stays open.
  Socket stream() throws IOException {
    Socket plain = connected();
    if (settings.transport() != RouteSettings.Syslog.Transport.TLS) {
      return plain;
    }
    try (Deadline _ = new Deadline(plain, time)) {
      SSLSocket socket =
          (SSLSocket) sockets.createSocket(plain, settings.host(), settings.port(), true);
      Trust.harden(socket);
      socket.startHandshake();
      return socket;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  Duration time() {
    return time;
  }

  /// The head of a message of another kind than incidents.
  ///
  /// @param kind plain word
  String head(Instant at, String kind, Map<String, String> data) {
    StringBuilder all = new StringBuilder();
    data.forEach((name, value) -> all.append(parameter(name, value)));
    return "<%d>1 %s %s gambeson - %s [%s%s] "
        .formatted(
            settings.facility().orElse(13) * 8 + severity(Severity.INFO),
            at.truncatedTo(ChronoUnit.MICROS), // RFC 5424 section 6.2.3: six digits
            settings.hostname().orElse("-"),
            kind,
            SD,
            all);
  }

  private static void frame(Socket socket, byte[] message) throws IOException {
    byte[] count = (message.length + " ").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer whole = ByteBuffer.allocate(count.length + message.length);
    whole.put(count).put(message);
    socket.getOutputStream().write(whole.array());
    socket.getOutputStream().flush();
  }

  /// The first bytes, without half a character at the end.
  static byte[] cut(byte[] message, int max) {
    if (message.length <= max) {
      return message;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.IGNORE)
          .decode(ByteBuffer.wrap(message, 0, max))
          .toString()
          .getBytes(StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("malformed input is ignored", e);
    }
  }

  String message(Notice n) {
    int priority = settings.facility().orElse(13) * 8 + severity(n.severity());
    // A CEF reader looks for its marker at the beginning, so the mark of order stays away there.
    String body = format.write(n).strip().replace("\n", " | ");
    return "<%d>1 %s %s gambeson - %s %s %s%s"
        .formatted(
            priority,
            n.time(),
            settings.hostname().orElse("-"),
            n.drill() ? "drill" : "incident",
            data(n),
            format == Format.TEXT ? "\ufeff" : "",
            body);
  }

  private static String data(Notice n) {
    Alert.Subject s = Format.first(n);
    return "["
        + SD
        + parameter("incident", n.incident())
        + parameter("check", n.check())
        + parameter("severity", n.severity().id())
        + parameter("state", n.state().id())
        + parameter("alerts", Long.toString(n.alerts()))
        + parameter("tenant", s.tenant())
        + parameter("client", s.client())
        + parameter("model", s.model())
        + parameter("version", s.version())
        + parameter("drill", Boolean.toString(n.drill()))
        + "]";
  }

  private static String parameter(String name, String value) {
    String safe = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("]", "\\]");
    return " " + name + "=\"" + safe + "\"";
  }

  private static int severity(Severity severity) {
    return switch (severity) {
      case CRITICAL -> 2;
      case HIGH -> 3;
      case MEDIUM -> 4;
      case LOW -> 5;
      case INFO -> 6;
    };
  }

  @Override
  public String toString() {
    return "syslog to " + settings.host();
  }
}
