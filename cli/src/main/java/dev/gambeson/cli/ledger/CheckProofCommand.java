package dev.gambeson.cli.ledger;

import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.ledger.EntryProof;
import dev.gambeson.registry.ledger.Recorded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Checks the proof of one entry.
@Command(
    name = "check-proof",
    mixinStandardHelpOptions = true,
    header = "Check a proof made by `gambeson ledger prove`; print the entry it proves.",
    description = {"", "Example:", "  gambeson ledger check-proof e41.tlog-proof --key vkey", ""})
final class CheckProofCommand implements Callable<Integer> {
  private static final long MAX_BYTES = 1 << 17;

  @Parameters(paramLabel = "FILE", description = "the proof")
  private Path file = Path.of(".");

  @Option(
      names = "--key",
      required = true,
      paramLabel = "VKEY",
      description = "the ledger's verifier key or its file")
  private String key = "";

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    EntryProof proof = EntryProof.parse(read(), file.toString());
    if (!proof.verifies(Keys.read(key))) {
      spec.commandLine()
          .getErr()
          .println(
              "gambeson: the proof does not hold: entry, path, checkpoint or signature do not fit this key.");
      return ExitCode.FINDINGS.code();
    }
    String json = new String(Recorded.parse(proof.entry()).bytes(), StandardCharsets.US_ASCII);
    Keys.write(
        "{\"index\":" + proof.index() + ",\"entry\":" + json + "}\n",
        Optional.empty(),
        spec.commandLine().getOut());
    return ExitCode.CLEAN.code();
  }

  private byte[] read() {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw GambesonException.badInput(file + " is too long for a proof of an entry.");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The proof %s cannot be read: %s.".formatted(file, e.getMessage()), e);
    }
  }
}
