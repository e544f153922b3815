package dev.gambeson.server.gateway;

import dev.gambeson.guard.Client;
import dev.gambeson.guard.Query;
import java.util.Optional;

/// Recognises what nobody honest sends: bait records, models that nobody was told of. Whoever
/// implements this raises the alarm; the client sees nothing of it. Thread-safe, never blocks.
public interface Canaries {
  /// Looks at the rows of a query.
  ///
  /// @return whether a row of it is bait
  boolean bait(Query query);

  /// Looks at a request for a model that its sender cannot have.
  ///
  /// @return whether the model is a decoy
  boolean decoy(Call call, Optional<Client> client);

  /// Nothing is planted.
  Canaries NONE =
      new Canaries() {
        @Override
        public boolean bait(Query query) {
          return false;
        }

        @Override
        public boolean decoy(Call call, Optional<Client> client) {
          return false;
        }
      };
}
