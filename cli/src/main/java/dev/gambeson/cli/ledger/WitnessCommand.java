package dev.gambeson.cli.ledger;

import dev.gambeson.core.ExitCode;
import dev.gambeson.registry.ledger.WitnessKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Makes the key of a witness.
@Command(
    name = "witness",
    mixinStandardHelpOptions = true,
    header = "Make the key of a witness; print the public one.",
    description = {"", "Example:", "  gambeson ledger witness w.key --name example.org/w1", ""})
final class WitnessCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "where the private key goes")
  private Path file = Path.of(".");

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "the witness's name for the world")
  private String name = "";

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    WitnessKey key = WitnessKey.create(file, name, new SecureRandom());
    Keys.write(key.verifier().text() + "\n", Optional.empty(), spec.commandLine().getOut());
    return ExitCode.CLEAN.code();
  }
}
