package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The two threads behind a ledger. The writer takes whatever waits, writes it to the journal in
/// one piece, forces it, and acknowledges it. The [TileThread] behind it makes tiles and
/// checkpoints.
final class LedgerWriter {
  private static final int MAX_BATCH = 8192;
  private static final long PATIENCE_MS = 100;

  /// How long the writer waits for company, so that one force serves many: with entries that nobody
  /// waits for, and with others while they come in crowds.
  private static final long PATIENT_NANOS = 5_000_000;

  private static final long CROWD_NANOS = 1_000_000;
  private static final int CROWD = 4;

  private static final Hash UNKNOWN = Hash.of(new byte[Hash.BYTES]);

  /// Put into the queue to have the writer look round at once.
  private static final Pending WAKE = new Pending(new byte[0], Instant.EPOCH, Waiting.INSIDE);

  private final Path ledger;
  private final PseudonymKey pseudonyms;
  private final Clock clock;
  private final LedgerOptions options;
  private final JournalWriter journal;
  private final TileThread tiles;
  private final BlockingQueue<Pending> queue;
  private final Thread thread;
  private final Hasher hasher = new Hasher();
  private volatile boolean lingering;
  private long lastTaken = System.nanoTime();
  private int lastBatch;
  private volatile long size;
  private volatile @Nullable GambesonException stopped;

  /// Who waits for an entry.
  enum Waiting {
    /// A thread of this room.
    INSIDE,
    /// A stranger, who may hang work on the future.
    OUTSIDE,
    /// Nobody: it may be forced a little later.
    NOBODY
  }

  /// An entry on its way.
  static final class Pending {
    private final byte[] bytes;
    private final Instant time;
    private final Waiting waiting;
    private final CompletableFuture<Receipt> future = new CompletableFuture<>();
    private Hash leaf = UNKNOWN; // the writer's thread hashes

    private Pending(byte[] bytes, Instant time, Waiting waiting) {
      this.bytes = bytes;
      this.time = time;
      this.waiting = waiting;
    }

    byte[] bytes() {
      return bytes;
    }

    Hash leaf() {
      return leaf;
    }
  }

  private LedgerWriter(
      Disk disk, Path ledger, LedgerKey key, Clock clock, LedgerOptions options, Tiler tiler) {
    this.ledger = ledger;
    this.pseudonyms = key.pseudonyms();
    this.clock = clock;
    this.options = options;
    this.journal =
        new JournalWriter(
            disk,
            ledger,
            PseudonymKey.mac(key.signing().derive(Opening.JOURNAL)),
            options.segmentBytes());
    this.tiles = new TileThread(disk, ledger, tiler, journal, options, this::fail);
    this.queue = new LinkedBlockingQueue<>(options.queue());
    this.size = tiler.size();
    this.thread = Thread.ofPlatform().daemon().name("ledger-writer").unstarted(this::run);
  }

  static LedgerWriter start(
      Disk disk, Path ledger, LedgerKey key, Clock clock, LedgerOptions options, Tiler tiler) {
    LedgerWriter writer = new LedgerWriter(disk, ledger, key, clock, options, tiler);
    writer.tiles.start();
    writer.thread.start();
    return writer;
  }

