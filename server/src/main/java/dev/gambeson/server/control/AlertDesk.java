package dev.gambeson.server.control;

import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.Entry;
import dev.gambeson.response.IncidentBook;
import dev.gambeson.response.IncidentEvent;
import dev.gambeson.response.store.IncidentFilter;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// Takes alerts from event loops and writes them into the book of incidents on a thread of its own.
///
/// Guaranteed: nobody waits; at most [#QUEUE] alerts wait, further ones are counted and dropped, as
/// an attacker chooses how many he causes. Thread-safe.
public final class AlertDesk implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(AlertDesk.class.getName());
  private static final int QUEUE = 4_096;
  private static final int KEPT = 500;
  private static final int INCIDENTS = 100;

  private final Consumer<Alert> book;
  private final BlockingQueue<Alert> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Deque<Alert> latest = new ArrayDeque<>();
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;
  private volatile boolean closed;

  /// @param book writes an alert down and plays what it triggers; may block
  public AlertDesk(Consumer<Alert> book) {
    this.book = book;
    this.thread = Thread.ofPlatform().daemon().name("alert-desk").unstarted(this::run);
  }

  /// Begins to write down; alerts that came before wait.
  public void start() {
    thread.start();
  }

  /// Takes an alert.
  public void raise(Alert alert) {
    synchronized (latest) {
      latest.addFirst(alert);
      if (latest.size() > KEPT) {
        latest.removeLast();
      }
    }
    if (!queue.offer(alert)) {
      dropped.increment();
    }
  }

  /// Takes alerts of an earlier run among the latest; they are not written down again.
  ///
  /// @param earlier newest first
  public void remember(List<Alert> earlier) {
    synchronized (latest) {
      for (Alert alert : earlier) {
        if (latest.size() < KEPT) {
          latest.addLast(alert);
        }
      }
    }
  }

  /// The alerts that stand in the book's newest incidents, newest first.
  public static List<Alert> told(IncidentBook book) {
    return book.list(IncidentFilter.all(), INCIDENTS).stream()
        .flatMap(i -> book.timeline(i.id()).stream())
        .map(IncidentEvent::entry)
        .filter(Entry.Raised.class::isInstance)
        .map(e -> ((Entry.Raised) e).alert())
        .sorted(Comparator.comparing(Alert::time).reversed())
        .limit(KEPT)
        .toList();
  }

  /// The latest alerts of this node and of its earlier runs, newest first.
  public List<Alert> latest(int limit) {
    synchronized (latest) {
      return latest.stream().limit(limit).toList();
    }
  }

  /// Alerts that found no place.
  public long dropped() {
    return dropped.sum();
  }

  private void run() {
    while (!closed || !queue.isEmpty()) {
      try {
        Alert alert = queue.poll(200, TimeUnit.MILLISECONDS);
        if (alert != null) {
          book.accept(alert);
        }
      } catch (InterruptedException _) {
        closed = true;
      } catch (RuntimeException e) {
        LOG.log(
            Level.ERROR,
            "An alert could not be written into the book of incidents: " + e.getMessage());
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
