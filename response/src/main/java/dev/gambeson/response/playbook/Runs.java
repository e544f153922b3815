package dev.gambeson.response.playbook;

import dev.gambeson.core.GambesonException;
import dev.gambeson.response.Clean;
import dev.gambeson.response.internal.Json;
import dev.gambeson.response.store.Document;
import dev.gambeson.response.store.IncidentStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Runs as documents of the store. Every change is a compare-and-set: who loses reads again.
final class Runs {
  private static final String KIND = "run";
  private static final int TRIES = 100;
  private final IncidentStore store;

  Runs(IncidentStore store) {
    this.store = store;
  }

  /// Stores a new run.
  ///
  /// @return false when there is one with its id already
  boolean begin(Run run) {
    return store.put(new Document(KIND, run.id(), run.incident(), 1, run.due(), Json.write(run)));
  }

  Optional<Run> find(String id) {
    return store.document(KIND, id).map(Runs::read);
  }

  Run get(String id) {
    return read(document(id));
  }

  List<Run> ofIncident(String incident, int limit) {
    return store.documents(KIND, incident, limit).stream().map(Runs::read).toList();
  }

  List<String> due(Instant now, int limit) {
    return store.due(KIND, now, limit).stream().map(Document::id).toList();
  }

  /// Changes a run by `change`, again with what another node made of it if need be.
  ///
  /// @param change empty: nothing to change
  /// @return the change that holds; empty when there was nothing to change
  Optional<Move> change(String id, Function<Run, Optional<Move>> change) {
    for (int i = 0; i < TRIES; i++) {
      Document document = document(id);
      Optional<Move> changed = change.apply(read(document));
      if (changed.isEmpty()) {
        return Optional.empty();
      }
      Run run = changed.get().run();
      if (store.put(document.next(run.due(), Json.write(run)))) {
        return changed;
      }
    }
    throw new IllegalStateException("The run was changed " + TRIES + " times meanwhile");
  }

  private Document document(String id) {
    return store
        .document(KIND, id)
        .orElseThrow(() ->
            GambesonException.usage(
                "There is no run '%s' of a playbook.".formatted(Clean.line(id, 300))));
  }

  private static Run read(Document document) {
    return Json.read(document.body(), Run.class);
  }
}
