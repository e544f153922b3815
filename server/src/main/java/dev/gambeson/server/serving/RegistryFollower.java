package dev.gambeson.server.serving;

import dev.gambeson.core.GambesonException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Moves the route of a model to the version that the registry says is live, among those that are
/// loaded here or that a [Loader] takes in: what the registry demands (evidence, approvals) stands
/// for the second person that the console asks for.
///
/// Guaranteed: only changes of the registry's word act, once each, so that a rollback at the
/// gateway holds until the registry says something new or the gateway starts again; a quarantined
/// version does not come back; the version before stays loaded. A version that is not loaded here,
/// a registry that cannot be asked, or one in which nothing is live any more changes nothing: it is
/// thrown, to be told, and asked again. Not thread-safe.
public final class RegistryFollower {
  private static final String WHO = "registry";

  private final HostedModel model;
  private final Map<String, String> byFile;
  private final Supplier<Optional<RegistryWord>> registry;
  private final Loader loader;
  private Optional<String> heard = Optional.empty();

  /// Takes in versions that are not loaded.
  public interface Loader {
    /// Takes none in.
    Loader NONE =
        (word, model) -> {
          throw GambesonException.usage(
              "%s is live in the registry, but none of its files is a version of '%s' here. Add it to the settings and start again, or let registry: load take it in."
                  .formatted(word.label(), model));
        };

    /// Loads the version that is live now. Blocks.
    ///
    /// @return its name here
    /// @throws GambesonException when it must not or cannot be loaded; nothing has changed then
    String load(RegistryWord word, String model);

    /// Lets go of what was taken in and has no part any more. Blocks.
    default void tidy() {}
  }

  /// @param byFile names of the loaded versions by SHA-256 of their model files
  /// @param registry what it says now; may block
  /// @param loader takes in what is not loaded
  public RegistryFollower(
      HostedModel model,
      Map<String, String> byFile,
      Supplier<Optional<RegistryWord>> registry,
      Loader loader) {
    this.model = model;
    this.byFile = Map.copyOf(byFile);
    this.registry = registry;
    this.loader = loader;
  }

  /// Asks, and follows. Blocks.
  ///
  /// @throws GambesonException when the registry's word cannot be followed; what held still holds
  public void look() {
    RegistryWord word =
        registry
            .get()
            .orElseThrow(() ->
                GambesonException.usage(
                    "No version of '%s' is live in the registry; quarantine it here if it must not answer."
                        .formatted(model.name())));
    if (heard.filter(word.label()::equals).isPresent()) {
      return;
    }
    String version =
        word.files().stream()
            .filter(byFile::containsKey)
            .map(byFile::get)
            .findFirst()
            .orElseGet(() -> loader.load(word, model.name()));
    boolean _ = model.refresh(); // another node may have moved to it already
    if (model.route().live().filter(version::equals).isEmpty()) {
      move(version, word.label() + " is live in the registry");
    }
    heard = Optional.of(word.label());
    loader.tidy();
  }

  private void move(String version, String reason) {
    if (model.route().canary().isPresent()) {
      model.endCanary(WHO, reason);
    }
    if (model.route().previous().filter(version::equals).isPresent()) {
      model.rollback(WHO, reason);
    } else {
      model.promote(version, WHO, reason);
    }
  }
}
