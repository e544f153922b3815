package dev.gambeson.server;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.registry.store.PrivateFiles;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.serving.HostedModel;
import dev.gambeson.server.serving.RegistryFollower;
import dev.gambeson.server.serving.RegistryWord;
import dev.gambeson.server.serving.Route;
import dev.gambeson.server.state.SqlRouteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Takes versions out of a registry that are live there and not in the settings.
///
/// Guaranteed: such a version goes the way of a listed one (the digest that the registry has of
/// each file, the scanner, the trust policy where there is one, the model's inputs and classes), or
/// nothing changes and the reason is thrown; one that was refused is tried again after [#AGAIN],
/// not at each look. At most [#MOST] are loaded; what has no part in the route any more is let go
/// of. Copies stand in the state folder with the digests they must have, so that a restart needs no
/// registry. Its name here is `registry-` and its number there. Not thread-safe.
final class RegistryRoom implements RegistryFollower.Loader {
  private static final System.Logger LOG = System.getLogger(GatewayServer.class.getName());
  private static final String PREFIX = "registry-";
  private static final int MOST = 8;
  private static final Duration AGAIN = Duration.ofMinutes(10);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Ground ground;
  private final ServedModels served;
  private final ModelRoom.Loaded model;
  private final GatewaySettings.Registered place;
  private final GatewaySettings.FromRegistry load;
  private final Consumer<Alert> alerts;
  private final Set<String> taken = new TreeSet<>();
  private Optional<Refusal> refused = Optional.empty();

  private record Refusal(String label, GambesonException why, Instant again) {}

  /// What a copy must hash to.
  private record Pins(String sha256, Optional<String> preprocessing) {}

  RegistryRoom(
      Ground ground,
      ServedModels served,
      ModelRoom.Loaded model,
      GatewaySettings.Registered place,
      GatewaySettings.FromRegistry load,
      Consumer<Alert> alerts) {
    this.ground = ground;
    this.served = served;
    this.model = model;
    this.place = place;
    this.load = load;
    this.alerts = alerts;
    model.versions().stream()
        .map(v -> v.version())
        .filter(v -> number(v).isPresent())
        .forEach(taken::add);
  }

  private HostedModel hosted() {
    return served.models().hosted(model.settings().name()).orElseThrow();
  }

  @Override
  public String load(RegistryWord word, String name) {
    refused
        .filter(r -> r.label().equals(word.label()) && ground.clock().instant().isBefore(r.again()))
        .ifPresent(r -> {
          throw r.why();
        });
    try {
      String version = take(word);
      refused = Optional.empty();
      return version;
    } catch (RuntimeException e) {
      GambesonException why =
          GambesonException.badInput(
              "%s is live in the registry and was not loaded, what was live still is: %s"
                  .formatted(word.label(), words(e)),
              e);
      refused = Optional.of(new Refusal(word.label(), why, ground.clock().instant().plus(AGAIN)));
      throw why;
    }
  }

  private String take(RegistryWord word) {
    String version = PREFIX + word.number();
    if (taken.contains(version)) {
      return version;
    }
    if (model.settings().versions().stream().anyMatch(v -> v.version().equals(version))) {
      throw GambesonException.usage(
          "the settings call another version '%s'. Rename that.".formatted(version));
    }
    tidy();
    if (taken.size() >= MOST) {
      throw GambesonException.usage(
          "%d versions out of the registry have a part in the route. End shadows and canaries."
              .formatted(taken.size()));
    }
    boolean done = false;
    try {
      ModelRoom.Ready ready =
          served
              .room()
              .ready(
                  model.settings(),
                  fetched(ground, model.settings().name(), place, load, word),
                  model.table(),
                  alerts);
      try {
        // First what is known of it: it may have clients from the moment that it is loaded.
        served.book().enter(model, ready);
        hosted().load(ready.version(), "registry", word.label() + " is live in the registry");
        ModelWatching.golden(served.golden(), served.records(), model, ready.version());
        done = true;
      } finally {
        if (!done) {
          forget(version);
          ready.version().close();
        }
      }
    } finally {
      if (!done) {
        delete(home(ground, model.settings().name(), version));
      }
    }
    taken.add(version);
    return version;
  }

  private void forget(String version) {
    served.golden().forget(model.settings().name(), version);
    served.book().leave(model.settings().name(), version);
  }

