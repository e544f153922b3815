package dev.gambeson.registry.metadata;

import dev.gambeson.registry.catalog.Deed;
import java.util.List;

/// An action that is about to happen.
///
/// @param deed the history line it will leave
/// @param changes what it will do
/// @param ledgerSize number of entries in the ledger before it
public record Intent(Deed deed, List<Change> changes, long ledgerSize) {
  public Intent {
    changes = List.copyOf(changes);
  }
}
