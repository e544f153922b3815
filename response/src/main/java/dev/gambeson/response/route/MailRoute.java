package dev.gambeson.response.route;

import dev.gambeson.core.io.Sha256;
import dev.gambeson.response.route.RouteSettings.Mail.Security;
import jakarta.mail.Address;
import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Optional;
import java.util.Properties;

/// Plain-text mail by SMTP.
///
/// Guaranteed: with STARTTLS nothing is sent unless the connection became TLS and the certificate
/// is for the host; no text of a notice can add a header or a receiver; the password is in no
/// message or exception. The same notice has the same Message-ID.
final class MailRoute implements Route {
  private final Session session;
  private final InternetAddress from;
  private final Address[] to;
  private final String description;

  private MailRoute(RouteSettings.Mail settings) {
    this.from = address(settings.from());
    this.to = settings.to().stream().map(MailRoute::address).toArray(Address[]::new);
    this.session = Session.getInstance(properties(settings), login(settings).orElse(null));
    this.description = "mail by " + settings.host();
  }

  static MailRoute open(RouteSettings.Mail settings) {
    return new MailRoute(settings);
  }

  private static InternetAddress address(String text) {
    try {
      if (!text.matches("[!-~]{3,254}")) {
        throw new AddressException();
      }
      InternetAddress address = new InternetAddress(text, true);
      address.validate();
      return address;
    } catch (AddressException e) {
      throw new IllegalArgumentException(
          "routes: '%s' is no mail address such as soc@example.org"
              .formatted(dev.gambeson.response.Clean.line(text, 80)));
    }
  }

  private static Optional<Authenticator> login(RouteSettings.Mail settings) {
    return settings
        .passwordFile()
        .map(Secret::ofFile)
        .map(secret ->
            new Authenticator() {
              @Override
              protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(settings.user().orElse(""), secret.revealText());
              }
            });
  }

  private static Properties properties(RouteSettings.Mail settings) {
    Security security = settings.security().orElse(Security.STARTTLS);
    String millis = Long.toString(settings.timeout().orElse(Duration.ofSeconds(10)).toMillis());
    Properties p = new Properties();
    p.put("mail.transport.protocol", "smtp");
    p.put("mail.smtp.host", settings.host());
    p.put("mail.smtp.port", Integer.toString(settings.port()));
    p.put("mail.smtp.auth", Boolean.toString(settings.user().isPresent()));
    p.put("mail.smtp.connectiontimeout", millis);
    p.put("mail.smtp.timeout", millis);
    p.put("mail.smtp.writetimeout", millis);
    p.put("mail.smtp.starttls.enable", Boolean.toString(security == Security.STARTTLS));
    p.put("mail.smtp.starttls.required", Boolean.toString(security == Security.STARTTLS));
    p.put("mail.smtp.ssl.enable", Boolean.toString(security == Security.TLS));
    p.put("mail.smtp.ssl.checkserveridentity", "true");
    p.put("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
    p.put("mail.smtp.ssl.socketFactory", Trust.sockets(settings.trust()));
    p.put("mail.smtp.sendpartial", "true");
    p.put("mail.from", settings.from());
    return p;
  }

  @Override
  public void send(Notice notice) throws DeliveryException {
    try {
      Transport.send(message(notice));
    } catch (SendFailedException e) {
      throw new DeliveryException("the mail server refused a receiver", false);
    } catch (MessagingException e) {
      throw new DeliveryException("the mail server did not take it", true);
    }
  }

  private MimeMessage message(Notice notice) throws MessagingException {
    String id = "<" + Sha256.of(notice.id()).substring(0, 32) + "@gambeson.invalid>";
    MimeMessage message =
        new MimeMessage(session) {
          @Override
          protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
          }
        };
    message.setFrom(from);
    message.setRecipients(Message.RecipientType.TO, to);
    message.setSentDate(Date.from(notice.time()));
    message.setSubject(
        "[%s] %s".formatted(notice.severity().name(), notice.title()),
        StandardCharsets.UTF_8.name());
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setHeader("X-Gambeson-Incident", notice.incident().replaceAll("[^A-Za-z0-9-]", "_"));
    if (notice.drill()) {
      message.setHeader("X-Gambeson-Drill", "true");
    }
    message.setText(Format.TEXT.write(notice), StandardCharsets.UTF_8.name());
    message.saveChanges();
    return message;
  }

  @Override
  public String toString() {
    return description;
  }
}
