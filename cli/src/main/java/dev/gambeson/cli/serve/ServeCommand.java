package dev.gambeson.cli.serve;

import dev.gambeson.cli.ConfigOption;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.io.Folders;
import dev.gambeson.server.GatewayServer;
import dev.gambeson.server.config.GatewaySettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Runs the guarded gateway.
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header =
        "Put a guarded gateway before a model: who may ask, how much, what leaves, who is probing.",
    description = {
      "",
      "Speaks the Open Inference Protocol v2 and plain JSON rows. The model runs in this process or on",
      "the server behind. What nothing allows is refused. How to: docs/gateway.md.",
      "",
      "Examples:",
      "  gambeson serve --demo                        a fraud model, its clients, and a thief",
      "  gambeson serve --config gambeson.yaml        what the section `serve` says",
      "  gambeson serve --dry-run                     is gambeson.yaml right?",
      "  gambeson serve backup --config gambeson.yaml --output state.backup",
      "  gambeson serve migrate --owner gambeson_owner --owner-password-file FILE",
      "  gambeson serve health --url http://127.0.0.1:9464",
      "  gambeson serve canaries list --password-env CONSOLE",
      "  gambeson serve why 7f3ac0ffee --model fraud --password-env CONSOLE",
      "  gambeson serve verify-answer answer.http --keys keys.json",
      ""
    },
    subcommands = {
      StateCommands.Backup.class,
      StateCommands.Restore.class,
      StateCommands.Migrate.class,
      HealthCommand.class,
      CanaryCommands.class,
      WhyCommand.class,
      VerifyAnswerCommand.class
    })
public final class ServeCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--demo",
      description = "serve the demo's fraud model to made-up clients, one of whom steals it")
  private boolean demo;

  @Option(
      names = "--dry-run",
      description = {
        "read settings, policy, models and tables, start on free ports with an empty state, and stop;",
        "a running gateway, its state and those it tells are left alone"
      })
  private boolean dryRun;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      defaultValue = "demo",
      description = "where the demo writes (default: demo)")
  private Path folder = Path.of("demo");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (demo && !dryRun) {
      return new ServeDemo(folder, out, err).run();
    }
    Path file = demo ? ServeDemo.settings(folder) : file(config);
    GatewaySettings settings = ServeSection.read(file);
    if (dryRun) {
      rehearse(settings, file, out);
      return ExitCode.CLEAN.code();
    }
    try (ProcessEnd end = ProcessEnd.heard();
        GatewayServer server = start(settings, file)) {
      out.println(Greeting.of(server));
      out.flush();
      end.await();
    }
    return ExitCode.CLEAN.code();
  }

  private static void rehearse(GatewaySettings settings, Path file, PrintWriter out)
      throws IOException, InterruptedException {
    Path state = Files.createTempDirectory("gambeson-dry-run");
    try (GatewayServer server =
        GatewayServer.rehearse(settings, state, surroundings(settings, file))) {
      if (settings.data().flatMap(GatewaySettings.Listener::tls).isEmpty()) {
        HealthCommand.ask(URI.create("http://127.0.0.1:" + server.dataPort()), "/v2/health/live");
      }
      out.println(
          "%s is right: %s would be served.".formatted(file, String.join(", ", server.models())));
    } finally {
      Folders.deleteQuietly(state);
    }
  }

  /// The file that `--config` names, or `gambeson.yaml`.
  static Path file(ConfigOption config) {
    return config.file().orElse(Path.of("gambeson.yaml"));
  }

  /// Folder that paths of the settings are relative to.
  static Path base(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? Path.of("").toAbsolutePath() : parent;
  }

  static GatewayServer start(GatewaySettings settings, Path file) {
    return GatewayServer.start(settings, surroundings(settings, file));
  }

  private static GatewayServer.Surroundings surroundings(GatewaySettings settings, Path file) {
    Path base = base(file);
    return new GatewayServer.Surroundings(
        base,
        new TableReference(),
        ServeSection.policy(settings, base),
        Clock.systemUTC(),
        new SecureRandom());
  }
}
