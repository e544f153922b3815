package dev.gambeson.cli.registry;

import dev.gambeson.core.ExitCode;
import dev.gambeson.registry.Principal;
import dev.gambeson.registry.Refused;
import dev.gambeson.registry.Registry;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// A subcommand that opens the registry as somebody. A refusal, by role or policy, is exit code 1:
/// the registry works, and the answer is no.
abstract class RegistryAction implements Callable<Integer> {
  @Mixin Session session = new Session();
  @Mixin Show show = new Show();
  @Spec CommandSpec spec;

  abstract void run(Registry registry, Principal who);

  @Override
  public final Integer call() {
    return refusing(
        spec,
        () ->
            session.as((registry, who) -> {
              run(registry, who);
              return ExitCode.CLEAN.code();
            }));
  }

  static int refusing(CommandSpec spec, Callable<Integer> work) {
    try {
      return work.call();
    } catch (Refused e) {
      spec.commandLine()
          .getErr()
          .println(
              "gambeson: refused. "
                  + dev.gambeson.cli.Printable.text(String.valueOf(e.getMessage())));
      return ExitCode.FINDINGS.code();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  void print(Object json, Iterable<String> text) {
    show.print(spec.commandLine(), json, text);
  }
}
