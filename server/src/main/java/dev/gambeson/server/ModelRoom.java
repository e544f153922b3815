package dev.gambeson.server;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.SettingsReader;
import dev.gambeson.server.passport.ExtractionCurve;
import dev.gambeson.server.passport.Passport;
import dev.gambeson.server.passport.Passports;
import dev.gambeson.server.serving.InferencePool;
import dev.gambeson.server.serving.LocalModel;
import dev.gambeson.server.serving.LocalSettings;
import dev.gambeson.server.serving.ServableVersion;
import dev.gambeson.server.serving.upstream.Upstream;
import dev.gambeson.server.serving.upstream.UpstreamSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Loads the models that the settings name, and learns their passports.
final class ModelRoom {
  private final Vertx vertx;
  private final Path base;
  private final Path scratch;
  private final InferencePool pool;
  private final Passports passports;
  private final InstantSource clock;

  /// A model, loaded.
  ///
  /// @param settings what was configured
  /// @param table its reference
  /// @param ready its versions at the start
  /// @param copies how good copies were that somebody made of a version, if that was measured
  record Loaded(
      GatewaySettings.Model settings,
      ReferenceTable table,
      List<Ready> ready,
      Optional<ExtractionCurve> copies) {
    List<ServableVersion> versions() {
      return ready.stream().map(Ready::version).toList();
    }
  }

  /// A version, ready to answer, with what was learnt of it.
  record Ready(GatewaySettings.Version settings, ServableVersion version, Passport passport) {}

  /// @param base folder that paths of the settings are relative to
  /// @param state folder of the gateway
  ModelRoom(Vertx vertx, Path base, Path state, InferencePool pool, InstantSource clock) {
    this.vertx = vertx;
    this.base = base;
    this.scratch = state.resolve("scratch");
    this.pool = pool;
    this.passports = new Passports(state.resolve("passports"), new Seed(42));
    this.clock = clock;
  }

  /// @param more versions that are not in the settings; they come before the last one listed, which
  ///   is the first to serve where no other is named
  Loaded load(
      GatewaySettings.Model given,
      ReferenceTable.Reader reader,
      Consumer<Alert> alerts,
      Function<GatewaySettings.Model, List<GatewaySettings.Version>> more) {
    GatewaySettings.Model model = resolved(given);
    ReferenceTable table = reader.read(model);
    List<GatewaySettings.Version> all = new ArrayList<>(model.versions());
    all.addAll(all.size() - 1, more.apply(model));
    List<Ready> ready = new ArrayList<>();
    try {
      for (GatewaySettings.Version version : all) {
        ready.add(ready(model, version, table, alerts));
      }
      return new Loaded(model, table, List.copyOf(ready), curve(model));
    } catch (RuntimeException e) {
      ready.forEach(r -> r.version().close());
      throw e;
    }
  }

  /// Verifies, scans and loads a version, and learns its passport. Blocks, for some seconds.
  Ready ready(
      GatewaySettings.Model model,
      GatewaySettings.Version version,
      ReferenceTable table,
      Consumer<Alert> alerts) {
    ServableVersion loaded = open(model, version, table, alerts);
    try {
      Passport passport =
          passports.of(model.name(), loaded, classes(table, loaded), favourable(model, loaded));
      return new Ready(version, loaded, passport);
    } catch (RuntimeException e) {
      loaded.close();
      throw e;
    }
  }

  /// The curve of another file would say nothing about this model.
  private static Optional<ExtractionCurve> curve(GatewaySettings.Model model) {
    return model
        .extraction()
        .map(file -> {
          ExtractionCurve curve = ExtractionCurve.read(file);
          boolean known =
              model.versions().stream()
                  .flatMap(v -> v.file().stream())
                  .anyMatch(f -> curve.files().contains(sha256(f)));
          if (!known) {
            throw GambesonException.usage(
                "serve: model '%s': extraction %s was measured on other files than those of its versions. Audit the file that is served."
                    .formatted(model.name(), file));
          }
          return curve;
        });
  }

  /// The table's labels as the model numbers them.
  private static ReferenceTable classes(ReferenceTable table, ServableVersion version) {
    List<String> classes = version.classes();
    if (classes.isEmpty() || table.classes().equals(classes)) {
      return new ReferenceTable(
          table.features(), table.rows(), table.labels(), classes, table.groups(), table.digest());
    }
    int[] of = new int[table.classes().size()];
    for (int c = 0; c < of.length; c++) {
      of[c] = classes.indexOf(table.classes().get(c));
    }
    boolean known = of.length > 0 && java.util.Arrays.stream(of).allMatch(c -> c >= 0);
    int[] labels =
        known ? java.util.Arrays.stream(table.labels()).map(l -> of[l]).toArray() : new int[0];
    return new ReferenceTable(
        table.features(), table.rows(), labels, classes, table.groups(), table.digest());
  }

  private static int favourable(GatewaySettings.Model model, ServableVersion version) {
    return model.favourable().map(version.classes()::indexOf).orElse(-1);
  }

