package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes tiles and checkpoints of what is safe in the journal, behind the writer. When it cannot
/// keep up, the writer waits for it: memory stays bounded.
final class TileThread {
  private static final int WAITING = 32;
  private static final long PATIENCE_MS = 100;

  private final Disk disk;
  private final Path ledger;
  private final Tiler tiler;
  private final JournalWriter journal;
  private final long everyNanos;
  private final Consumer<Throwable> onFailure;
  private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(WAITING);
  private final Thread thread;
  private volatile Checkpoint published;
  private volatile @Nullable GambesonException stopped;
  private volatile boolean closing;

  private sealed interface Work {
    record Batch(List<LedgerWriter.Pending> entries) implements Work {}

    record Publish(CompletableFuture<Checkpoint> future) implements Work {}

    /// Nothing to do but to look round at once.
    record Wake() implements Work {}
  }

  TileThread(
      Disk disk,
      Path ledger,
      Tiler tiler,
      JournalWriter journal,
      LedgerOptions options,
      Consumer<Throwable> onFailure) {
    this.disk = disk;
    this.ledger = ledger;
    this.tiler = tiler;
    this.journal = journal;
    this.everyNanos = options.checkpointEvery().toNanos();
    this.onFailure = onFailure;
    this.published = tiler.published();
    this.thread = Thread.ofPlatform().daemon().name("ledger-tiles").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  Checkpoint published() {
    return published;
  }

  LedgerReader reader(Checkpoint checkpoint) {
    return new LedgerReader(new TileStore(disk, ledger), checkpoint);
  }

  void take(List<LedgerWriter.Pending> entries) throws InterruptedException {
    put(new Work.Batch(entries));
  }

  CompletableFuture<Checkpoint> publish() {
    CompletableFuture<Checkpoint> future = new CompletableFuture<>();
    try {
      put(new Work.Publish(future));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      future.completeExceptionally(
          GambesonException.badInput("Interrupted while asking for a checkpoint.", e));
    }
    return future;
  }

  private void put(Work work) throws InterruptedException {
    while (stopped == null && !queue.offer(work, PATIENCE_MS, TimeUnit.MILLISECONDS)) {
      // full: look again whether the thread still works
    }
    GambesonException reason = stopped;
    if (reason != null) {
      refuse(work, reason);
      refuseQueued(reason);
    }
  }

  private static void refuse(Work work, GambesonException reason) {
    if (work instanceof Work.Publish p) {
      p.future().completeExceptionally(reason);
    }
  }

  private void refuseQueued(GambesonException reason) {
    for (Work w = queue.poll(); w != null; w = queue.poll()) {
      refuse(w, reason);
    }
  }

  private void run() {
    long last = System.nanoTime();
    try {
      while (!(closing && queue.isEmpty()) && stopped == null) {
        Work work = queue.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
        if (work != null) {
          handle(work);
        }
        if (System.nanoTime() - last >= everyNanos) {
          publishNow();
          last = System.nanoTime();
        }
      }
      if (stopped == null) {
        publishNow();
        journal.releaseAll();
      }
    } catch (InterruptedException e) {
      stop(Failures.closed(ledger));
    } catch (IOException | RuntimeException | Error e) {
      stop(Failures.stopped(ledger, e));
      onFailure.accept(e);
    }
  }

  private void handle(Work work) throws IOException {
    switch (work) {
      case Work.Batch b -> {
        for (LedgerWriter.Pending p : b.entries()) {
          tiler.add(p.bytes(), p.leaf());
        }
      }
      case Work.Wake _ -> {}
      case Work.Publish p -> {
        try {
          publishNow();
          p.future().complete(published);
        } catch (IOException | RuntimeException e) {
          p.future().completeExceptionally(Failures.stopped(ledger, e));
          throw e;
        }
      }
    }
  }

  private void publishNow() throws IOException {
    published = tiler.publish();
    journal.release(published.size());
  }

  void stop(GambesonException reason) {
    if (stopped == null) {
      stopped = reason;
    }
    refuseQueued(reason);
  }

  /// Works off what waits, signs it, and ends.
  void close() {
    closing = true;
    boolean _ = queue.offer(new Work.Wake()); // a full queue wakes it as well
    LedgerWriter.join(thread);
    GambesonException failed = stopped;
    stop(Failures.closed(ledger));
    if (failed != null) {
      throw Failures.again(failed);
    }
  }
}
