package dev.gambeson.server;

import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.SettingsReader;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Reads the certificates of a listener again when one of their files was changed. A pair that
/// cannot be used, for example since only one of its files has come yet, leaves the old one in
/// place, and is tried again with the next change.
final class CertificateWatch {
  private static final System.Logger LOG = System.getLogger(CertificateWatch.class.getName());

  private final String listener;
  private final GatewaySettings.Tls tls;
  private final Path base;
  private final Supplier<Future<Void>> reload;
  private String seen;

  private CertificateWatch(
      String listener, GatewaySettings.Tls tls, Path base, Supplier<Future<Void>> reload) {
    this.listener = listener;
    this.tls = tls;
    this.base = base;
    this.reload = reload;
    this.seen = state();
  }

  /// @param listener its name, for the log
  /// @param base what paths are relative to
  /// @return empty for a listener without TLS
  static Optional<CertificateWatch> of(
      String listener,
      Optional<GatewaySettings.Listener> settings,
      Path base,
      Supplier<Future<Void>> reload) {
    return settings
        .flatMap(GatewaySettings.Listener::tls)
        .map(tls -> new CertificateWatch(listener, tls, base, reload));
  }

  /// Looks, and reloads if there is something new.
  void look() {
    String now = state();
    if (now.equals(seen)) {
      return;
    }
    seen = now;
    reload
        .get()
        .onSuccess(
            _ -> LOG.log(System.Logger.Level.INFO, "New certificates of " + listener + " are used"))
        .onFailure(e ->
            LOG.log(
                System.Logger.Level.ERROR,
                "New certificates of %s cannot be used, the old ones stay: %s"
                    .formatted(listener, e.getMessage())));
  }

  private String state() {
    StringBuilder out = new StringBuilder();
    Stream.concat(Stream.of(tls.certificate(), tls.key()), tls.clientCa().stream())
        .map(f -> SettingsReader.resolve(base, f))
        .forEach(f -> out.append(state(f)).append(' '));
    return out.toString();
  }

  private static String state(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis() + "/" + Files.size(file);
    } catch (IOException e) {
      return "absent";
    }
  }
}
