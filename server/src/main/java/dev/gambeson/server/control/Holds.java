package dev.gambeson.server.control;

import dev.gambeson.core.GambesonException;
import dev.gambeson.server.gateway.Step;
import dev.gambeson.server.state.SqlHolds;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Steps of the ladder that a person, a playbook or the query watch set, each under a key of its
/// own: lifting one does not lift another's.
///
/// Guaranteed: a hold is in force here before [#place] returns, and it outlives the process; it is
/// in the database, where the other nodes read it, or, while the database is away, in a file, and
/// is handed over when it is back ([#share]). It ends by itself. Not guaranteed: that nodes agree
/// while they do not reach the database. Thread-safe; reading takes no lock, writing waits for
/// database or disk.
public final class Holds {
  /// What a hold on everybody is under.
  public static final String EVERYBODY = "*";

  private static final System.Logger LOG = System.getLogger(Holds.class.getName());
  private static final int MOST = 10_000;
  private static final int LONGEST_KEY = 700;
  private static final int LONGEST_REASON = 2_000;

  private final SqlHolds store;
  private final HoldsToShare unshared;
  private final InstantSource clock;
  private final Consumer<Hold> liftedElsewhere;
  private Map<String, Hold> shared = Map.of();
  private volatile Map<String, List<Hold>> bySubject = Map.of();

  /// A hold.
  ///
  /// @param key its own, for example a playbook step's idempotency key
  /// @param clientKey whom it is on; [#EVERYBODY] for all
  /// @param model on which model; empty for all
  /// @param step at least this one
  /// @param since when it was placed
  /// @param until when it ends by itself
  /// @param by who placed it
  /// @param reason why
  public record Hold(
      String key,
      String clientKey,
      String model,
      Step step,
      Instant since,
      Instant until,
      String by,
      String reason) {}

  /// Reads what all nodes share, and what this one could not hand over in an earlier run.
  ///
  /// @param store what all nodes share
  /// @param file what this node could not hand over yet
  /// @param liftedElsewhere hears of holds that another node lifted before their end
  /// @throws GambesonException when the file cannot be read: a block must not be forgotten silently
  public Holds(SqlHolds store, Path file, InstantSource clock, Consumer<Hold> liftedElsewhere) {
    this.store = store;
    this.unshared = HoldsToShare.read(file);
    this.clock = clock;
    this.liftedElsewhere = liftedElsewhere;
    refresh();
  }

  /// Places a hold, in place of one with the same key.
  public synchronized void place(Hold given) {
    Hold hold = fitted(given);
    boolean full = !all().containsKey(hold.key()) && all().size() >= MOST;
    if (full) {
      throw GambesonException.badInput(
          "%d blocks and restrictions are in force; lift some of them first.".formatted(MOST));
    }
    unshared.place(hold);
    swap();
    if (!handOver()) {
      unshared.write();
    }
  }

  private static Hold fitted(Hold h) {
    if (h.key().length() > LONGEST_KEY) {
      throw GambesonException.badInput("The key of a restriction is too long.");
    }
    String reason =
        h.reason().length() <= LONGEST_REASON
            ? h.reason()
            : h.reason().substring(0, LONGEST_REASON);
    return new Hold(
        h.key(), h.clientKey(), h.model(), h.step(), h.since(), h.until(), h.by(), reason);
  }

  /// Lifts the hold with this key.
  ///
  /// @return whether there was one
  public synchronized boolean lift(String key) {
    boolean was = all().containsKey(key);
    if (was) {
      unshared.lift(key);
      swap();
      if (!handOver()) {
        unshared.write();
      }
    }
    return was;
  }

  /// Hands over what the other nodes do not know yet. Does nothing when there is none. Blocks.
  public synchronized void share() {
    if (!unshared.isEmpty()) {
      handOver();
    }
  }

  /// @return whether the other nodes know everything
  private boolean handOver() {
    try {
      for (Hold hold : List.copyOf(unshared.placed().values())) {
        store.put(stored(hold));
        take(hold.key(), Optional.of(hold));
      }
      for (String key : List.copyOf(unshared.lifted())) {
        store.lift(key);
        take(key, Optional.empty());
      }
      return true;
    } catch (RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "A restriction holds at this node only, until the database is back: " + e.getMessage());
      return false;
    }
  }

  private void take(String key, Optional<Hold> hold) {
    Map<String, Hold> next = new HashMap<>(shared);
    next.remove(key);
    hold.ifPresent(h -> next.put(key, h));
    shared = next;
    unshared.forget(key);
    swap();
  }

  /// Takes over what other nodes placed and lifted. Blocks.
  public void refresh() {
    List<Hold> gone = new ArrayList<>();
    synchronized (this) {
      Instant now = clock.instant();
      Map<String, Hold> next = new HashMap<>();
      store.active(now).forEach(h -> next.put(h.key(), hold(h)));
      shared.values().stream()
          .filter(h -> now.isBefore(h.until()) && !next.containsKey(h.key()))
          .forEach(gone::add);
      shared = next;
      swap();
    }
    gone.forEach(liftedElsewhere);
  }

  /// Forgets what is over. Blocks.
  public void prune() {
    store.prune(clock.instant());
  }

  private static SqlHolds.Stored stored(Hold h) {
    return new SqlHolds.Stored(
        h.key(),
        h.clientKey(),
        h.model(),
        h.step().name(),
        h.since(),
        h.until(),
        h.by(),
        h.reason());
  }

  private static Hold hold(SqlHolds.Stored s) {
    return new Hold(
        s.key(),
        s.client(),
        s.model(),
        Step.valueOf(s.step()),
        s.since(),
        s.until(),
        s.by(),
        s.reason());
  }

  private Map<String, Hold> all() {
    Map<String, Hold> all = new HashMap<>(shared);
    all.keySet().removeAll(unshared.lifted());
    all.putAll(unshared.placed());
    return all;
  }

  private void swap() {
    Map<String, List<Hold>> next = new HashMap<>();
    all().values().forEach(h -> next.computeIfAbsent(h.clientKey(), _ -> new ArrayList<>()).add(h));
    next.replaceAll((_, holds) -> List.copyOf(holds));
    bySubject = Map.copyOf(next);
  }

  /// The highest step that is set for a client with a model.
  Step step(String clientKey, String model, Instant now) {
    if (bySubject.isEmpty()) {
      return Step.CLEAR;
    }
    Step own = step(bySubject.getOrDefault(clientKey, List.of()), model, now);
    Step all = step(bySubject.getOrDefault(EVERYBODY, List.of()), model, now);
    return own.compareTo(all) >= 0 ? own : all;
  }

  private static Step step(List<Hold> holds, String model, Instant now) {
    Step most = Step.CLEAR;
    for (Hold hold : holds) {
      boolean fits = hold.model().isEmpty() || hold.model().equals(model);
      if (fits && now.isBefore(hold.until()) && hold.step().compareTo(most) > 0) {
        most = hold.step();
      }
    }
    return most;
  }

  /// The hold with this key, if it is in force.
  public Optional<Hold> find(String key, Instant now) {
    return active(now).stream().filter(h -> h.key().equals(key)).findFirst();
  }

  /// What is in force, latest first.
  public List<Hold> active(Instant now) {
    return bySubject.values().stream()
        .flatMap(List::stream)
        .filter(h -> now.isBefore(h.until()))
        .sorted(Comparator.comparing(Hold::since).reversed())
        .toList();
  }
}