  @Override
  public void tidy() {
    Route route = hosted().route();
    Set<String> gone = new HashSet<>(taken);
    gone.removeAll(route.live().stream().toList());
    gone.removeAll(route.previous().stream().toList());
    gone.removeAll(route.canary().map(Route.Canary::version).stream().toList());
    gone.removeAll(route.shadows());
    for (String version : gone) {
      try {
        hosted().retire(version, "registry", "another version is live in the registry");
        taken.remove(version);
        forget(version);
        delete(home(ground, model.settings().name(), version));
      } catch (GambesonException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "Version %s of %s stays loaded for now: %s"
                .formatted(version, model.settings().name(), e.getMessage()));
      }
    }
  }

  /// Versions that an earlier run, or another node, took out of the registry and that the stored
  /// route gives a part: they are loaded at the start.
  static List<GatewaySettings.Version> taken(Ground ground, GatewaySettings.Model model) {
    return model
        .registry()
        .flatMap(place -> place.load().map(load -> taken(ground, model, place, load)))
        .orElse(List.of());
  }

  private static List<GatewaySettings.Version> taken(
      Ground ground,
      GatewaySettings.Model model,
      GatewaySettings.Registered place,
      GatewaySettings.FromRegistry load) {
    Set<String> wanted =
        new SqlRouteStore(ground.database(), ground.clock())
            .load(model.name())
            .map(r -> {
              Set<String> all = new TreeSet<>(r.versions());
              all.removeAll(r.quarantined());
              return all;
            })
            .orElse(new TreeSet<>());
    model.versions().forEach(v -> wanted.remove(v.version()));
    return wanted.stream()
        .filter(v -> number(v).isPresent())
        .map(v -> again(ground, model.name(), place, load, v))
        .toList();
  }

  private static GatewaySettings.Version again(
      Ground ground,
      String model,
      GatewaySettings.Registered place,
      GatewaySettings.FromRegistry load,
      String version) {
    Path home = home(ground, model, version);
    if (!Files.exists(pins(home))) {
      RegistryWord word =
          RegistryWord.version(
              place.folder(), place.token(), name(model, place), number(version).orElseThrow());
      return fetched(ground, model, place, load, word);
    }
    try {
      return settings(
          version, home, load, JSON.readValue(Files.readAllBytes(pins(home)), Pins.class));
    } catch (IOException | JacksonException e) {
      throw GambesonException.badInput(
          "%s cannot be read: %s. Delete it and the folder beside it: they are fetched again."
              .formatted(pins(home), e.getMessage()),
          e);
    }
  }

  /// Copies a version into the state folder.
  private static GatewaySettings.Version fetched(
      Ground ground,
      String model,
      GatewaySettings.Registered place,
      GatewaySettings.FromRegistry load,
      RegistryWord word) {
    String version = PREFIX + word.number();
    Path home = home(ground, model, version);
    Pins pins =
        new Pins(digest(word, load.file()), load.preprocessing().map(steps -> digest(word, steps)));
    delete(home);
    try {
      PrivateFiles.createFolders(homes(ground, model));
      RegistryWord.fetch(place.folder(), place.token(), name(model, place), word.number(), home);
      PrivateFiles.write(pins(home), JSON.writeValueAsBytes(pins));
    } catch (IOException e) {
      throw GambesonException.badInput(
          "%s cannot be written: %s.".formatted(home, e.getMessage()), e);
    }
    return settings(version, home, load, pins);
  }

  private static String digest(RegistryWord word, String file) {
    String digest = word.byPath().get(file);
    if (digest == null) {
      throw GambesonException.usage(
          "it has no file '%s'. Correct registry: load in the settings.".formatted(file));
    }
    return digest;
  }

  private static GatewaySettings.Version settings(
      String version, Path home, GatewaySettings.FromRegistry load, Pins pins) {
    Optional<Path> steps = load.preprocessing().map(home::resolve);
    if (!steps.map(RegistryRoom::sha256).equals(pins.preprocessing())) {
      throw GambesonException.badInput(
          "%s is not what the registry gave out. Find out who changed it.".formatted(home));
    }
    return new GatewaySettings.Version(
        version,
        Optional.of(home.resolve(load.file())),
        Optional.of(pins.sha256()),
        steps,
        load.trust(),
        Optional.empty());
  }

  private static String sha256(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw GambesonException.badInput(file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private static String name(String model, GatewaySettings.Registered place) {
    return place.name().orElse(model);
  }

  private static Optional<Integer> number(String version) {
    return version.matches(PREFIX + "[1-9][0-9]{0,8}")
        ? Optional.of(Integer.valueOf(version.substring(PREFIX.length())))
        : Optional.empty();
  }

  private static Path home(Ground ground, String model, String version) {
    return homes(ground, model).resolve(version);
  }

  private static Path homes(Ground ground, String model) {
    return ground.folder().resolve("registry").resolve(model);
  }

  private static Path pins(Path home) {
    return home.resolveSibling(home.getFileName() + ".json");
  }

  private static void delete(Path home) {
    try {
      Files.deleteIfExists(pins(home));
      if (Files.exists(home)) {
        try (Stream<Path> files = Files.walk(home)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.deleteIfExists(file);
          }
        }
      }
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING, "%s cannot be deleted: %s.".formatted(home, e.getMessage()));
    }
  }

  private static String words(RuntimeException e) {
    return e instanceof GambesonException || e instanceof IllegalArgumentException
        ? String.valueOf(e.getMessage())
        : "it cannot be run (" + e.getClass().getSimpleName() + ").";
  }
}
