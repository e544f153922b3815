package dev.gambeson.server.gateway;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.Query;
import java.util.List;
import java.util.Optional;

/// The guards of one model and client class, in order. Thread-safe, never blocks.
public interface Guards {
  /// Before the model.
  Passage request(Query query);

  /// After the model.
  ///
  /// @param coarsen whether no more than labels may be given
  /// @return [Decision.Transform] with what may leave, or [Decision.Refuse]
  Decision answer(Query query, Answer answer, boolean coarsen);

  /// What the guards of the request say.
  ///
  /// @param refusal the refusal, if there is one
  /// @param coarsen whether no more than labels may be given
  /// @param flags what is unusual about it all the same, as plain tokens
  record Passage(Optional<Decision.Refuse> refusal, boolean coarsen, List<String> flags) {
    /// Nothing against it.
    public static final Passage FREE = new Passage(Optional.empty(), false, List.of());

    public Passage {
      flags = List.copyOf(flags);
    }
  }

  /// No guards: everything passes, labels only where the ladder says so.
  Guards NONE =
      new Guards() {
        @Override
        public Passage request(Query query) {
          return Passage.FREE;
        }

        @Override
        public Decision answer(Query query, Answer answer, boolean coarsen) {
          return new Decision.Transform(coarsen ? answer.labelsOnly() : answer);
        }
      };
}
