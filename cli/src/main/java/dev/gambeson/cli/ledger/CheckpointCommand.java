package dev.gambeson.cli.ledger;

import dev.gambeson.core.ExitCode;
import dev.gambeson.registry.ledger.LedgerReader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Exports the present checkpoint.
@Command(
    name = "checkpoint",
    mixinStandardHelpOptions = true,
    header = "Export the signed checkpoint, to be kept where the ledger's writers cannot reach.",
    description = {
      "",
      "From inside, a truncated ledger looks like one with a torn tail: only a checkpoint kept",
      "elsewhere tells (`gambeson ledger verify --against`).",
      "",
      "Example:",
      "  gambeson ledger checkpoint DIR --output kept.checkpoint",
      ""
    })
final class CheckpointCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "the ledger's folder")
  private Path ledger = Path.of(".");

  @Option(names = "--output", paramLabel = "FILE", description = "default: standard output")
  private Optional<Path> output = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Keys.write(LedgerReader.open(ledger).checkpoint().text(), output, spec.commandLine().getOut());
    return ExitCode.CLEAN.code();
  }
}
