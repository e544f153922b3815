package dev.gambeson.cli.ledger;

import dev.gambeson.core.ExitCode;
import dev.gambeson.registry.ledger.LedgerKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Makes the keys of a new ledger.
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    header = "Make the keys of a new ledger; print the public one.",
    description = {"", "Example:", "  gambeson ledger init keys --origin example.com/ledger", ""})
final class InitKeysCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", description = "where the key files go; keep it private")
  private Path folder = Path.of(".");

  @Option(
      names = "--origin",
      required = true,
      paramLabel = "NAME",
      description = "the ledger's name for the world, for example example.com/ledger")
  private String origin = "";

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    LedgerKey key = LedgerKey.create(folder, origin, new SecureRandom());
    Keys.write(
        key.verifier().text() + "\n", java.util.Optional.empty(), spec.commandLine().getOut());
    return ExitCode.CLEAN.code();
  }
}
