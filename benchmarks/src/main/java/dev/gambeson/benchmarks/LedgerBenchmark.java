package dev.gambeson.benchmarks;

import dev.gambeson.registry.ledger.Actor;
import dev.gambeson.registry.ledger.Detail;
import dev.gambeson.registry.ledger.Entry;
import dev.gambeson.registry.ledger.Ledger;
import dev.gambeson.registry.ledger.LedgerKey;
import dev.gambeson.registry.ledger.Target;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadFactory;

/// Durable appends a second: many callers, each waiting until its entry is on the disk, one journal
/// with a forced write per batch, checkpoints every second.
///
/// Run: `java -cp <class path of benchmarks> dev.gambeson.benchmarks.LedgerBenchmark FOLDER
/// [ENTRIES] [APPENDERS] [platform|virtual]`. FOLDER must be on the disk in question, not in
/// memory. What it writes stays in `FOLDER/ledger`, for `gambeson ledger verify`.
public final class LedgerBenchmark {
  private static final double NANOS = 1e9;

  private LedgerBenchmark() {}

  /// Writes a ledger and prints what it took.
  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    int entries = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    int appenders = args.length > 2 ? Integer.parseInt(args[2]) : 256;
    boolean virtual = args.length > 3 && args[3].equals("virtual");
    LedgerKey key = LedgerKey.create(folder.resolve("keys"), "benchmark", new SecureRandom());
    try (Ledger ledger = Ledger.open(folder.resolve("ledger"), key, Clock.systemUTC())) {
      run(ledger, Math.min(entries, 50_000), appenders, virtual); // warm-up
      long start = System.nanoTime();
      long[] waits = run(ledger, entries, appenders, virtual);
      double appended = (System.nanoTime() - start) / NANOS;
      ledger.checkpoint();
      double signed = (System.nanoTime() - start) / NANOS;
      Arrays.sort(waits);
      System.out.printf(
          Locale.ROOT,
          "%d entries, %d %s appenders: %.0f acknowledged/s, %.0f signed/s; wait p50 %.2f ms, p99 %.2f ms, max %.0f ms%n",
          entries,
          appenders,
          virtual ? "virtual" : "platform",
          entries / appended,
          entries / signed,
          waits[waits.length / 2] / 1e6,
          waits[(int) (waits.length * 0.99)] / 1e6,
          waits[waits.length - 1] / 1e6);
    }
    System.out.printf(
        Locale.ROOT,
        "heap in use %d MiB of at most %d MiB%n",
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20,
        Runtime.getRuntime().maxMemory() >> 20);
  }

  private static long[] run(Ledger ledger, int entries, int appenders, boolean virtual)
      throws InterruptedException {
    ThreadFactory factory = virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
    long[] waits = new long[entries / appenders * appenders];
    int each = entries / appenders;
    List<Thread> threads = new ArrayList<>();
    for (int a = 0; a < appenders; a++) {
      int from = a * each;
      threads.add(factory.newThread(() -> append(ledger, waits, from, each)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    return waits;
  }

  private static void append(Ledger ledger, long[] waits, int from, int count) {
    for (int i = from; i < from + count; i++) {
      long start = System.nanoTime();
      ledger.append(
          Entry.of(Actor.of("user-" + i % 1000), "gateway.infer", Target.of("model", "fraud@3"))
              .with("request", Detail.number(i))
              .with("role", Detail.token("service")));
      waits[i] = System.nanoTime() - start;
    }
  }
}
