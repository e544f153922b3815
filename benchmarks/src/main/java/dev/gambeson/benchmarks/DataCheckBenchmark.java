package dev.gambeson.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Profile;
import dev.gambeson.data.Fold;
import dev.gambeson.data.StreamCheck;
import dev.gambeson.data.contract.Contract;
import dev.gambeson.data.contract.ContractCheck;
import dev.gambeson.data.pii.PiiChecks;
import dev.gambeson.data.pii.PiiOptions;
import dev.gambeson.data.profile.ProfileChecks;
import dev.gambeson.data.source.Sources;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What checking a table costs: seconds by the clock, seconds of processor time of the whole
/// process (garbage collection and compilation included), largest heap, for each set of questions
/// asked in one pass.
///
/// `DataCheckBenchmark FILE CONTRACT THREADS MODE ...`, a mode being `read`, `profile`, `contract`,
/// `pii` or several with `+`
public final class DataCheckBenchmark {
  private DataCheckBenchmark() {}

  /// See the class.
  public static void main(String[] args) {
    for (String mode : List.of(args).subList(3, args.length)) {
      run(args[0], Path.of(args[1]), Integer.parseInt(args[2]), mode);
    }
  }

  private static void run(String file, Path contract, int threads, String mode) {
    Fold fold = new Fold();
    List<Supplier<List<CheckResult>>> answers = new ArrayList<>();
    try (Workers workers = new Workers(threads)) {
      CheckContext context =
          new CheckContext(Policy.defaults(), new Seed(42), workers, Progress.silent());
      for (String part : mode.split("\\+", -1)) {
        switch (part) {
          case "read" -> {}
          case "profile" ->
              answers.add(ask(fold, ProfileChecks.against(Optional.empty()), context));
          case "contract" ->
              answers.add(ask(fold, ContractCheck.of(Contract.read(contract)), context));
          case "pii" ->
              PiiChecks.of(PiiOptions.defaults()).forEach(c -> answers.add(ask(fold, c, context)));
          default -> throw new IllegalArgumentException("no such mode: " + part);
        }
      }
      System.gc();
      ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
      long cpu = processCpu();
      long wall = System.nanoTime();
      Fold.Done done = fold.over(Sources.open(file), threads, Progress.silent());
      List<CheckResult> results = answers.stream().flatMap(a -> a.get().stream()).toList();
      print(mode, done, (System.nanoTime() - wall) / 1e9, (processCpu() - cpu) / 1e9, results);
    }
  }

  private static <P extends Profile<P>> Supplier<List<CheckResult>> ask(
      Fold fold, StreamCheck<P> check, CheckContext context) {
    Fold.Slot<P> slot = fold.ask(check::start);
    return () -> check.judge(slot.answer(), "table", context);
  }

  private static long processCpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void print(
      String mode, Fold.Done done, double wall, double cpu, List<CheckResult> results) {
    long heap =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(p -> p.getType() == java.lang.management.MemoryType.HEAP)
            .mapToLong(p -> p.getPeakUsage().getUsed())
            .sum();
    System.out.printf(
        "%-18s %,d rows x %d, %,d MB: %6.1f s wall, %6.1f s CPU, %,9.0f rows per CPU s, heap at most %d MB, %d results, %d failed%n",
        mode,
        done.rows(),
        done.names().size(),
        done.bytes() / 1_000_000,
        wall,
        cpu,
        done.rows() / cpu,
        heap >> 20,
        results.size(),
        results.stream()
            .filter(r -> r.outcome().filter(o -> o instanceof Outcome.Fail).isPresent())
            .count());
    results.stream()
        .flatMap(r -> r.findings().stream())
        .limit(5)
        .forEach(f -> System.out.println("    " + f.title() + ": " + f.message()));
  }
}