  private ServableVersion open(
      GatewaySettings.Model model,
      GatewaySettings.Version version,
      ReferenceTable table,
      Consumer<Alert> alerts) {
    return version
        .upstream()
        .<ServableVersion>map(u ->
            Upstream.open(
                vertx,
                version.version(),
                upstream(model, version, u),
                Optional.of(table.features()),
                u.classes().orElse(table.classes()),
                text -> alerts.accept(changed(model, version, text))))
        .orElseGet(() ->
            LocalModel.open(
                version.version(),
                local(version),
                Optional.of(table.features()),
                pool,
                scratch,
                clock.instant()));
  }

  private Alert changed(GatewaySettings.Model model, GatewaySettings.Version version, String text) {
    Instant now = clock.instant();
    return new Alert(
        "upstream-%s-%s-%d".formatted(model.name(), version.version(), now.toEpochMilli()),
        now,
        "GB-SRV-001",
        dev.gambeson.core.Severity.HIGH,
        "The model upstream is another one",
        text,
        Alert.Subject.ofModel(model.name(), version.version()),
        Optional.empty(),
        java.util.Map.of());
  }

  private static LocalSettings local(GatewaySettings.Version version) {
    Path file = version.file().orElseThrow();
    return new LocalSettings(
        file,
        version.sha256().orElseGet(() -> sha256(file)),
        version.preprocessing(),
        version.preprocessing().map(ModelRoom::sha256),
        version.trust(),
        false,
        Optional.empty());
  }

  /// Names of a model's versions in this process, by SHA-256 of their files.
  static Map<String, String> byFile(Loaded model) {
    Map<String, String> names = new HashMap<>();
    model
        .ready()
        .forEach(r -> {
          GatewaySettings.Version v = r.settings();
          v.file().ifPresent(f -> names.put(v.sha256().orElseGet(() -> sha256(f)), v.version()));
        });
    return names;
  }

  private static String sha256(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw GambesonException.badInput(file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private static UpstreamSettings upstream(
      GatewaySettings.Model model, GatewaySettings.Version version, GatewaySettings.Upstream u) {
    UpstreamSettings.Limits usual = UpstreamSettings.Limits.DEFAULTS;
    return new UpstreamSettings(
        u.urls(),
        u.model().orElse(model.name()),
        u.version(),
        new UpstreamSettings.Limits(
            u.timeoutMillis().map(Duration::ofMillis).orElse(usual.timeout()),
            usual.connectTimeout(),
            usual.maxConnections(),
            usual.maxWaiting(),
            usual.maxResponseBytes()),
        UpstreamSettings.Retries.DEFAULTS,
        UpstreamSettings.Breaker.DEFAULTS,
        new UpstreamSettings.Tls(u.ca(), u.certificate(), u.key()),
        u.bearer(),
        u.binary().orElse(false),
        version.preprocessing(),
        u.input(),
        u.output()
            .map(name ->
                new UpstreamSettings.Output(name, UpstreamSettings.Output.Kind.PROBABILITIES)),
        u.allowLocal().orElse(false));
  }

  private GatewaySettings.Model resolved(GatewaySettings.Model model) {
    return new GatewaySettings.Model(
        model.name(),
        SettingsReader.resolve(base, model.reference()),
        model.label(),
        model.ignore(),
        model.groups(),
        model.favourable(),
        model.versions().stream().map(this::resolved).toList(),
        model.live(),
        model.extraction().map(f -> SettingsReader.resolve(base, f)),
        model
            .registry()
            .map(r ->
                new GatewaySettings.Registered(
                    SettingsReader.resolve(base, r.folder()),
                    SettingsReader.resolve(base, r.token()),
                    Optional.of(r.name().orElse(model.name())),
                    r.load()
                        .map(l ->
                            new GatewaySettings.FromRegistry(
                                l.file(),
                                l.preprocessing(),
                                l.trust().map(f -> SettingsReader.resolve(base, f)))))));
  }

  private GatewaySettings.Version resolved(GatewaySettings.Version v) {
    return new GatewaySettings.Version(
        v.version(),
        v.file().map(f -> SettingsReader.resolve(base, f)),
        v.sha256(),
        v.preprocessing().map(f -> SettingsReader.resolve(base, f)),
        v.trust().map(f -> SettingsReader.resolve(base, f)),
        v.upstream().map(this::resolved));
  }

  private GatewaySettings.Upstream resolved(GatewaySettings.Upstream u) {
    return new GatewaySettings.Upstream(
        u.urls(),
        u.model(),
        u.version(),
        u.bearer().map(f -> SettingsReader.resolve(base, f)),
        u.ca().map(f -> SettingsReader.resolve(base, f)),
        u.certificate().map(f -> SettingsReader.resolve(base, f)),
        u.key().map(f -> SettingsReader.resolve(base, f)),
        u.classes(),
        u.input(),
        u.output(),
        u.binary(),
        u.timeoutMillis(),
        u.allowLocal());
  }
}
