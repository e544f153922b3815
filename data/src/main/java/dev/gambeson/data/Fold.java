package dev.gambeson.data;

import dev.gambeson.core.Progress;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Profile;
import dev.gambeson.data.source.BatchReader;
import dev.gambeson.data.source.TableSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Reads a table once and hands every batch to each of several memories.
///
/// One thread reads; the others fold, each into memories of its own, which are merged at the end.
/// While the others are busy the reading thread folds, too. Because a [Profile] does not depend on
/// order or partition, neither does the result.
public final class Fold {
  private static final int QUEUED_PER_THREAD = 2;

  private final List<Slot<?>> slots = new ArrayList<>();

  /// A question to be asked of every row; its answer is in [Done].
  ///
  /// @param <P> the memory
  public static final class Slot<P extends Profile<P>> {
    private final Supplier<P> start;
    private Optional<P> answer = Optional.empty();

    private Slot(Supplier<P> start) {
      this.start = start;
    }

    /// What was remembered of all rows.
    ///
    /// @throws IllegalStateException before the fold has run
    public P answer() {
      return answer.orElseThrow(() -> new IllegalStateException("the fold has not run"));
    }

    private Memory<P> memory() {
      return new Memory<>(this, start.get());
    }
  }

  private record Memory<P extends Profile<P>>(Slot<P> slot, P profile) {
    @SuppressWarnings("unchecked") // both come from the same slot
    void absorb(Memory<?> other) {
      profile.merge((P) other.profile);
    }

    void deliver() {
      slot.answer = Optional.of(profile);
    }
  }

  /// What a reading was of.
  ///
  /// @param names columns
  /// @param rows rows that could be taken apart
  /// @param sha256 as [BatchReader#sha256]
  /// @param bytes as [BatchReader#bytesRead]
  public record Done(List<String> names, long rows, String sha256, long bytes) {
    public Done {
      names = List.copyOf(names);
    }
  }

  /// Adds a question.
  ///
  /// @param start makes an empty memory; called once per thread
  public <P extends Profile<P>> Slot<P> ask(Supplier<P> start) {
    Slot<P> slot = new Slot<>(start);
    slots.add(slot);
    return slot;
  }

  /// Reads the table to its end.
  ///
  /// @param threads at least 1, the calling one included
  public Done over(TableSource source, int threads, Progress progress) {
    try (BatchReader reader = source.open()) {
      Reading reading = new Reading(reader, source, progress);
      List<Memory<?>> memories = threads == 1 ? alone(reading) : together(reading, threads - 1);
      memories.forEach(Memory::deliver);
      return new Done(reader.names(), reading.rows, reader.sha256(), reader.bytesRead());
    }
  }

  private List<Memory<?>> memories() {
    List<Memory<?>> memories = new ArrayList<>();
    slots.forEach(s -> memories.add(s.memory()));
    return memories;
  }

  private static void fold(List<Memory<?>> memories, Batch batch) {
    memories.forEach(m -> m.profile().add(batch));
  }

  private List<Memory<?>> alone(Reading reading) {
    List<Memory<?>> memories = memories();
    for (Optional<Batch> b = reading.next(); b.isPresent(); b = reading.next()) {
      fold(memories, b.get());
    }
    return memories;
  }

  private List<Memory<?>> together(Reading reading, int helpers) {
    ArrayBlockingQueue<Optional<Batch>> queue =
        new ArrayBlockingQueue<>(QUEUED_PER_THREAD * helpers);
    List<Memory<?>> own = memories();
    try (ExecutorService pool =
        Executors.newFixedThreadPool(
            helpers, Thread.ofPlatform().daemon().name("gambeson-fold-", 0).factory())) {
      List<Future<List<Memory<?>>>> folding = new ArrayList<>();
      for (int i = 0; i < helpers; i++) {
        folding.add(pool.submit(() -> helper(queue)));
      }
      try {
        share(reading, queue, own, folding);
        for (Future<List<Memory<?>>> helper : folding) {
          absorb(own, helper.get());
        }
      } catch (ExecutionException e) {
        throw rethrow(e.getCause() == null ? e : e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while reading a table", e);
      } finally {
        pool.shutdownNow(); // no helper waits for batches that will not come
      }
    }
    return own;
  }

  private static void share(
      Reading reading,
      ArrayBlockingQueue<Optional<Batch>> queue,
      List<Memory<?>> own,
      List<Future<List<Memory<?>>>> folding)
      throws InterruptedException {
    for (Optional<Batch> b = reading.next(); b.isPresent(); b = reading.next()) {
      if (!queue.offer(b)) {
        fold(own, b.get());
      }
    }
    for (int i = 0; i < folding.size(); i++) { // one end for each
      while (!queue.offer(Optional.empty(), 50, TimeUnit.MILLISECONDS)
          && !folding.stream().allMatch(Future::isDone)) {
        // full; those that failed take nothing, which shows when their answers are asked for
      }
    }
  }

  private List<Memory<?>> helper(ArrayBlockingQueue<Optional<Batch>> queue)
      throws InterruptedException {
    List<Memory<?>> memories = memories();
    for (Optional<Batch> b = queue.take(); b.isPresent(); b = queue.take()) {
      fold(memories, b.get());
    }
    return memories;
  }

  private static void absorb(List<Memory<?>> own, List<Memory<?>> others) {
    for (int i = 0; i < own.size(); i++) {
      own.get(i).absorb(others.get(i));
    }
  }

  private static RuntimeException rethrow(Throwable cause) {
    return switch (cause) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(cause);
    };
  }

  /// The reader with its progress.
  private static final class Reading {
    private final BatchReader reader;
    private final OptionalLong total;
    private final String what;
    private final Progress progress;
    private long rows;

    Reading(BatchReader reader, TableSource source, Progress progress) {
      this.reader = reader;
      this.total = source.bytes();
      this.what = "reading " + source.name();
      this.progress = progress;
    }

    Optional<Batch> next() {
      Optional<Batch> batch = reader.next();
      batch.ifPresent(b -> rows += b.size());
      if (total.isPresent()) {
        progress.report(
            what, Math.min(1, reader.bytesRead() / (double) Math.max(1, total.getAsLong())));
      }
      return batch;
    }
  }
}
