package dev.gambeson.server.serving;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/// Sends copies of the traffic to shadows and compares their answers with the ones that clients
/// got.
///
/// Guaranteed: nobody waits for a shadow. The queue is bounded, and copies are the first thing to
/// be dropped: at once when it is full or the house is busy. Not guaranteed: that any share of the
/// traffic is copied; [#dropped] says how much was not.
public final class ShadowTraffic implements AutoCloseable {
  private static final double BUSY = 0.5;
  private static final int MAX_UNDER_WAY = 8;

  private final BlockingQueue<Copy> queue;
  private final Semaphore free = new Semaphore(MAX_UNDER_WAY);
  private final DoubleSupplier load;
  private final Listener listener;
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;

  private record Copy(String model, String version, Rows rows, Answer answer, List<Held> shadows) {}

  /// Hears how shadows answer. Called on threads of the house, one comparison after the other per
  /// shadow or several at once; must not block.
  public interface Listener {
    /// Both answered.
    ///
    /// @param rows what was asked
    /// @param given what the client's version answered
    /// @param shadowed what the shadow answered
    void compared(
        String model,
        String version,
        String shadow,
        Rows rows,
        Answer given,
        Answer shadowed,
        Comparison comparison);

    /// The shadow failed where the client's version answered.
    void failed(String model, String version, String shadow, String reason);
  }

  /// How two answers to the same rows differ.
  ///
  /// @param rows compared
  /// @param otherLabels rows with another label
  /// @param largestDifference largest difference of a score; NaN when one of them gave none
  public record Comparison(int rows, int otherLabels, double largestDifference) {
    static Comparison of(Answer a, Answer b) {
      int others = 0;
      for (int i = 0; i < Math.min(a.labels().length, b.labels().length); i++) {
        others += a.labels()[i] == b.labels()[i] ? 0 : 1;
      }
      double largest = a.scores().length == 0 || b.scores().length == 0 ? Double.NaN : 0;
      for (int i = 0; i < Math.min(a.scores().length, b.scores().length); i++) {
        largest = Math.max(largest, Math.abs((double) a.scores()[i] - b.scores()[i]));
      }
      return new Comparison(a.count(), others, largest);
    }
  }

  /// @param capacity copies that may wait, at least 1
  /// @param load how busy the house is, from 0 to 1; above one half nothing is copied
  public ShadowTraffic(int capacity, DoubleSupplier load, Listener listener) {
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.load = load;
    this.listener = listener;
    this.thread = Thread.ofPlatform().daemon().name("gambeson-shadows").start(this::run);
  }

  /// Takes a copy if there is room. Never blocks.
  void offer(String model, String version, Rows rows, Answer answer, List<Held> shadows) {
    if (load.getAsDouble() > BUSY
        || !queue.offer(new Copy(model, version, rows, answer, shadows))) {
      dropped.increment();
    }
  }

  /// Copies that were not made.
  public long dropped() {
    return dropped.sum();
  }

  private void run() {
    try {
      while (true) {
        Copy copy = queue.take();
        for (Held shadow : copy.shadows()) {
          free.acquire();
          ask(copy, shadow);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void ask(Copy copy, Held shadow) {
    shadow.enter();
    Future<Answer> answer;
    try {
      answer = shadow.version.infer(copy.rows());
    } catch (RuntimeException e) {
      answer = Future.failedFuture(e);
    }
    answer.onComplete(result -> {
      shadow.leave();
      free.release();
      if (result.succeeded()) {
        shadow.watch.answered();
        tell(copy, shadow, result.result());
      } else {
        listener.failed(
            copy.model(), copy.version(), shadow.version.version(), Failures.token(result.cause()));
      }
    });
  }

  private void tell(Copy copy, Held shadow, Answer answer) {
    listener.compared(
        copy.model(),
        copy.version(),
        shadow.version.version(),
        copy.rows(),
        copy.answer(),
        answer,
        Comparison.of(copy.answer(), answer));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
