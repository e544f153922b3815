package dev.gambeson.registry;

import dev.gambeson.registry.ledger.Ledger;
import dev.gambeson.registry.ledger.LedgerKey;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/// The ledger, opened when it is first needed. With an embedded database it stays open; beside
/// PostgreSQL it is opened for each action, because other processes want it too. To be used only
/// while writing exclusively.
final class LedgerAccess implements AutoCloseable {
  private final Path folder;
  private final Path keys;
  private final Clock clock;
  private final boolean keep;
  private Optional<Ledger> open = Optional.empty();

  LedgerAccess(Path folder, Path keys, Clock clock, boolean keep) {
    this.folder = folder;
    this.keys = keys;
    this.clock = clock;
    this.keep = keep;
  }

  synchronized <T> T use(Function<Ledger, T> work) {
    if (open.isEmpty()) {
      open = Optional.of(Ledger.open(folder, LedgerKey.read(keys), clock));
    }
    boolean well = false;
    try {
      T result = work.apply(open.get());
      well = true;
      return result;
    } finally {
      if (!keep || !well) {
        close(); // after a failed write a ledger takes nothing until it is opened again
      }
    }
  }

  @Override
  public synchronized void close() {
    Optional<Ledger> was = open;
    open = Optional.empty();
    was.ifPresent(Ledger::close);
  }
}
