package dev.gambeson.server.control;

import dev.gambeson.guard.limit.Ban;
import dev.gambeson.guard.limit.BanList;
import dev.gambeson.server.state.SqlBans;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Bans of all nodes: tells what this node bans, takes over what others ban.
///
/// Nobody waits: a ban holds here at once and goes to the others on a thread of its own; with
/// [#QUEUE] of them waiting further ones stay local, and so does one that comes while the database
/// is away. Thread-safe.
public final class SharedBans implements AutoCloseable {
  private static final int QUEUE = 4_096;
  private static final System.Logger LOG = System.getLogger(SharedBans.class.getName());

  private final SqlBans store;
  private final InstantSource clock;
  private final ThreadPoolExecutor teller =
      new ThreadPoolExecutor(
          0,
          1,
          30,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUE),
          Thread.ofPlatform().daemon().name("shared-bans").factory(),
          new ThreadPoolExecutor.DiscardPolicy());
  private Map<String, Ban> known = Map.of();

  public SharedBans(SqlBans store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /// This node banned somebody.
  public void tell(Ban ban) {
    teller.execute(() -> {
      try {
        store.put(ban);
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "A ban holds at this node only: " + e.getMessage());
      }
    });
  }

  /// Takes over what other nodes banned and lifted. Blocks.
  public synchronized void refresh(BanList bans) {
    Instant now = clock.instant();
    List<Ban> active = store.active(now);
    Map<String, Ban> next = new HashMap<>();
    active.forEach(b -> next.put(b.key(), b));
    known.values().stream()
        .filter(b -> now.isBefore(b.until()) && !next.containsKey(b.key()))
        .forEach(b -> bans.lift(b.key()));
    active.forEach(bans::apply);
    known = next;
  }

  /// Forgets what is over. Blocks.
  public void prune() {
    store.prune(clock.instant());
  }

  @Override
  public void close() {
    teller.shutdownNow();
  }
}
