package dev.gambeson.server.control;

import dev.gambeson.guard.Client;
import dev.gambeson.server.admin.port.OverviewView.Counts;
import dev.gambeson.server.admin.port.TrafficView;
import dev.gambeson.server.audit.DecisionLog;
import dev.gambeson.server.audit.DecisionRecord;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Hands every decision on to the log, and keeps what the console shows of it: the latest
/// decisions, counts by the minute for a day, listeners. Never an input.
///
/// Guaranteed: bounded memory, and no wait for a listener. Thread-safe.
public final class TrafficHub implements DecisionLog, TrafficView {
  private static final int RECENT = 2_000;
  private static final int MINUTES = 24 * 60;

  private final DecisionLog log;
  private final TrafficMemory memory;
  private final LearntCurves curves;
  private final Object lock = new Object();
  private final Deque<Event> recent = new ArrayDeque<>();
  private final Deque<Minute> minutes = new ArrayDeque<>();
  private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();

  /// Counts of a minute; under the lock.
  private static final class Minute {
    private Counts counts;
    private double bits;

    private Minute(Instant start) {
      this.counts = new Counts(start, 0, 0, 0, 0);
    }

    private Instant start() {
      return counts.time();
    }

    private void add(Event event) {
      counts = sum(counts, one(event.time(), event.ending()), counts.time());
      bits += event.bits();
    }
  }

  /// @param log where decisions are written
  /// @param memory where a sample of them is kept for previews
  /// @param curves what clients have learnt over time
  public TrafficHub(DecisionLog log, TrafficMemory memory, LearntCurves curves) {
    this.log = log;
    this.curves = curves;
    this.memory = memory;
  }

  @Override
  public Future<Void> append(DecisionRecord decision) {
    Event event = event(decision);
    synchronized (lock) {
      recent.addFirst(event);
      if (recent.size() > RECENT) {
        recent.removeLast();
      }
      minute(event.time()).add(event);
    }
    memory.keep(decision, event.ending());
    curves.add(decision);
    listeners.forEach(l -> l.accept(event));
    return log.append(decision);
  }

  private Minute minute(Instant time) {
    Instant start = time.truncatedTo(ChronoUnit.MINUTES);
    Minute last = minutes.peekLast();
    if (last == null || last.start().isBefore(start)) {
      last = new Minute(start);
      minutes.addLast(last);
      if (minutes.size() > MINUTES) {
        minutes.removeFirst();
      }
    }
    return last;
  }

  private static Event event(DecisionRecord d) {
    return new Event(
        d.time(),
        d.requestId(),
        d.client().map(Client::tenant).orElse(""),
        d.client().map(Client::id).orElse(""),
        d.client().map(Client::clientClass).orElse(""),
        d.model(),
        d.version(),
        ending(d),
        d.reason(),
        d.marks(),
        d.rows().map(r -> r.count()).orElse(0),
        d.bits(),
        d.micros());
  }

  static Ending ending(DecisionRecord d) {
    return switch (d.ending()) {
      case ANSWERED ->
          d.marks().stream().anyMatch(m -> m.equals("coarsened"))
              ? Ending.RESTRICTED
              : Ending.ANSWERED;
      case REFUSED -> Ending.REFUSED;
      case FAILED -> Ending.FAILED;
    };
  }

  @Override
  public List<Event> recent(int limit) {
    synchronized (lock) {
      return recent.stream().limit(limit).toList();
    }
  }

  /// When a client's latest request came, if it is among the latest of all.
  Optional<Instant> lastSeen(String tenant, String client) {
    synchronized (lock) {
      return recent.stream()
          .filter(e -> e.client().equals(client) && e.tenant().equals(tenant))
          .map(Event::time)
          .findFirst();
    }
  }

  @Override
  public Subscription subscribe(Consumer<Event> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /// Counts since a moment, oldest first, in at most `points` pieces of equal length.
  List<Counts> counts(Instant now, Duration window, int points) {
    long step = Math.max(60, window.toSeconds() / points);
    List<Counts> counts = new ArrayList<>();
    long last = Math.floorDiv(now.getEpochSecond(), step);
    long first = last - Math.ceilDiv(window.toSeconds(), step) + 1;
    for (long piece = first; piece <= last; piece++) {
      counts.add(new Counts(Instant.ofEpochSecond(piece * step), 0, 0, 0, 0));
    }
    synchronized (lock) {
      for (Minute minute : minutes) {
        long piece = Math.floorDiv(minute.start().getEpochSecond(), step) - first;
        if (piece >= 0 && piece < counts.size()) {
          Counts before = counts.get((int) piece);
          counts.set((int) piece, sum(before, minute.counts, before.time()));
        }
      }
    }
    return counts;
  }

  private static Counts one(Instant time, Ending ending) {
    return switch (ending) {
      case ANSWERED -> new Counts(time, 1, 0, 0, 0);
      case RESTRICTED -> new Counts(time, 0, 1, 0, 0);
      case REFUSED -> new Counts(time, 0, 0, 1, 0);
      case FAILED -> new Counts(time, 0, 0, 0, 1);
    };
  }

  private static Counts sum(Counts a, Counts b, Instant time) {
    return new Counts(
        time,
        a.answered() + b.answered(),
        a.restricted() + b.restricted(),
        a.refused() + b.refused(),
        a.failed() + b.failed());
  }

  /// Bits given away since a moment.
  double bits(Instant since) {
    synchronized (lock) {
      return minutes.stream()
          .filter(m -> !m.start().isBefore(since))
          .mapToDouble(m -> m.bits)
          .sum();
    }
  }
}