  CompletableFuture<Receipt> submit(Entry entry, Waiting waiting) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    byte[] bytes = Recorded.bytes(entry, now, pseudonyms);
    if (bytes.length > Entry.MAX_BYTES) {
      throw GambesonException.badInput(
          "The entry has %d bytes; at most %d are taken. Put what is large elsewhere and record its digest."
              .formatted(bytes.length, Entry.MAX_BYTES));
    }
    Pending pending = new Pending(bytes, now, waiting);
    enqueue(pending);
    if (lingering && waiting != Waiting.NOBODY) {
      LockSupport.unpark(thread);
    }
    return pending.future;
  }

  private void enqueue(Pending pending) {
    try {
      while (stopped == null && !queue.offer(pending, PATIENCE_MS, TimeUnit.MILLISECONDS)) {
        // the queue is full: look again whether the writer still works
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GambesonException.badInput(
          "Interrupted before the entry was written; it is not in the ledger.", e);
    }
    GambesonException reason = stopped;
    if (reason != null) {
      pending.future.completeExceptionally(reason);
      refuseQueued(reason); // it may have slipped in after the writer's last look
    }
  }

  private void refuseQueued(GambesonException reason) {
    for (Pending p = queue.poll(); p != null; p = queue.poll()) {
      p.future.completeExceptionally(reason);
    }
  }

  private void run() {
    List<Pending> batch = new ArrayList<>();
    try {
      while (stopped == null || !queue.isEmpty()) {
        batch.clear();
        if (collect(batch)) {
          write(batch);
        }
      }
    } catch (InterruptedException e) {
      stop(Failures.closed(ledger), batch);
    } catch (IOException | RuntimeException | Error e) {
      stop(Failures.stopped(ledger, e), batch);
    }
  }

  private boolean collect(List<Pending> batch) throws InterruptedException {
    Pending first = queue.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
    if (first != null && first != WAKE) {
      linger(first);
    }
    int bytes = 0;
    while (first != null && first != WAKE) {
      batch.add(first);
      bytes += first.bytes().length + 2;
      boolean full = batch.size() >= MAX_BATCH || bytes >= options.batchBytes();
      first = full ? null : queue.poll();
    }
    lastBatch = batch.size();
    return !batch.isEmpty();
  }

  /// Waits for company. Whoever waits for his entry alone does not wait for others.
  private void linger(Pending first) {
    long now = System.nanoTime();
    boolean crowd = lastBatch * CROWD_NANOS >= CROWD * (now - lastTaken);
    if (first.waiting == Waiting.NOBODY) {
      lingering = true;
      if (queue.stream().allMatch(p -> p.waiting == Waiting.NOBODY)) {
        LockSupport.parkNanos(PATIENT_NANOS);
      }
      lingering = false;
    } else if (crowd) {
      LockSupport.parkNanos(CROWD_NANOS);
    }
    lastTaken = now;
  }

  private void write(List<Pending> batch) throws IOException, InterruptedException {
    long first = size;
    for (Pending p : batch) {
      p.leaf = hasher.leaf(p.bytes);
    }
    journal.append(first, batch.stream().map(Pending::bytes).toList());
    size = first + batch.size();
    tiles.take(List.copyOf(batch));
    acknowledge(first, batch);
  }

  private static void acknowledge(long first, List<Pending> batch) {
    List<Runnable> others = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      Pending p = batch.get(i);
      Receipt receipt = new Receipt(first + i, p.time, p.leaf());
      if (p.waiting != Waiting.INSIDE) {
        others.add(() -> p.future.complete(receipt));
      } else {
        p.future.complete(receipt);
      }
    }
    if (!others.isEmpty()) {
      // What callers hang on their futures must not run here: it could block every other caller.
      Thread.startVirtualThread(() -> others.forEach(Runnable::run));
    }
  }

  private void fail(Throwable cause) {
    stop(Failures.stopped(ledger, cause), List.of());
  }

  private void stop(GambesonException reason, List<Pending> batch) {
    if (stopped == null) {
      stopped = reason;
    }
    batch.forEach(p -> p.future.completeExceptionally(reason));
    refuseQueued(reason);
    tiles.stop(reason);
  }

  CompletableFuture<Checkpoint> publish() {
    return tiles.publish();
  }

  Checkpoint published() {
    return tiles.published();
  }

  LedgerReader reader(Checkpoint checkpoint) {
    return tiles.reader(checkpoint);
  }

  boolean writes() {
    return stopped == null;
  }

  long size() {
    return size;
  }

  void close() {
    boolean healthy = stopped == null;
    if (healthy) {
      stopped = Failures.closed(ledger);
    }
    boolean _ = queue.offer(WAKE); // a full queue wakes it as well
    join(thread);
    GambesonException reason = stopped;
    refuseQueued(reason == null ? Failures.closed(ledger) : reason);
    tiles.close();
    Failures.closeQuietly(journal::close);
  }

  static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
