package dev.gambeson.cli.registry;

import dev.gambeson.core.ExitCode;
import dev.gambeson.registry.Principal;
import dev.gambeson.registry.Registry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// The policy.
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    header = "Show or set what a version must show before it may reach a stage.",
    description = {
      "",
      "Examples:",
      "  gambeson registry policy show",
      "  gambeson registry policy set policy.yaml"
    },
    subcommands = {PolicyCommands.Current.class, PolicyCommands.Put.class})
final class PolicyCommands implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE.code();
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      header = "Show the policy in force.",
      description = {"", "Example:", "  gambeson registry policy show"})
  static final class Current extends RegistryAction {
    @Override
    void run(Registry registry, Principal who) {
      String text = registry.administration().policy(who).text();
      print(Show.object("policy", text), List.of(text));
    }
  }

  @Command(
      name = "set",
      mixinStandardHelpOptions = true,
      header = "Put a policy in force; key files that it names are taken into it.",
      description = {"", "Example:", "  gambeson registry policy set policy.yaml"})
  static final class Put extends RegistryAction {
    @Parameters(paramLabel = "FILE", description = "YAML or JSON; see docs/registry.md")
    private Path file = Path.of("");

    @Override
    void run(Registry registry, Principal who) {
      registry.administration().setPolicy(who, file);
      print(
          Show.object("set", true),
          List.of("Policy in force: every later promotion and rollback is judged by it."));
    }
  }
}
