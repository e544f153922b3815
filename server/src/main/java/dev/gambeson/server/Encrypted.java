package dev.gambeson.server;

import dev.gambeson.core.GambesonException;
import dev.gambeson.response.route.RouteSettings;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.GatewaySettings.Listener;
import dev.gambeson.server.config.GatewaySettings.State;
import dev.gambeson.server.config.GatewaySettings.Transport;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Holds `transport: {require-tls: true}`: nothing reaches or leaves this machine in the clear.
///
/// Guaranteed: with it, a gateway does not start while a listener, the database, Redis, an
/// upstream, a collector of traces or a syslog server that is not on this machine is spoken to
/// without TLS; PostgreSQL's certificate must be verified (`sslmode=verify-full`). Issuers,
/// webhooks, mail and the console never are spoken to in the clear in any case. Not protected: what
/// other programs of this machine, or a proxy before the gateway, send on in the clear.
final class Encrypted {
  private static final Pattern JDBC =
      Pattern.compile("jdbc:postgresql://([^/?]*)(?:/[^?]*)?(?:\\?(.*))?");

  private final List<String> clear = new ArrayList<>();

  private Encrypted() {}

  /// @throws GambesonException naming everything that is in the clear
  static void require(GatewaySettings settings) {
    if (!settings.transport().flatMap(Transport::requireTls).orElse(false)) {
      return;
    }
    Encrypted found = new Encrypted();
    found.listeners(settings);
    found.connections(settings);
    if (!found.clear.isEmpty()) {
      throw GambesonException.badInput(
          "serve: transport.require-tls is set, but these are in the clear: %s. Give each TLS, or keep it on this machine."
              .formatted(String.join("; ", found.clear)));
    }
  }

  private void listeners(GatewaySettings settings) {
    listener("data", settings.data());
    listener("grpc", settings.grpc());
    listener("admin", settings.admin());
    settings
        .metrics()
        .filter(m -> !m.loopback())
        .ifPresent(_ -> clear.add("metrics, which has no TLS: bind it to 127.0.0.1"));
  }

  private void listener(String name, Optional<Listener> listener) {
    listener
        .filter(l -> !l.loopback() && l.tls().isEmpty())
        .ifPresent(l -> clear.add("%s (%s)".formatted(name, l.host().orElse(""))));
  }

  private void connections(GatewaySettings settings) {
    settings.state().flatMap(State::database).ifPresent(this::database);
    settings.state().flatMap(State::redis).ifPresent(r -> address("state.redis", r, "rediss"));
    settings.telemetry().ifPresent(t -> address("telemetry.otlp", t.otlp(), "https"));
    settings
        .models()
        .forEach(m ->
            m.versions()
                .forEach(v ->
                    v.upstream()
                        .ifPresent(u ->
                            u.urls()
                                .forEach(
                                    url -> address("upstream of " + m.name(), url, "https")))));
    settings.routes().ifPresent(routes -> routes.forEach(this::route));
  }

  private void route(String name, RouteSettings route) {
    if (route instanceof RouteSettings.Syslog s
        && s.transport() != RouteSettings.Syslog.Transport.TLS
        && !local(s.host())) {
      clear.add(
          "routes.%s (syslog by %s)"
              .formatted(name, s.transport().name().toLowerCase(Locale.ROOT)));
    }
  }

  private void database(String url) {
    Matcher parts = JDBC.matcher(url);
    boolean known = parts.matches();
    boolean here = known && List.of(parts.group(1).split(",")).stream().allMatch(Encrypted::named);
    String options = known && parts.group(2) != null ? parts.group(2) : "";
    boolean verified = List.of(options.split("&")).contains("sslmode=verify-full");
    if (!here && !verified) {
      clear.add("state.database without sslmode=verify-full");
    }
  }

  private static boolean named(String hostAndPort) {
    return local(hostAndPort.replaceFirst(":\\d+$", ""));
  }

  private void address(String what, String address, String scheme) {
    try {
      URI uri = URI.create(address);
      boolean fits = scheme.equals(uri.getScheme());
      if (!fits && (uri.getHost() == null || !local(uri.getHost()))) {
        clear.add("%s (not %s)".formatted(what, scheme));
      }
    } catch (IllegalArgumentException _) {
      clear.add(what + " (no address)");
    }
  }

  private static boolean local(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d{1,3}){3}");
  }
}
