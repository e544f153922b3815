package dev.gambeson.cli.ledger;

import dev.gambeson.core.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Groups the commands about a ledger.
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    header = "Check the tamper-evident record of privileged actions, offline.",
    description = {
      "",
      "Examples:",
      "  gambeson ledger init keys --origin example.com/ledger       make the keys of a new ledger",
      "  gambeson ledger checkpoint DIR --output kept.checkpoint     keep a checkpoint elsewhere",
      "  gambeson ledger verify DIR --key keys/vkey --against kept.checkpoint",
      "  gambeson ledger prove DIR --entry 41 --output e41.tlog-proof",
      "  gambeson ledger show DIR --from 40"
    },
    subcommands = {
      InitKeysCommand.class,
      VerifyLedgerCommand.class,
      ShowCommand.class,
      ProveCommand.class,
      CheckProofCommand.class,
      CheckpointCommand.class,
      WitnessCommand.class,
      CosignCommand.class
    })
public final class LedgerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE.code();
  }
}
