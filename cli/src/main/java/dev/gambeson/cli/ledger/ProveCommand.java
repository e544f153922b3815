package dev.gambeson.cli.ledger;

import dev.gambeson.core.ExitCode;
import dev.gambeson.registry.ledger.EntryProof;
import dev.gambeson.registry.ledger.LedgerReader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Writes the proof of one entry.
@Command(
    name = "prove",
    mixinStandardHelpOptions = true,
    header = "Write a proof that an entry is in the ledger, for somebody who has only the key.",
    description = {
      "",
      "The file is a C2SP tlog-proof, version 1, with the entry in its extra line.",
      "",
      "Example:",
      "  gambeson ledger prove DIR --entry 41 --output e41.tlog-proof",
      ""
    })
final class ProveCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "the ledger's folder")
  private Path ledger = Path.of(".");

  @Option(names = "--entry", required = true, paramLabel = "N", description = "which, from 0")
  private long entry;

  @Option(names = "--output", paramLabel = "FILE", description = "default: standard output")
  private Optional<Path> output = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    EntryProof proof = EntryProof.of(LedgerReader.open(ledger), entry);
    Keys.write(proof.text(), output, spec.commandLine().getOut());
    return ExitCode.CLEAN.code();
  }
}
