package dev.gambeson.cli.serve;

import dev.gambeson.cli.ConfigOption;
import dev.gambeson.core.ExitCode;
import dev.gambeson.server.StateBackup;
import dev.gambeson.server.StateMigration;
import dev.gambeson.server.state.SchemaOwner;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `serve backup`, `serve restore` and `serve migrate`.
final class StateCommands {
  private StateCommands() {}

  /// Saves the database.
  @Command(
      name = "backup",
      mixinStandardHelpOptions = true,
      header = "Save keys, users, budgets, policies and incidents of a gateway to one file.",
      description = {
        "",
        "The gateway must not run on the embedded database; PostgreSQL may be saved while it does. The",
        "folders `keys`, `ledger` and `payloads` of the state are files: copy them as well, elsewhere.",
        "",
        "Example:",
        "  gambeson serve backup --config gambeson.yaml --output state.backup",
        ""
      })
  static final class Backup implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Option(names = "--output", required = true, paramLabel = "FILE", description = "where to")
    private Path output = Path.of("");

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      Path file = ServeCommand.file(config);
      Map<String, Integer> rows =
          StateBackup.save(
              ServeSection.read(file), ServeCommand.base(file), output, Clock.systemUTC());
      say(spec, "Saved", rows);
      return ExitCode.CLEAN.code();
    }
  }

  /// Fills an empty database.
  @Command(
      name = "restore",
      mixinStandardHelpOptions = true,
      header = "Fill an empty gateway from a backup.",
      description = {
        "",
        "Put the folder `keys` of the state back first: API keys are good under their old pepper only.",
        "",
        "Example:",
        "  gambeson serve restore --config gambeson.yaml --input state.backup",
        ""
      })
  static final class Restore implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Option(names = "--input", required = true, paramLabel = "FILE", description = "the backup")
    private Path input = Path.of("");

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      Path file = ServeCommand.file(config);
      Map<String, Integer> rows =
          StateBackup.restore(ServeSection.read(file), ServeCommand.base(file), input);
      say(spec, "Restored", rows);
      return ExitCode.CLEAN.code();
    }
  }

  /// Brings the tables in PostgreSQL up to date as their owner.
  @Command(
      name = "migrate",
      mixinStandardHelpOptions = true,
      header = "Make or update the gateway's tables in PostgreSQL as their owner.",
      description = {
        "",
        "The gateway then runs as the user that `state.database` names, who may read and write rows and",
        "change no table. Run it before the first start, and before the start of a newer Gambeson. Needs",
        "both users and a schema that the owner may make tables in; grants the rest.",
        "",
        "Example:",
        "  gambeson serve migrate --config gambeson.yaml --owner gambeson_owner --owner-password-file owner.password",
        ""
      })
  static final class Migrate implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Option(
        names = "--owner",
        required = true,
        paramLabel = "NAME",
        description = "user of PostgreSQL who owns the tables")
    private String owner = "";

    @Option(
        names = "--owner-password-file",
        paramLabel = "FILE",
        description = "file with the owner's password (default: what ~/.pgpass says)")
    private Optional<Path> password = Optional.empty();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      Path file = ServeCommand.file(config);
      SchemaOwner.Done done =
          StateMigration.run(
              ServeSection.read(file),
              ServeCommand.base(file),
              owner,
              password.map(Path::toAbsolutePath));
      spec.commandLine()
          .getErr()
          .printf(
              "The tables stand at schema %d; %s may read and write their rows.%n",
              done.schema(), done.user());
      return ExitCode.CLEAN.code();
    }
  }

  private static void say(CommandSpec spec, String what, Map<String, Integer> rows) {
    spec.commandLine()
        .getErr()
        .printf(
            "%s %,d rows of %d tables.%n",
            what, rows.values().stream().mapToInt(n -> n).sum(), rows.size());
  }
}
