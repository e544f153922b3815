package dev.gambeson.server.serving;

import dev.gambeson.core.GambesonException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What requests see of a model: replaced as a whole. Every version with a part is loaded.
///
/// @param route who does what
/// @param held loaded versions by name
/// @param live the version that answers, looked up once
/// @param canary the canary, looked up once
/// @param shadows looked up once
record Snapshot(
    Route route,
    Map<String, Held> held,
    Optional<Held> live,
    Optional<Held> canary,
    List<Held> shadows) {

  static final Snapshot EMPTY = of(Route.EMPTY, Map.of());

  /// @throws GambesonException when a version with a part is not loaded
  static Snapshot of(Route route, Map<String, Held> held) {
    route.previous().ifPresent(v -> need(held, v));
    return new Snapshot(
        route,
        Map.copyOf(held),
        route.live().map(v -> need(held, v)),
        route.canary().map(c -> need(held, c.version())),
        route.shadows().stream().map(v -> need(held, v)).toList());
  }

  static Held need(Map<String, Held> held, String version) {
    Held found = held.get(version);
    if (found == null) {
      throw GambesonException.usage(
          "Version '%s' is not loaded. Loaded are: %s."
              .formatted(
                  version,
                  held.isEmpty()
                      ? "none"
                      : String.join(", ", held.keySet().stream().sorted().toList())));
    }
    return found;
  }
}
