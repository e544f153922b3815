package dev.gambeson.server.gateway;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.input.AdversarialPolicy.Reaction;
import java.util.Optional;

/// Whether a row looks made to deceive the model, judged by what the model said of it. Thread-safe,
/// never blocks.
@FunctionalInterface
public interface Doubts {
  /// Looks at a query that the model has answered.
  ///
  /// @return what policy wants done; empty when nothing is the matter
  Optional<Reaction> about(Query query, Answer raw);

  /// No doubts.
  Doubts NONE = (_, _) -> Optional.empty();
}
