package dev.gambeson.cli.ledger;

import dev.gambeson.cli.OutputOptions;
import dev.gambeson.cli.Version;
import dev.gambeson.cli.config.OutputSpec;
import dev.gambeson.cli.terminal.ProgressBar;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.registry.ledger.LedgerChecks;
import dev.gambeson.registry.ledger.LedgerVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Verifies a ledger's folder offline.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Recompute a ledger from its entries and compare it with signatures and checkpoints.",
    description = {
      "",
      "Examples:",
      "  gambeson ledger verify DIR --key keys/vkey",
      "  gambeson ledger verify DIR --key keys/vkey --against kept.checkpoint --witness w.vkey",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything fits",
      "1:the ledger was changed, truncated or not signed",
      "2:it cannot be told, for example because no --key was given",
      "3:nothing was examined",
      "4:wrong usage",
      "5:internal error"
    })
final class VerifyLedgerCommand implements Callable<Integer> {
  private static final long SEED = 42;

  @Parameters(paramLabel = "DIR", description = "the ledger's folder")
  private Path ledger = Path.of(".");

  @Option(
      names = "--key",
      paramLabel = "VKEY",
      description = "the ledger's verifier key or its file, from another place than DIR")
  private Optional<String> key = Optional.empty();

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description = "a checkpoint of this ledger that was kept elsewhere")
  private Optional<Path> against = Optional.empty();

  @Option(
      names = "--witness",
      paramLabel = "VKEY",
      description = "verifier key of a witness that must have co-signed; repeatable")
  private List<String> witnesses = List.of();

  @Mixin private OutputOptions output = new OutputOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<OutputSpec> outputs = output.resolve(List.of(), spec.commandLine().getParseResult());
    LedgerVerifier.Request request =
        new LedgerVerifier.Request(
            ledger,
            key.map(Keys::read),
            against.map(LedgerVerifier::checkpoint),
            witnesses.stream().map(Keys::read).toList());
    List<CheckResult> results;
    try (ProgressBar progress = ProgressBar.on(spec.commandLine().getErr(), output.quiet());
        Workers workers = Workers.ofMachine()) {
      results =
          LedgerVerifier.verify(
              request, new CheckContext(Policy.defaults(), new Seed(SEED), workers, progress));
      progress.report("Done", 1);
    }
    Result result = result(results);
    output.write(result, outputs, spec.commandLine());
    return result.exitCode().code();
  }

  private Result result(List<CheckResult> results) throws IOException {
    Policy policy = Policy.defaults();
    return new Result(
        "ledger verify",
        Version.text(),
        SEED,
        List.of("gambeson", "ledger", "verify", ledger.toString()),
        subjects(),
        policy,
        LedgerChecks.infos(),
        results,
        Result.judge(results, policy, Set.of(), LocalDate.now(Clock.systemUTC())),
        results.stream()
            .filter(r -> r.outcome().isEmpty())
            .map(r -> new Result.NotExamined(r.check(), r.notExaminedBecause()))
            .toList(),
        List.of());
  }

  private List<Result.Subject> subjects() throws IOException {
    Path checkpoint = ledger.resolve("checkpoint");
    return Files.isRegularFile(checkpoint)
        ? List.of(
            new Result.Subject(
                ledger.toString(),
                Sha256.of(checkpoint),
                Files.size(checkpoint),
                "tlog-tiles",
                "ledger"))
        : List.of();
  }
}
