package dev.gambeson.response.store;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.Severity;
import dev.gambeson.response.Incident;
import dev.gambeson.response.IncidentState;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Which incidents to list.
///
/// @param states only these; empty: all
/// @param severity only as bad as this or worse
/// @param since only updated at this time or later
public record IncidentFilter(
    Set<IncidentState> states, Optional<Severity> severity, Optional<Instant> since) {
  public IncidentFilter {
    states = Set.copyOf(states);
    requireNonNull(severity, "severity");
    requireNonNull(since, "since");
  }

  /// Every incident.
  public static IncidentFilter all() {
    return new IncidentFilter(Set.of(), Optional.empty(), Optional.empty());
  }

  /// Those on which somebody still has to do something.
  public static IncidentFilter unfinished() {
    return new IncidentFilter(IncidentState.unfinished(), Optional.empty(), Optional.empty());
  }

  /// Whether an incident is among them.
  public boolean holds(Incident incident) {
    return (states.isEmpty() || states.contains(incident.state()))
        && severity.map(s -> incident.severity().atLeast(s)).orElse(true)
        && since.map(t -> !incident.updated().isBefore(t)).orElse(true);
  }
}
