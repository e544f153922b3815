package dev.gambeson.response.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.response.route.RouteSettings.Syslog.Transport;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyslogRouteTest {
  /// RFC 5424 section 6: header, structured data with escapes, message.
  private static final Pattern RFC5424 =
      Pattern.compile(
          "<(\\d{1,3})>1 (\\S+) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) "
              + "(\\[[!-~&&[^=\\]\"]]{1,32}( [!-~&&[^=\\]\"]]{1,32}=\"([^\"\\\\\\]]|\\\\.)*\")*\\])"
              + "( .*)?",
          Pattern.DOTALL);

  private static RouteSettings.Syslog settings(
      Transport transport, int port, Format format, Optional<Path> trust) {
    return settings("127.0.0.1", transport, port, format, trust);
  }

  private static RouteSettings.Syslog settings(
      String host, Transport transport, int port, Format format, Optional<Path> trust) {
    return new RouteSettings.Syslog(
        transport,
        host,
        port,
        Optional.of(format),
        Optional.empty(),
        Optional.of("gw1"),
        trust,
        Optional.of(Duration.ofSeconds(30)));
  }

  private static String message(Format format, Notice notice) {
    return SyslogRoute.open(settings(Transport.UDP, 1, format, Optional.empty())).message(notice);
  }

  @Test
  void aMessageHasTheFormOfTheStandard() {
    for (Format format : Format.values()) {
      Matcher m = RFC5424.matcher(message(format, Notices.plain()));
      assertThat(m.matches()).as(format.name()).isTrue();
      assertThat(m.group(1)).isEqualTo(Integer.toString(13 * 8 + 3));
      assertThat(m.group(2)).isEqualTo("2026-01-01T00:00:00.123Z");
      assertThat(m.group(3)).isEqualTo("gw1");
      assertThat(m.group(6)).isEqualTo("incident");
      assertThat(m.group(7)).contains("client=\"c1\"", "check=\"GB-GRD-001\"");
    }
    assertThat(message(Format.CEF, Notices.plain())).contains("] CEF:0|");
    assertThat(message(Format.TEXT, Notices.drill())).contains(" drill [", "[DRILL]");
  }

  @Test
  void aNameCannotEndTheMessageOrTheStructuredData() {
    for (Format format : Format.values()) {
      String message = message(format, Notices.evil());
      assertThat(message).doesNotContain("\n", "\r");
      Matcher m = RFC5424.matcher(message);
      assertThat(m.matches()).as(format.name()).isTrue();
      assertThat(m.group(7)).contains("\\]\\\" \\\\", "model=\"fraud\"");
    }
  }

  @Test
  void udpCarriesOneMessageInOneDatagramAndCutsItAtACharacter() throws Exception {
    try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      receiver.setSoTimeout(30_000);
      Route route =
          SyslogRoute.open(
              settings(Transport.UDP, receiver.getLocalPort(), Format.TEXT, Optional.empty()));
      route.send(Notices.of("\u00e4".repeat(200), "\u00e4".repeat(200)));
      DatagramPacket packet = new DatagramPacket(new byte[9000], 9000);
      receiver.receive(packet);
      String text =
          new String(Arrays.copyOf(packet.getData(), packet.getLength()), StandardCharsets.UTF_8);
      assertThat(text).startsWith("<107>1 ").doesNotContain("\ufffd");
    }
    byte[] long2 = "\u00e4".repeat(2000).getBytes(StandardCharsets.UTF_8);
    assertThat(SyslogRoute.cut(long2, 2047)).hasSize(2046);
    assertThat(SyslogRoute.cut(long2, 5000)).isSameAs(long2);
  }

  private static CompletableFuture<String> receive(ServerSocket server) {
    return CompletableFuture.supplyAsync(() -> {
      try (Socket socket = server.accept()) {
        socket.setSoTimeout(30_000);
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (java.io.IOException e) {
        return "failed: " + e;
      }
    });
  }

  private static void isOneFrame(String text) {
    int space = text.indexOf(' ');
    byte[] rest = text.substring(space + 1).getBytes(StandardCharsets.UTF_8);
    assertThat(Integer.parseInt(text.substring(0, space))).isEqualTo(rest.length);
    assertThat(text.substring(space + 1)).startsWith("<107>1 ");
  }

  @Test
  void tcpCountsOctets() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      CompletableFuture<String> got = receive(server);
      SyslogRoute.open(
              settings(Transport.TCP, server.getLocalPort(), Format.TEXT, Optional.empty()))
          .send(Notices.of("\u00e4", "title"));
      isOneFrame(got.get());
    }
  }

  @Test
  void tlsChecksTheName(@TempDir Path folder) throws Exception {
    TestKeys keys = new TestKeys(folder);
    try (ServerSocket server =
        keys.context()
            .getServerSocketFactory()
            .createServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      CompletableFuture<String> got = receive(server);
      Route wrongName =
          SyslogRoute.open(
              settings(
                  Transport.TLS,
                  server.getLocalPort(),
                  Format.JSON,
                  Optional.of(keys.certificate())));
      assertThatThrownBy(() -> wrongName.send(Notices.plain()))
          .isInstanceOf(DeliveryException.class);
      assertThat(got.get()).startsWith("failed");
      CompletableFuture<String> next = receive(server);
      SyslogRoute.open(
              settings(
                  "localhost",
                  Transport.TLS,
                  server.getLocalPort(),
                  Format.OCSF,
                  Optional.of(keys.certificate())))
          .send(Notices.plain());
      isOneFrame(next.get());
    }
  }

  @Test
  void aClosedPortIsWorthRetrying() throws Exception {
    int port;
    try (ServerSocket server = new ServerSocket(0)) {
      port = server.getLocalPort();
    }
    Route route = SyslogRoute.open(settings(Transport.TCP, port, Format.TEXT, Optional.empty()));
    assertThatThrownBy(() -> route.send(Notices.plain()))
        .isInstanceOfSatisfying(
            DeliveryException.class, e -> assertThat(e.worthRetrying()).isTrue());
  }
}
