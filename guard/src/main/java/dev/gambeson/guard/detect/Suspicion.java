package dev.gambeson.guard.detect;

import dev.gambeson.core.alert.Alert;
import java.util.List;

/// What is to be done about a client after a query.
///
/// @param level the step of the ladder that holds for its next query
/// @param alerts raised by this query; mostly none
public record Suspicion(Level level, List<Alert> alerts) {
  /// Nothing suspicious.
  public static final Suspicion NONE = new Suspicion(Level.NONE, List.of());

  public Suspicion {
    alerts = List.copyOf(alerts);
  }
}
