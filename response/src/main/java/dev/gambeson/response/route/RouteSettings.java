package dev.gambeson.response.route;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// One route as the settings describe it. Secrets stand in files, never here.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RouteSettings.Webhook.class, name = "webhook"),
  @JsonSubTypes.Type(value = RouteSettings.Mail.class, name = "mail"),
  @JsonSubTypes.Type(value = RouteSettings.Syslog.class, name = "syslog")
})
public sealed interface RouteSettings {
  /// A signed POST over HTTPS.
  ///
  /// @param urlFile a file with the address: its path may be a secret by itself
  /// @param secretFiles files with the secrets to sign with, the newest first; one or two
  /// @param format JSON, CEF or OCSF; JSON when not given
  /// @param allowHosts names, or `*.` and a domain, to which it may go
  /// @param allowNetworks networks that are not public and to which it may go all the same
  /// @param trust PEM file of authorities to believe instead of the platform's
  /// @param timeout for the whole exchange, 10 s when not given
  record Webhook(
      Path urlFile,
      List<Path> secretFiles,
      Optional<Format> format,
      List<String> allowHosts,
      Optional<List<String>> allowNetworks,
      Optional<Path> trust,
      Optional<Duration> timeout)
      implements RouteSettings {
    public Webhook {
      requireNonNull(urlFile, "urlFile");
      secretFiles = List.copyOf(secretFiles);
      allowHosts = List.copyOf(allowHosts);
      if (secretFiles.isEmpty() || secretFiles.size() > 2) {
        throw new IllegalArgumentException(
            "routes: a webhook needs one secret file, or two while the secret is changed");
      }
      checked(timeout);
    }
  }

  /// Mail by SMTP.
  ///
  /// @param security how the connection is protected
  /// @param user name to log in with; empty: no log-in
  /// @param passwordFile file with the password; needs `user`
  /// @param from sender
  /// @param to receivers, at most 50
  record Mail(
      String host,
      int port,
      Optional<Security> security,
      Optional<String> user,
      Optional<Path> passwordFile,
      String from,
      List<String> to,
      Optional<Path> trust,
      Optional<Duration> timeout)
      implements RouteSettings {
    /// How a connection is protected.
    public enum Security {
      /// Begins plain and must become TLS before anything else is said.
      STARTTLS,
      /// TLS from the first byte.
      TLS,
      /// Not at all; to a mail server on this machine only, and without a password.
      NONE
    }

    public Mail {
      to = List.copyOf(to);
      named(host, port);
      if (to.isEmpty() || to.size() > 50) {
        throw new IllegalArgumentException("routes: mail needs 1 to 50 receivers in 'to'");
      }
      if (passwordFile.isPresent() != user.isPresent()) {
        throw new IllegalArgumentException(
            "routes: mail needs both 'user' and 'password-file', or neither");
      }
      boolean open = security.map(s -> s == Security.NONE).orElse(false);
      if (open && (user.isPresent() || !host.matches("localhost|127\\.0\\.0\\.1|::1"))) {
        throw new IllegalArgumentException(
            "routes: mail without TLS may only go to this machine and without a password");
      }
      checked(timeout);
    }
  }

  /// Syslog by RFC 5424.
  ///
  /// @param transport UDP (RFC 5426), TCP with octet counts (RFC 6587) or TLS (RFC 5425)
  /// @param format TEXT, CEF, JSON or OCSF; TEXT when not given
  /// @param facility 0 to 23; 13, log audit, when not given
  /// @param hostname of this machine, as it stands in the messages; `-` when not given
  record Syslog(
      Transport transport,
      String host,
      int port,
      Optional<Format> format,
      Optional<Integer> facility,
      Optional<String> hostname,
      Optional<Path> trust,
      Optional<Duration> timeout)
      implements RouteSettings {
    /// How messages travel.
    public enum Transport {
      UDP,
      TCP,
      TLS
    }

    public Syslog {
      requireNonNull(transport, "transport");
      named(host, port);
      facility.ifPresent(f -> {
        if (f < 0 || f > 23) {
          throw new IllegalArgumentException(
              "routes: syslog facility is " + f + "; it must lie between 0 and 23");
        }
      });
      hostname.ifPresent(h -> {
        if (!h.matches("[!-~]{1,255}")) {
          throw new IllegalArgumentException(
              "routes: syslog hostname must be 1 to 255 printable characters without spaces");
        }
      });
      checked(timeout);
    }
  }

  private static void named(String host, int port) {
    if (!host.matches("[A-Za-z0-9.:_-]{1,253}") || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "routes: a host is a name or address, and a port lies between 1 and 65535");
    }
  }

  private static void checked(Optional<Duration> timeout) {
    timeout.ifPresent(t -> {
      if (t.compareTo(Duration.ofMillis(100)) < 0 || t.compareTo(Duration.ofMinutes(1)) > 0) {
        throw new IllegalArgumentException(
            "routes: a timeout is %s; it must lie between 100 ms and 1 minute".formatted(t));
      }
    });
  }

  /// The same with every path resolved, for example against the folder of the settings.
  default RouteSettings resolved(UnaryOperator<Path> paths) {
    return switch (this) {
      case Webhook w ->
          new Webhook(
              paths.apply(w.urlFile()),
              w.secretFiles().stream().map(paths).toList(),
              w.format(),
              w.allowHosts(),
              w.allowNetworks(),
              w.trust().map(paths),
              w.timeout());
      case Mail m ->
          new Mail(
              m.host(),
              m.port(),
              m.security(),
              m.user(),
              m.passwordFile().map(paths),
              m.from(),
              m.to(),
              m.trust().map(paths),
              m.timeout());
      case Syslog s ->
          new Syslog(
              s.transport(),
              s.host(),
              s.port(),
              s.format(),
              s.facility(),
              s.hostname(),
              s.trust().map(paths),
              s.timeout());
    };
  }

  /// The route, ready to send.
  ///
  /// @param clock for the times that are signed
  default Route open(java.time.InstantSource clock) {
    return switch (this) {
      case Webhook w -> WebhookRoute.open(w, clock);
      case Mail m -> MailRoute.open(m);
      case Syslog s -> SyslogRoute.open(s);
    };
  }
}
