package dev.gambeson.response.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.gambeson.response.route.RouteSettings.Mail;
import dev.gambeson.response.route.RouteSettings.Mail.Security;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailRouteTest {
  @TempDir private Path folder;

  private static Mail settings(int port, Security security, Optional<Path> trust) {
    return settings("localhost", port, security, trust);
  }

  private static Mail settings(String host, int port, Security security, Optional<Path> trust) {
    return new Mail(
        host,
        port,
        Optional.of(security),
        Optional.empty(),
        Optional.empty(),
        "gambeson@example.org",
        List.of("soc@example.org", "risk@example.org"),
        trust,
        Optional.of(Duration.ofSeconds(30)));
  }

  private static GreenMail started() {
    GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
    mail.start();
    return mail;
  }

  @Test
  void aNoticeArrivesOnceForEachReceiverWithItsMarks() throws Exception {
    GreenMail mail = started();
    try {
      Route route =
          MailRoute.open(settings(mail.getSmtp().getPort(), Security.NONE, Optional.empty()));
      route.send(Notices.drill());
      MimeMessage[] received = mail.getReceivedMessages();
      assertThat(received).hasSize(2);
      assertThat(received[0].getSubject())
          .isEqualTo("[HIGH] [DRILL] Queries walk along the boundary");
      assertThat(received[0].getHeader("Auto-Submitted")).containsExactly("auto-generated");
      assertThat(received[0].getHeader("X-Gambeson-Drill")).containsExactly("true");
      assertThat(received[0].getContent().toString()).contains("client 'c1'");
      String id = received[0].getMessageID();
      route.send(Notices.drill());
      assertThat(mail.getReceivedMessages()[2].getMessageID()).isEqualTo(id);
    } finally {
      mail.stop();
    }
  }

  @Test
  void aNameCannotAddAHeaderOrAReceiver() throws Exception {
    GreenMail mail = started();
    try {
      MailRoute.open(settings(mail.getSmtp().getPort(), Security.NONE, Optional.empty()))
          .send(Notices.evil());
      MimeMessage message = mail.getReceivedMessages()[0];
      assertThat(message.getRecipients(Message.RecipientType.BCC)).isNull();
      assertThat(message.getAllRecipients()).hasSize(2);
      assertThat(message.getHeader("Bcc")).isNull();
      assertThat(message.getSubject()).startsWith("[HIGH] title x");
      assertThat(mail.getReceivedMessages()).hasSize(2);
    } finally {
      mail.stop();
    }
  }

  @Test
  void withoutStarttlsNothingIsSent() {
    GreenMail mail = started();
    try {
      Route route =
          MailRoute.open(settings(mail.getSmtp().getPort(), Security.STARTTLS, Optional.empty()));
      assertThatThrownBy(() -> route.send(Notices.plain()))
          .isInstanceOf(DeliveryException.class)
          .hasMessage("the mail server did not take it");
      assertThat(mail.getReceivedMessages()).isEmpty();
    } finally {
      mail.stop();
    }
  }

  @Test
  void starttlsIsUsedBeforeAnythingElseIsSaidAndItsNameIsChecked() throws Exception {
    TestKeys keys = new TestKeys(folder);
    try (StarttlsServer server = new StarttlsServer(keys)) {
      Route unknown = MailRoute.open(settings(server.port(), Security.STARTTLS, Optional.empty()));
      assertThatThrownBy(() -> unknown.send(Notices.plain())).isInstanceOf(DeliveryException.class);
      Route wrongName =
          MailRoute.open(
              settings(
                  "127.0.0.1", server.port(), Security.STARTTLS, Optional.of(keys.certificate())));
      assertThatThrownBy(() -> wrongName.send(Notices.plain()))
          .isInstanceOf(DeliveryException.class);
      assertThat(server.plain).contains("STARTTLS");
      assertThat(server.plain).noneMatch(l -> l.startsWith("MAIL") || l.startsWith("AUTH"));
      assertThat(server.secret).isEmpty();
      Route right =
          MailRoute.open(
              settings(server.port(), Security.STARTTLS, Optional.of(keys.certificate())));
      // The server knows no DATA, so it goes no further than that.
      assertThatThrownBy(() -> right.send(Notices.plain())).isInstanceOf(DeliveryException.class);
      assertThat(server.secret).anyMatch(l -> l.startsWith("MAIL FROM"));
      assertThat(server.plain).noneMatch(l -> l.startsWith("MAIL"));
    }
  }

  @Test
  void aPasswordIsNeverSentOrShownWithoutTls() throws Exception {
    Path password = TestKeys.secretFile(folder, "pw", "the-password-itself");
    assertThatThrownBy(() ->
            new Mail(
                "localhost",
                25,
                Optional.of(Security.NONE),
                Optional.of("user"),
                Optional.of(password),
                "a@example.org",
                List.of("b@example.org"),
                Optional.empty(),
                Optional.empty()))
        .hasMessageContaining("without a password");
    assertThatThrownBy(() -> settings(0, Security.TLS, Optional.empty()))
        .hasMessageContaining("port lies between");
  }

  @Test
  void anAddressWithMoreInItIsRefused() {
    for (String evil :
        List.of("a@example.org\r\nBcc: b@example.org", "a b@example.org", "nobody", "a@b, c@d")) {
      Mail settings =
          new Mail(
              "localhost",
              25,
              Optional.of(Security.NONE),
              Optional.empty(),
              Optional.empty(),
              "gambeson@example.org",
              List.of(evil),
              Optional.empty(),
              Optional.empty());
      assertThatThrownBy(() -> MailRoute.open(settings))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is no mail address");
    }
  }

  /// Speaks just enough SMTP to become TLS, and keeps what it hears before and after.
  private static final class StarttlsServer implements AutoCloseable {
    final List<String> plain = new CopyOnWriteArrayList<>();
    final List<String> secret = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final TestKeys keys;

    StarttlsServer(TestKeys keys) throws IOException {
      this.keys = keys;
      this.server = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
      Thread.ofVirtual().start(this::serve);
    }

    int port() {
      return server.getLocalPort();
    }

    private void serve() {
      while (!server.isClosed()) {
        try (Socket socket = server.accept()) {
          say(socket, "220 test");
          talk(socket, plain);
          say(socket, "220 go");
          SSLSocket tls =
              (SSLSocket) keys.context().getSocketFactory().createSocket(socket, null, true);
          tls.setUseClientMode(false);
          talk(tls, secret);
        } catch (Exception e) {
          // a client that refused the certificate
        }
      }
    }

    private static void talk(Socket socket, List<String> heard) throws IOException {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        heard.add(line);
        if (line.equals("STARTTLS")) {
          return;
        }
        say(socket, line.startsWith("EHLO") ? "250-test\r\n250 STARTTLS" : "250 ok");
      }
    }

    private static void say(Socket socket, String line) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
