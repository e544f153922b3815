package dev.gambeson.server.state;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Tells this node what others changed: asks the database once a second for the generations of all
/// topics, and at once when somebody nudges it (PostgreSQL's or Redis's notifications, a change of
/// this node's own). A notification that is lost costs a second, nothing else.
///
/// Knows how old this node's knowledge is ([#age]): while the database is away, the node serves
/// from what it has read until the policy's `max-stale`.
public final class ChangeFeed implements AutoCloseable {
  /// How often the database is asked.
  public static final Duration INTERVAL = Duration.ofSeconds(1);

  private static final Logger LOG = System.getLogger(ChangeFeed.class.getName());

  private final Database database;
  private final InstantSource clock;
  private final Map<Topic, List<Runnable>> listeners = new EnumMap<>(Topic.class);
  private final Map<Topic, Long> seen = new EnumMap<>(Topic.class);
  private final Thread thread;
  private volatile Instant confirmed;
  private volatile boolean closed;
  private volatile boolean lost;
  private @Nullable PostgresNotices notices;

  /// @param clock for [#age]
  public ChangeFeed(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    for (Topic topic : Topic.values()) {
      listeners.put(topic, new CopyOnWriteArrayList<>());
    }
    this.confirmed = clock.instant();
    this.thread = Thread.ofPlatform().name("gambeson-changes").daemon().unstarted(this::run);
  }

  /// Runs something after each change of a topic, on the feed's thread. It may block; when it
  /// fails, it runs again at the next round.
  public void on(Topic topic, Runnable listener) {
    listeners.getOrDefault(topic, List.of()).add(listener);
  }

  /// Begins. The first round runs every listener: a change between their first reading and now is
  /// not lost.
  public void start() {
    if (database.shared()) {
      notices = new PostgresNotices(database, this::nudge);
    }
    database.onChange(_ -> nudge());
    thread.start();
  }

  /// Asks the database now.
  public void nudge() {
    LockSupport.unpark(thread);
  }

  private void run() {
    while (!closed) {
      round();
      LockSupport.parkNanos(this, INTERVAL.toNanos());
    }
  }

  /// One round: asks, and runs the listeners of what changed.
  synchronized void round() {
    try {
      Instant asked = clock.instant();
      Map<Topic, Long> now = database.read(Generations::read);
      boolean complete = true;
      for (Map.Entry<Topic, Long> topic : now.entrySet()) {
        complete &= told(topic.getKey(), topic.getValue());
      }
      if (complete) {
        confirmed = asked;
      }
      say(false, "");
    } catch (RuntimeException e) {
      say(true, String.valueOf(e.getMessage()));
    }
  }

  private boolean told(Topic topic, long number) {
    Long before = seen.get(topic);
    if (before != null && before == number) {
      return true;
    }
    for (Runnable listener : listeners.getOrDefault(topic, List.of())) {
      try {
        listener.run();
      } catch (RuntimeException e) {
        LOG.log(
            Level.WARNING, "A change of {0} could not be taken over: {1}", topic, e.getMessage());
        return false; // again at the next round
      }
    }
    seen.put(topic, number);
    return true;
  }

  private void say(boolean nowLost, String why) {
    if (nowLost != lost && !closed) {
      lost = nowLost;
      LOG.log(
          Level.WARNING,
          nowLost
              ? "The database is away; serving from what was read last. " + why
              : "The database is back.");
    }
  }

  /// Whether the last round failed.
  public boolean lost() {
    return lost;
  }

  /// How old what this node knows is at most.
  public Duration age() {
    Duration age = Duration.between(confirmed, clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }

  @Override
  public void close() {
    closed = true;
    if (notices != null) {
      notices.close();
    }
    nudge();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
