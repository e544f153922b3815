package dev.gambeson.cli.data;

import dev.gambeson.cli.CommandRecord;
import dev.gambeson.cli.OutputOptions;
import dev.gambeson.cli.config.Configuration;
import dev.gambeson.cli.config.OutputSpec;
import dev.gambeson.cli.terminal.ProgressBar;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.core.io.AtomicFiles;
import dev.gambeson.data.DataVerdict;
import dev.gambeson.data.Fold;
import dev.gambeson.data.contract.SuggestionProfile;
import dev.gambeson.data.contract.Suggestions;
import dev.gambeson.data.source.TableSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Asks of data whether it may train anything.
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Check data before it trains anything: contract, poison, wrong labels, personal data.",
    description = {
      "",
      "One pass over all rows, then screens over a sample. Nothing is changed; `gambeson admit` writes",
      "the clean set. Each screen says what it cannot see: gambeson explain GB-POIS-001.",
      "",
      "Examples:",
      "  gambeson check train.csv --label y",
      "  gambeson check may.parquet --label y --source partner --reference admitted/april",
      "  gambeson check train.csv --suggest contract.yaml      infer a contract, to be reviewed",
      "  gambeson check train.csv --contract contract.yaml --format html --output check.html",
      "  gambeson check s3://incoming/may/ --config gambeson.yaml --format sarif --output may.sarif",
      "  gambeson check jdbc:postgresql://db/shop --query 'select * from orders' --label fraud",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:clean",
      "1:findings at or above --fail-on (default high)",
      "2:the data cannot be read to its end, or a check could not conclude",
      "3:nothing was examined: the data has no row",
      "4:wrong usage",
      "5:internal error"
    })
public final class CheckCommand implements Callable<Integer> {
  @Mixin private DataOptions options = new DataOptions();

  @Option(
      names = "--suggest",
      paramLabel = "FILE",
      description = "write the contract that the rows suggest, to be reviewed; FILE must not exist")
  private Optional<Path> suggest = Optional.empty();

  @Mixin private ReferenceOptions registry = new ReferenceOptions();

  @Mixin private OutputOptions output = new OutputOptions();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Configuration file = options.configuration();
    List<OutputSpec> outputs = output.resolve(file.outputs(), spec.commandLine().getParseResult());
    List<String> command =
        CommandRecord.reproducing(spec.root().commandLine().getParseResult().originalArgs());
    DataVerdict verdict;
    try (Gatekeeper keeper = new Gatekeeper(options, file, registry.reference(options));
        ProgressBar progress = ProgressBar.on(spec.commandLine().getErr(), output.quiet())) {
      suggest.ifPresent(f -> suggest(keeper.source(), f, progress));
      verdict = keeper.gate("check", command, progress).check(keeper.source());
    }
    output.write(verdict.result(), outputs, spec.commandLine());
    return verdict.result().exitCode().code();
  }

  private void suggest(TableSource source, Path file, Progress progress) {
    if (Files.exists(file)) {
      throw GambesonException.usage(
          "--suggest %s exists already; a contract that somebody reviewed is not replaced."
              .formatted(file));
    }
    Fold fold = new Fold();
    Fold.Slot<SuggestionProfile> seen = fold.ask(SuggestionProfile::new);
    fold.over(source, options.threads(), progress);
    Suggestions suggestions = Suggestions.of(seen.answer(), source.name());
    try {
      AtomicFiles.write(file, suggestions.yaml().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw GambesonException.badInput("Cannot write " + file + ": " + e.getMessage() + ".", e);
    }
    spec.commandLine().getErr().println("Wrote " + file + ": " + suggestions.summary());
  }
}
