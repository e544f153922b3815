package dev.gambeson.cli.incident;

import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.response.evidence.EvidenceBundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Compares every file of an evidence bundle with its digest.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Compare every file of an evidence bundle with its digest.",
    description = {
      "",
      "Tells damage, not forgery: who could make a bundle could make another. The entries that",
      "ledger.json names can be checked with `gambeson ledger`.",
      "",
      "Example:",
      "  gambeson incident verify INC-4f2a.zip",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:every file is what it was", "1:something was changed", "2:it is no bundle"})
final class VerifyBundleCommand implements Callable<Integer> {
  private static final long MAX_BYTES = 1L << 28;

  @Parameters(paramLabel = "BUNDLE", description = "the zip")
  private Path bundle = Path.of("");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    List<String> wrong = EvidenceBundle.verify(read());
    PrintWriter out = spec.commandLine().getOut();
    wrong.forEach(out::println);
    if (wrong.isEmpty()) {
      out.println("Every file is what its digest says.");
    }
    out.flush();
    return (wrong.isEmpty() ? ExitCode.CLEAN : ExitCode.FINDINGS).code();
  }

  private byte[] read() {
    try {
      if (Files.size(bundle) > MAX_BYTES) {
        throw GambesonException.badInput(
            "The bundle %s is larger than 256 MiB, which none is.".formatted(bundle));
      }
      return Files.readAllBytes(bundle);
    } catch (IOException e) {
      throw GambesonException.usage("The bundle %s cannot be read.".formatted(bundle));
    }
  }
}
