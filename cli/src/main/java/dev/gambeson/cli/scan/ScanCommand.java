package dev.gambeson.cli.scan;

import dev.gambeson.artifact.sandbox.Sandbox;
import dev.gambeson.artifact.scan.ArtifactScanner;
import dev.gambeson.artifact.scan.DeepScan;
import dev.gambeson.artifact.scan.ScanResults;
import dev.gambeson.artifact.scan.TreeScan;
import dev.gambeson.artifact.scan.engine.ScanLimits;
import dev.gambeson.cli.Catalogue;
import dev.gambeson.cli.CommandRecord;
import dev.gambeson.cli.ConfigOption;
import dev.gambeson.cli.OutputOptions;
import dev.gambeson.cli.PolicyOptions;
import dev.gambeson.cli.Version;
import dev.gambeson.cli.config.Configuration;
import dev.gambeson.cli.config.OutputSpec;
import dev.gambeson.cli.terminal.ProgressBar;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.core.Workers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Scans model files, archives and folders for what they do when they are loaded.
@Command(
    name = "scan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Scan files and folders: is there code in them, secrets, paths that lead out?",
    description = {
      "",
      "Nothing is executed, unpickled or unpacked to disk, unless you say --deep. Each file gets a",
      "verdict: clean (every byte was read and nothing in it runs), review, block, or inconclusive",
      "(not all of it could be read).",
      "",
      "Examples:",
      "  gambeson scan model.pt",
      "  gambeson scan --deep model.pkl",
      "  gambeson scan models/ --format html --output scan.html",
      "  gambeson scan . --fail-on high --format sarif --output gambeson.sarif",
      "  git diff --name-only main | gambeson scan -",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:clean",
      "1:findings at or above --fail-on (default high: what is to be blocked)",
      "2:something could not be read to its end",
      "3:nothing was examined",
      "4:wrong usage",
      "5:internal error"
    })
public final class ScanCommand implements Callable<Integer> {
  private static final long GIB = 1L << 30;

  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "files, archives or folders; - reads paths from standard input, one a line")
  private List<String> paths = List.of();

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      description = "leave out files or folders of this name or path under PATH; repeatable")
  private List<String> excludes = List.of();

  @Mixin private ConfigOption config = new ConfigOption();

  @Mixin private PolicyOptions policyOptions = new PolicyOptions();

  @Option(
      names = "--max-file",
      paramLabel = "GIB",
      description = "files beyond this size are not read (default 512)")
  private long maxFile = ScanLimits.defaults().maxFileBytes() / GIB;

  @Option(
      names = "--max-unpacked",
      paramLabel = "GIB",
      description = "what may be unpacked from one file, in memory (default 4)")
  private long maxUnpacked = ScanLimits.defaults().maxInflatedBytes() / GIB;

  @Option(
      names = "--deep",
      description =
          "besides, RUN each pickle, joblib, NumPy object and PyTorch file: Python loads it in a sandbox,"
              + " and what it tries is reported. Slow; can only worsen a verdict")
  private boolean deep;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "worker threads (default: one per processor); the result does not depend on it")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Mixin private OutputOptions output = new OutputOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Configuration file = config.read();
    List<OutputSpec> outputs = output.resolve(file.outputs(), spec.commandLine().getParseResult());
    Policy policy = policyOptions.policy(file.policy(), ArtifactScanner.rules());
    policy.validate(Catalogue.infos());
    // before anything else: where there is no sandbox, this refuses
    Optional<DeepScan> real = deep ? Optional.of(DeepScan.in(Sandbox.strict())) : Optional.empty();
    List<Path> named = PathList.read(paths, System.in);
    TreeScan.Scanned scanned;
    try (ProgressBar progress = ProgressBar.on(spec.commandLine().getErr(), output.quiet());
        Workers workers = new Workers(threads())) {
      TreeScan.Scanned seen =
          TreeScan.run(ArtifactScanner.withLimits(limits()), named, excludes, workers, progress);
      scanned = real.map(d -> d.run(seen, progress)).orElse(seen);
    }
    Result result =
        ScanResults.result(
            scanned,
            Version.text(),
            CommandRecord.reproducing(spec.root().commandLine().getParseResult().originalArgs()),
            policy,
            policyOptions.baseline(file.baseline()),
            LocalDate.now(Clock.systemUTC()));
    output.write(result, outputs, spec.commandLine());
    return result.exitCode().code();
  }

  private ScanLimits limits() {
    ScanLimits usual = ScanLimits.defaults();
    return new ScanLimits(
        bytes(maxFile, "--max-file"),
        bytes(maxUnpacked, "--max-unpacked"),
        Math.min(usual.maxMemberBytes(), bytes(maxUnpacked, "--max-unpacked")),
        usual.maxRatio(),
        usual.maxDepth(),
        usual.maxMembers(),
        usual.maxFlaws());
  }

  private static long bytes(long gib, String flag) {
    if (gib < 1 || gib > 1 << 20) {
      throw GambesonException.usage(
          "%s is %d; it must lie between 1 and 1048576 GiB.".formatted(flag, gib));
    }
    return gib * GIB;
  }

  private int threads() {
    if (threads < 1 || threads > 1024) {
      throw GambesonException.usage(
          "--threads is " + threads + "; it must lie between 1 and 1024.");
    }
    return threads;
  }
}
