package dev.gambeson.cli.ledger;

import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.ledger.Checkpoint;
import dev.gambeson.registry.ledger.LedgerReader;
import dev.gambeson.registry.ledger.LedgerVerifier;
import dev.gambeson.registry.ledger.Witness;
import dev.gambeson.registry.ledger.WitnessKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Co-signs the present checkpoint as a witness.
@Command(
    name = "cosign",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header = "Co-sign a ledger's checkpoint as a witness, if it continues what was seen before.",
    description = {
      "",
      "The state file is the witness's memory: the last checkpoint it co-signed. Keep it, and keep",
      "it out of reach of the ledger's owner.",
      "",
      "Examples:",
      "  gambeson ledger cosign DIR --key vkey --witness-key w.key --state seen --first",
      "  gambeson ledger cosign DIR --key vkey --witness-key w.key --state seen --output c.checkpoint",
      ""
    })
final class CosignCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "the ledger's folder")
  private Path ledger = Path.of(".");

  @Option(
      names = "--key",
      required = true,
      paramLabel = "VKEY",
      description = "the ledger's verifier key or its file")
  private String key = "";

  @Option(
      names = "--witness-key",
      required = true,
      paramLabel = "FILE",
      description = "the witness's private key")
  private Path witnessKey = Path.of(".");

  @Option(
      names = "--state",
      required = true,
      paramLabel = "FILE",
      description = "the last checkpoint co-signed; replaced by the new one")
  private Path state = Path.of(".");

  @Option(names = "--first", description = "there is no state yet: take this ledger on trust")
  private boolean first;

  @Option(names = "--output", paramLabel = "FILE", description = "default: standard output")
  private Optional<Path> output = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    boolean known = Files.exists(state);
    if (known == first) {
      throw GambesonException.usage(
          known
              ? "--first, but the state %s exists: this witness has seen the ledger before."
                  .formatted(state)
              : "The state %s does not exist. A witness without memory signs anything: restore it, or say --first if this is the first time."
                  .formatted(state));
    }
    Optional<Checkpoint> last =
        known ? Optional.of(LedgerVerifier.checkpoint(state)) : Optional.empty();
    Checkpoint cosigned =
        new Witness(WitnessKey.read(witnessKey), Clock.systemUTC())
            .cosign(LedgerReader.open(ledger), Keys.read(key), last);
    // The promise is remembered before it is given.
    Keys.write(cosigned.text(), Optional.of(state), spec.commandLine().getOut());
    Keys.write(cosigned.text(), output, spec.commandLine().getOut());
    return ExitCode.CLEAN.code();
  }
}
