package dev.gambeson.server;

import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.passport.Passport;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/// What is known of each version from where it came: file or upstream, reference, passport.
final class VersionFacts {
  private static final int SHOWN = 16;

  private VersionFacts() {}

  /// Scheme, host and port: the rest of an address may hold what is not for everybody.
  private static String place(String url) {
    URI uri = URI.create(url);
    return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }

  static Map<String, String> of(ModelRoom.Loaded m, ModelRoom.Ready ready) {
    GatewaySettings.Version version = ready.settings();
    Passport passport = ready.passport();
    Map<String, String> facts = new TreeMap<>();
    version.file().ifPresent(f -> facts.put("file", f.toString()));
    version.preprocessing().ifPresent(f -> facts.put("preprocessing", f.toString()));
    version
        .upstream()
        .ifPresent(u ->
            facts.put(
                "upstream",
                String.join(", ", u.urls().stream().map(VersionFacts::place).toList())));
    facts.put("reference", m.settings().reference().toString());
    facts.put("reference rows", "%,d".formatted(passport.reference().rows()));
    facts.put("reference digest", m.table().digest().substring(0, SHOWN));
    facts.put("passport digest", passport.reference().digest().substring(0, SHOWN));
    return facts;
  }
}
