package dev.gambeson.cli;

import dev.gambeson.cli.audit.AuditCommand;
import dev.gambeson.cli.bom.BomCommand;
import dev.gambeson.cli.convert.ConvertCommand;
import dev.gambeson.cli.data.AdmitCommand;
import dev.gambeson.cli.data.CheckCommand;
import dev.gambeson.cli.data.ProvenanceCommand;
import dev.gambeson.cli.demo.DemoCommand;
import dev.gambeson.cli.incident.IncidentCommand;
import dev.gambeson.cli.ledger.LedgerCommand;
import dev.gambeson.cli.registry.RegistryCommand;
import dev.gambeson.cli.scan.ScanCommand;
import dev.gambeson.cli.serve.ServeCommand;
import dev.gambeson.cli.sign.KeygenCommand;
import dev.gambeson.cli.sign.SignCommand;
import dev.gambeson.cli.sign.VerifyCommand;
import dev.gambeson.core.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The root command.
@Command(
    name = "gambeson",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    header = "Secures machine-learning systems: judges models, data and files, with evidence.",
    description = {
      "",
      "Examples:",
      "  gambeson demo                             a fraud model, clean and poisoned, both audited",
      "  gambeson init                             write a commented gambeson.yaml",
      "  gambeson audit --config gambeson.yaml     judge a model with its data",
      "  gambeson serve --demo                     the model behind a gateway, and a thief who is caught",
      "  gambeson scan models/                     is there code in files? secrets? anything hidden?",
      "  gambeson sign models/fraud-7 --key k.pem  vouch for every file of a model; verify checks it",
      "  gambeson bom . --advisories osv/          what is it made of? known vulnerabilities?",
      "  gambeson explain GB-FAIR-001              what a check asks, and how it measures"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:clean",
      "1:findings at or above --fail-on (default high)",
      "2:a check could not run or could not conclude",
      "3:nothing was examined",
      "4:wrong usage",
      "5:internal error"
    })
final class GambesonCommand implements Callable<Integer> {
  private static final List<Class<?>> COMMANDS =
      List.of(
          DemoCommand.class,
          AuditCommand.class,
          ServeCommand.class,
          ScanCommand.class,
          BomCommand.class,
          ConvertCommand.class,
          CheckCommand.class,
          AdmitCommand.class,
          ProvenanceCommand.class,
          InitCommand.class,
          KeygenCommand.class,
          SignCommand.class,
          VerifyCommand.class,
          ExplainCommand.class,
          RegistryCommand.class,
          LedgerCommand.class,
          IncidentCommand.class,
          Completion.class);

  @Spec private CommandSpec spec;

  /// The whole command, or only the part that is asked for where the first argument says plainly
  /// which: reading the description of all the others takes a fifth of a gateway's start.
  static CommandLine line(String... args) {
    CommandLine line = new CommandLine(new GambesonCommand());
    List<Class<?>> asked =
        COMMANDS.stream().filter(c -> args.length > 0 && name(c).equals(args[0])).toList();
    boolean one = !asked.isEmpty() && !asked.contains(Completion.class);
    (one ? asked : COMMANDS).forEach(c -> line.addSubcommand(name(c), c));
    return line;
  }

  private static String name(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE.code();
  }

  /// Prints the completion script for bash and zsh.
  @Command(
      name = "completion",
      mixinStandardHelpOptions = true,
      header = "Print the shell completion script (bash, zsh).",
      description = {"", "Example:", "  source <(gambeson completion)"})
  static final class Completion implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      CommandLine root = spec.root().commandLine();
      spec.commandLine().getOut().print(AutoComplete.bash("gambeson", root));
      return ExitCode.CLEAN.code();
    }
  }
}
