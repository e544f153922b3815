package dev.gambeson.server.gateway;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Query;

/// Where clients stand, by what they have asked. Thread-safe, never blocks.
public interface Ladder {
  /// Where this client stands with this model.
  Step step(Client client, String model);

  /// Looks at a query and what the model said. Called once for each query that reached a model:
  /// after the answer, or before it when the client stands above [Step#CLEAR].
  ///
  /// @return where the client stands now
  Step look(Query query, Answer raw);

  /// Nothing against anybody.
  Ladder CLEAR =
      new Ladder() {
        @Override
        public Step step(Client client, String model) {
          return Step.CLEAR;
        }

        @Override
        public Step look(Query query, Answer raw) {
          return Step.CLEAR;
        }
      };
}
