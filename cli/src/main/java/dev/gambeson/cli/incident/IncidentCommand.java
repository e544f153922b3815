package dev.gambeson.cli.incident;

import dev.gambeson.core.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Groups the commands about incidents.
@Command(
    name = "incident",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    header = "Try playbooks out, check the evidence of an incident; needs no server.",
    description = {
      "",
      "Examples:",
      "  gambeson incident drill                       the playbooks that come with the product",
      "  gambeson incident drill playbooks/mine.yaml   what would it do, how long does it take?",
      "  gambeson incident verify INC-4f2a.zip         is the bundle what it was?"
    },
    subcommands = {DrillCommand.class, VerifyBundleCommand.class})
public final class IncidentCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE.code();
  }
}
