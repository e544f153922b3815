package dev.gambeson.server;

import dev.gambeson.core.GambesonException;
import dev.gambeson.response.route.RouteSettings;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.GatewaySettings.Listener;
import dev.gambeson.server.config.GatewaySettings.State;
import dev.gambeson.server.config.GatewaySettings.Transport.Clear;
import dev.gambeson.server.state.Encryption;
import java.net.URI;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Nothing reaches or leaves this machine in the clear, unless `transport: {clear: [...]}` names
/// it.
///
/// Guaranteed: a gateway does not start while a listener, the database, Redis, an upstream, a
/// collector of traces or a syslog server that is not on this machine is spoken to without TLS and
/// without that word; certificates of PostgreSQL and Redis must be verified, with their host names.
/// Issuers, webhooks and mail never are spoken to in the clear in any case. Not protected: what
/// other programs of this machine, or a proxy before the gateway, send on in the clear.
final class Encrypted {
  private final GatewaySettings settings;
  private final Set<String> found = new LinkedHashSet<>();
  private final Set<Clear> kinds = EnumSet.noneOf(Clear.class);

  private Encrypted(GatewaySettings settings) {
    this.settings = settings;
  }

  /// @throws GambesonException naming everything that is in the clear
  static void require(GatewaySettings settings) {
    Encrypted asked = new Encrypted(settings);
    asked.listeners();
    asked.connections();
    if (!asked.found.isEmpty()) {
      throw GambesonException.badInput(
          "serve: in the clear beyond this machine: %s. Give each TLS, keep it on this machine, or, if something else encrypts it, say so: transport: {clear: [%s]}."
              .formatted(
                  String.join("; ", asked.found),
                  asked.kinds.stream()
                      .map(k -> k.name().toLowerCase(Locale.ROOT))
                      .collect(Collectors.joining(", "))));
    }
  }

  private void found(Clear kind, String what) {
    if (!settings.clear(kind)) {
      kinds.add(kind);
      found.add(what);
    }
  }

  private void listeners() {
    listener(Clear.DATA, "data", settings.data());
    listener(Clear.GRPC, "grpc", settings.grpc());
    listener(Clear.ADMIN, "admin", settings.admin());
    settings
        .metrics()
        .filter(m -> !m.loopback())
        .ifPresent(
            m -> found(Clear.METRICS, "metrics (%s, has no TLS)".formatted(m.host().orElse(""))));
  }

  private void listener(Clear kind, String name, Optional<Listener> listener) {
    listener
        .filter(l -> !l.loopback() && l.tls().isEmpty())
        .ifPresent(l -> found(kind, "%s (%s without tls)".formatted(name, l.host().orElse(""))));
  }

  private void connections() {
    Optional<State> state = settings.state();
    state
        .flatMap(State::database)
        .filter(url -> !Encryption.ofPostgres(url, Encrypted::local))
        .ifPresent(_ -> found(Clear.DATABASE, "state.database (without sslmode=verify-full)"));
    state
        .flatMap(State::redis)
        .filter(url -> !Encryption.ofRedis(url, Encrypted::local))
        .ifPresent(_ -> found(Clear.REDIS, "state.redis (not rediss://)"));
    settings.telemetry().ifPresent(t -> https(Clear.TELEMETRY, "telemetry.otlp", t.otlp()));
    settings.models().forEach(m -> m.versions().forEach(v -> upstream(m.name(), v)));
    settings.routes().ifPresent(routes -> routes.forEach(this::route));
  }

  private void upstream(String model, GatewaySettings.Version version) {
    List<String> urls = version.upstream().map(GatewaySettings.Upstream::urls).orElse(List.of());
    urls.forEach(url -> https(Clear.UPSTREAM, "upstream of " + model, url));
  }

  private void route(String name, RouteSettings route) {
    if (route instanceof RouteSettings.Syslog s
        && s.transport() != RouteSettings.Syslog.Transport.TLS
        && !local(s.host())) {
      found(
          Clear.SYSLOG,
          "routes.%s (syslog by %s)"
              .formatted(name, s.transport().name().toLowerCase(Locale.ROOT)));
    }
  }

  private void https(Clear kind, String what, String address) {
    try {
      URI uri = URI.create(address);
      boolean here = uri.getHost() != null && local(uri.getHost());
      if (!"https".equalsIgnoreCase(uri.getScheme()) && !here) {
        found(kind, what + " (not https)");
      }
    } catch (IllegalArgumentException _) {
      found(kind, what + " (no address)");
    }
  }

  /// Whether a host name or address is this machine, as far as it is written.
  static boolean local(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.equals("[::1]")
        || host.matches("127(\\.\\d{1,3}){3}");
  }
}
