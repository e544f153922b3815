package dev.gambeson.cli.registry;

import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/// What a command outside this package does when the registry refuses.
public final class Refusals {
  private Refusals() {}

  /// Does the work; a refusal, by role or policy, is exit code 1 with the reason.
  public static int code(CommandSpec spec, Callable<Integer> work) {
    return RegistryAction.refusing(spec, work);
  }
}
