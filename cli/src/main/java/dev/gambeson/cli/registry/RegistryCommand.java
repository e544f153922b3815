package dev.gambeson.cli.registry;

import dev.gambeson.core.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Versions of data sets and models.
@Command(
    name = "registry",
    mixinStandardHelpOptions = true,
    header =
        "Keep versions of data sets and models; promote them on evidence, roll back in one move.",
    description = {
      "",
      "Examples:",
      "  gambeson registry init",
      "  gambeson registry add fraud model/ --kind model --trained-on claims@3",
      "  gambeson registry attest fraud@1 --result scan.json --key ci.key",
      "  gambeson registry approve fraud@1 --for live",
      "  gambeson registry promote fraud@1 verified",
      "  gambeson registry promote fraud@1 live",
      "  gambeson registry rollback fraud",
      "  gambeson registry lineage claims@3          which models used it?"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:refused by role or policy, or proving found a problem",
      "2:an input, key, store or database could not be read or written",
      "3:there was nothing to add",
      "4:wrong usage: no such name, version, stage or user",
      "5:internal error"
    },
    subcommands = {
      RegistryInit.class,
      VersionCommands.Add.class,
      VersionCommands.ListAll.class,
      VersionCommands.ShowOne.class,
      VersionCommands.History.class,
      VersionCommands.LineageOf.class,
      VersionCommands.Get.class,
      AttestCommand.class,
      PromotionCommands.Approve.class,
      PromotionCommands.Promote.class,
      PromotionCommands.Rollback.class,
      PromotionCommands.Retire.class,
      PromotionCommands.Quarantine.class,
      PromotionCommands.Release.class,
      PromotionCommands.Revoke.class,
      PromotionCommands.Alias.class,
      UpkeepCommands.Gc.class,
      UpkeepCommands.Purge.class,
      UpkeepCommands.RotateKey.class,
      UpkeepCommands.Verify.class,
      UserCommands.class,
      PolicyCommands.class
    })
public final class RegistryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE.code();
  }
}
