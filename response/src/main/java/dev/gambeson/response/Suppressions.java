package dev.gambeson.response;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.internal.Json;
import dev.gambeson.response.store.Document;
import dev.gambeson.response.store.IncidentStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The suppression rules in force, shared by all nodes; another node's change is seen within five
/// seconds. Thread-safe.
public final class Suppressions {
  private static final String KIND = "suppression";
  private static final int MAX = 500;
  private static final Duration FRESH = Duration.ofSeconds(5);

  private record Known(Instant read, List<Suppression> rules) {}

  private final IncidentStore store;
  private volatile Known known = new Known(Instant.MIN, List.of());

  Suppressions(IncidentStore store) {
    this.store = store;
  }

  /// Adds a rule.
  ///
  /// @throws GambesonException when there is one with this id, or 500 already
  public void add(Suppression rule) {
    if (store.count(KIND) >= MAX) {
      throw GambesonException.usage(
          "There are %d suppressions already; remove those that are no longer needed."
              .formatted(MAX));
    }
    Document document =
        new Document(KIND, rule.id(), "", 1, Optional.of(rule.expires()), Json.write(rule));
    if (!store.put(document)) {
      throw GambesonException.usage(
          "There is a suppression '%s' already; choose another id.".formatted(rule.id()));
    }
    known = new Known(Instant.MIN, List.of());
  }

  /// Ends a rule now. Nothing happens when there is none.
  public void remove(String id) {
    store.document(KIND, id).ifPresent(d -> store.remove(KIND, id, d.version()));
    known = new Known(Instant.MIN, List.of());
  }

  /// Every rule, expired ones as well until [#sweep] removes them.
  public List<Suppression> list() {
    return store.documents(KIND, "", MAX).stream()
        .map(d -> Json.read(d.body(), Suppression.class))
        .toList();
  }

  /// Removes what has expired.
  public void sweep(Instant now) {
    store.due(KIND, now, MAX).forEach(d -> store.remove(KIND, d.id(), d.version()));
  }

  boolean cover(Alert alert, Instant now) {
    Known current = known;
    if (current.read().equals(Instant.MIN) || !now.isBefore(current.read().plus(FRESH))) {
      current = new Known(now, list());
      known = current;
    }
    return current.rules().stream().anyMatch(r -> r.covers(alert, now));
  }
}
