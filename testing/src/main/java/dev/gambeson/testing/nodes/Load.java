package dev.gambeson.testing.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Clients that keep asking, each on a connection of its own, and what they were answered.
public final class Load implements AutoCloseable {
  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentLinkedQueue<Sent> sent = new ConcurrentLinkedQueue<>();
  private final boolean keep;
  private final Heard heard;
  private final Counts counts = new Counts();
  private volatile boolean over;

  /// One client.
  ///
  /// @param port it asks
  /// @param key it shows
  /// @param pauseMicros between the beginnings of two requests; 0: as fast as it gets answers
  public record Asker(int port, String key, long pauseMicros) {}

  /// A request that was made.
  ///
  /// @param at [System#nanoTime] when the answer came
  /// @param micros it took
  /// @param asker number of its client
  /// @param row number of the body
  /// @param body of an answer that was not 200
  public record Sent(
      long at, long micros, int asker, int row, int status, String requestId, String body) {}

  /// How many answers of each kind.
  public static final class Counts {
    private final java.util.concurrent.atomic.AtomicLongArray byStatus =
        new java.util.concurrent.atomic.AtomicLongArray(600);

    /// Answers with a status; 0: no answer.
    public long of(int status) {
      return byStatus.get(status);
    }

    /// All requests.
    public long all() {
      long all = 0;
      for (int s = 0; s < byStatus.length(); s++) {
        all += byStatus.get(s);
      }
      return all;
    }

    /// All requests that were not answered with a status: one look, while counting goes on.
    public long other(int status) {
      long other = 0;
      for (int s = 0; s < byStatus.length(); s++) {
        other += s == status ? 0 : byStatus.get(s);
      }
      return other;
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      for (int s = 0; s < byStatus.length(); s++) {
        if (byStatus.get(s) > 0) {
          text.append(s == 0 ? "none" : Integer.toString(s))
              .append(' ')
              .append(byStatus.get(s))
              .append("  ");
        }
      }
      return text.toString().strip();
    }
  }

  /// Is told of every answer. Called by many threads; must not block.
  @FunctionalInterface
  public interface Heard {
    /// @param micros since the request was due: a client that was held up counts as waiting
    void answered(int status, long micros, String requestId);
  }

  private Load(boolean keep, Heard heard) {
    this.keep = keep;
    this.heard = heard;
  }

  /// Starts to ask.
  ///
  /// @param bodies asked in turn, each client from another place on
  /// @param keep whether each answer is kept, or counted only
  public static Load start(List<Asker> askers, List<String> bodies, boolean keep) {
    return start(askers, bodies, keep, (_, _, _) -> {});
  }

  /// As above, and tells of every answer.
  public static Load start(List<Asker> askers, List<String> bodies, boolean keep, Heard heard) {
    Load load = new Load(keep, heard);
    for (int i = 0; i < askers.size(); i++) {
      int number = i;
      load.threads.add(
          Thread.ofPlatform().daemon().start(() -> load.ask(number, askers.get(number), bodies)));
    }
    return load;
  }

  private void ask(int number, Asker asker, List<String> bodies) {
    int row = number * 997;
    long next = System.nanoTime();
    try (Client client = new Client(asker.port(), asker.key())) {
      while (!over) {
        long begin = System.nanoTime();
        int asked = Math.floorMod(row++, bodies.size());
        Client.Said said = client.ask(bodies.get(asked));
        long end = System.nanoTime();
        counts.byStatus.incrementAndGet(said.status());
        long due = asker.pauseMicros() == 0 ? begin : Math.min(begin, next);
        heard.answered(said.status(), (end - due) / 1_000, said.requestId());
        if (keep) {
          sent.add(
              new Sent(
                  end,
                  (end - begin) / 1_000,
                  number,
                  asked,
                  said.status(),
                  said.requestId(),
                  said.status() == 200 ? "" : said.body()));
        }
        next = Math.max(next + asker.pauseMicros() * 1_000, end - 1_000_000_000L);
        if (said.status() == 0) {
          next = end; // it does not catch up on what could not be asked
          LockSupport.parkNanos(20_000_000L);
        } else if (next > end) {
          LockSupport.parkNanos(next - end);
        }
      }
    }
  }

  /// How many answers so far.
  public Counts counts() {
    return counts;
  }

  /// What was kept so far and fits.
  public List<Sent> sent(Predicate<Sent> which) {
    return sent.stream().filter(which).toList();
  }

  /// Forgets what was kept.
  public void forget() {
    sent.clear();
  }

  @Override
  public void close() {
    stop();
  }

  /// Ends, and waits for the answers under way.
  public void stop() {
    over = true;
    for (Thread thread : threads) {
      try {
        thread.join(25_000);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
