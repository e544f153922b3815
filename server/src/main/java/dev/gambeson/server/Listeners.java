package dev.gambeson.server;

import dev.gambeson.server.admin.AdminOptions;
import dev.gambeson.server.admin.OidcOptions;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.SettingsReader;
import dev.gambeson.server.grpc.GrpcSettings;
import dev.gambeson.server.http.DataPlaneOptions;
import dev.gambeson.server.http.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// What the settings say about addresses and certificates, as each listener wants it.
final class Listeners {
  private Listeners() {}

  static AdminOptions admin(GatewaySettings settings, GatewayServer.Surroundings around) {
    GatewaySettings.Listener listener =
        settings.admin().orElse(GatewaySettings.Listener.local(8090));
    AdminOptions usual = AdminOptions.local(around.clock());
    return new AdminOptions(
        listener.host().orElse("127.0.0.1"),
        listener.port(),
        listener
            .tls()
            .map(t -> tls(t, around.base()))
            .map(t ->
                new AdminOptions.Tls(
                    t.certificate(),
                    t.key(),
                    t.clientAuthorities(),
                    t.clientCertificateRequired())),
        settings.consoleOrigins().orElse(List.of()),
        usual.idle(),
        usual.absolute(),
        settings.signIn().map(s -> signIn(s, around.base())),
        around.clock(),
        around.random(),
        rules(settings, listener));
  }

  /// A console that other machines can reach needs a second factor, unless the settings say
  /// otherwise.
  static AdminOptions.Rules rules(GatewaySettings settings, GatewaySettings.Listener listener) {
    boolean reachable =
        !listener.loopback() || settings.consoleOrigins().filter(o -> !o.isEmpty()).isPresent();
    Optional<GatewaySettings.ConsoleLogIn> said = settings.consoleLogIn();
    return new AdminOptions.Rules(
        said.flatMap(GatewaySettings.ConsoleLogIn::secondFactor).orElse(reachable),
        said.flatMap(GatewaySettings.ConsoleLogIn::sessions)
            .orElse(AdminOptions.Rules.USUAL.sessions()));
  }

  private static Optional<Supplier<String>> clientSecret(GatewaySettings.SignIn s, Path base) {
    Optional<Supplier<String>> secret = s.clientSecret().map(f -> StateRoom.readAgain(base, f));
    var _ = secret.map(Supplier::get); // says at once what is wrong with it
    return secret;
  }

  private static OidcOptions signIn(GatewaySettings.SignIn s, Path base) {
    return new OidcOptions(
        URI.create(s.issuer()),
        s.clientId(),
        clientSecret(s, base),
        URI.create(s.redirect()),
        s.rolesClaim().orElse("roles"),
        s.roles(),
        s.acr().orElse(List.of()),
        s.maxAge(),
        s.label().orElse("Single sign-on"));
  }

  static DataPlaneOptions data(GatewaySettings settings, Path base) {
    GatewaySettings.Listener listener =
        settings.data().orElse(GatewaySettings.Listener.local(8080));
    DataPlaneOptions usual = DataPlaneOptions.local();
    return new DataPlaneOptions(
        listener.host().orElse("127.0.0.1"),
        listener.port(),
        usual.eventLoops(),
        usual.front(),
        usual.limits(),
        listener.tls().map(t -> tls(t, base)),
        settings.trustedProxies().orElse(List.of()),
        consoleNames(settings),
        usual.drain());
  }

  /// Names under which browsers of other machines reach the console.
  static Set<String> consoleNames(GatewaySettings settings) {
    Set<String> names = new HashSet<>();
    for (String origin : settings.consoleOrigins().orElse(List.of())) {
      String host = Optional.ofNullable(URI.create(origin).getHost()).orElse("");
      if (!host.isEmpty() && !Encrypted.local(host)) {
        names.add(host.toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  /// The files of a listener's certificates.
  static List<Path> files(GatewaySettings.Tls tls, Path base) {
    TlsFiles files = tls(tls, base);
    List<Path> all = new ArrayList<>(List.of(files.certificate(), files.key()));
    files.clientAuthorities().ifPresent(all::add);
    return all;
  }

  static GrpcSettings.Tls grpc(GatewaySettings.Tls tls, Path base) {
    TlsFiles files = tls(tls, base);
    return new GrpcSettings.Tls(
        files.certificate(),
        files.key(),
        files.clientAuthorities(),
        files.clientCertificateRequired());
  }

  private static TlsFiles tls(GatewaySettings.Tls tls, Path base) {
    return new TlsFiles(
        SettingsReader.resolve(base, tls.certificate()),
        SettingsReader.resolve(base, tls.key()),
        tls.clientCa().map(f -> SettingsReader.resolve(base, f)),
        tls.clientCertificate().orElse(false));
  }
}
