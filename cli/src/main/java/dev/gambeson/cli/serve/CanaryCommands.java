package dev.gambeson.cli.serve;

import dev.gambeson.cli.Printable;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.AtomicFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `serve canaries`: issues, lists and withdraws canaries of a running gateway.
@Command(
    name = "canaries",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    header = "Decoy keys, decoy models and bait records of a running gateway.",
    description = {
      "",
      "Any use of one is an alert. One for each place, so that a hit tells where it leaked. The user",
      "must be an admin of the console. docs/gateway.md, Canaries.",
      "",
      "Examples:",
      "  gambeson serve canaries list --password-env CONSOLE",
      "  gambeson serve canaries issue key --place wiki --owner 'fraud desk' --purpose 'leak test' \\",
      "    --password-env CONSOLE",
      "  gambeson serve canaries issue bait --model fraud --records 20 --place 'sandbox of X' \\",
      "    --owner 'fraud desk' --purpose 'leak test' --output bait.csv --password-env CONSOLE",
      "  gambeson serve canaries withdraw canary-07c2 --reason 'X is gone' --password-env CONSOLE",
      "  gambeson serve canaries drop-from train.csv --model fraud --output clean.csv \\",
      "    --password-env CONSOLE",
      ""
    },
    subcommands = {
      CanaryCommands.Listing.class,
      CanaryCommands.Issue.class,
      CanaryCommands.Withdraw.class,
      DropBaitCommand.class
    })
final class CanaryCommands implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE.code();
  }

  private static String line(JsonNode node, String field) {
    return Printable.line(node.path(field).asString(""));
  }

  /// What is planted where, and who used it.
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      header = "What is planted where, and who used it.",
      description = {
        "",
        "Example:",
        "  gambeson serve canaries list --format json --password-env CONSOLE",
        ""
      })
  static final class Listing implements Callable<Integer> {
    enum Format {
      TEXT,
      JSON
    }

    @Mixin private AdminOptions admin = new AdminOptions();

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        defaultValue = "text",
        description = "text or json (default: text)")
    private Format format = Format.TEXT;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      JsonNode all;
      try (AdminSession session = admin.open()) {
        all = session.get("canaries");
      }
      PrintWriter out = spec.commandLine().getOut();
      if (format == Format.JSON) {
        out.println(all.toPrettyString());
        return ExitCode.CLEAN.code();
      }
      for (JsonNode c : all) {
        String kind = (line(c, "kind") + " " + line(c, "model")).strip();
        out.printf(
            "%s  %-9s  %s, planted in '%s' for %s (%s)%n",
            line(c, "id"),
            line(c, "state").toLowerCase(Locale.ROOT),
            kind.toLowerCase(Locale.ROOT),
            line(c, "place"),
            line(c, "owner"),
            line(c, "purpose"));
        for (JsonNode hit : c.path("hits")) {
          out.printf(
              "    %s  %s  %s%n", line(hit, "time"), line(hit, "incident"), line(hit, "text"));
        }
      }
      if (all.isEmpty()) {
        spec.commandLine().getErr().println("No canary is planted.");
      }
      return ExitCode.CLEAN.code();
    }
  }

  /// Makes one.
  @Command(
      name = "issue",
      mixinStandardHelpOptions = true,
      header = "Issue a canary; what is to be planted is printed once.",
      description = {
        "",
        "Plant it in one place, and never in training data.",
        "",
        "Example:",
        "  gambeson serve canaries issue model --model credit-score-full --place wiki \\",
        "    --owner 'fraud desk' --purpose 'who reads it?' --password-env CONSOLE",
        ""
      })
  static final class Issue implements Callable<Integer> {
    enum Kind {
      KEY,
      MODEL,
      BAIT
    }

    @Parameters(paramLabel = "KIND", description = "key, model or bait")
    private Kind kind = Kind.KEY;

    @Option(
        names = "--model",
        paramLabel = "NAME",
        description = "the invented name, or the model whose records bait imitates")
    private Optional<String> model = Optional.empty();

    @Option(
        names = "--records",
        paramLabel = "N",
        defaultValue = "20",
        description = "number of bait records (default: 20)")
    private int records = 20;

    @Option(names = "--place", required = true, paramLabel = "TEXT", description = "where it goes")
    private String place = "";

    @Option(
        names = "--owner",
        required = true,
        paramLabel = "TEXT",
        description = "who is to be called")
    private String owner = "";

    @Option(names = "--purpose", required = true, paramLabel = "TEXT", description = "why")
    private String purpose = "";

    @Option(
        names = "--days",
        paramLabel = "N",
        defaultValue = "365",
        description = "until hits of bait are no longer reported (default: 365)")
    private int days = 365;

    @Option(
        names = "--output",
        paramLabel = "FILE",
        description = "where to write it instead of the terminal")
    private Optional<Path> output = Optional.empty();

    @Mixin private AdminOptions admin = new AdminOptions();
    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      if (kind == Kind.KEY == model.isPresent()) {
        throw GambesonException.usage(
            "A key takes no --model; a decoy model needs its invented name, bait the model it imitates.");
      }
      JsonNode issued;
      try (AdminSession session = admin.open()) {
        issued =
            session.post(
                "canaries",
                Map.of(
                    "kind",
                    kind.name(),
                    "model",
                    model.orElse(""),
                    "records",
                    records,
                    "place",
                    place,
                    "owner",
                    owner,
                    "purpose",
                    purpose,
                    "days",
                    days));
      }
      String secret = issued.path("secret").asString("");
      if (output.isPresent()) {
        AtomicFiles.write(output.get(), secret.getBytes(StandardCharsets.UTF_8));
      } else {
        PrintWriter out = spec.commandLine().getOut();
        out.print(kind == Kind.BAIT ? secret : secret + "\n");
        out.flush();
      }
      spec.commandLine()
          .getErr()
          .printf("%s: plant it in '%s'.%n", line(issued.path("canary"), "id"), place);
      return ExitCode.CLEAN.code();
    }
  }

  /// Ends one.
  @Command(
      name = "withdraw",
      mixinStandardHelpOptions = true,
      header = "End a canary: hits mean nothing any more.",
      description = {
        "",
        "Example:",
        "  gambeson serve canaries withdraw canary-07c2 --reason 'X is gone' --password-env CONSOLE",
        ""
      })
  static final class Withdraw implements Callable<Integer> {
    @Parameters(paramLabel = "CANARY", description = "its id")
    private String id = "";

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "goes into the tamper-evident log")
    private String reason = "";

    @Mixin private AdminOptions admin = new AdminOptions();
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      try (AdminSession session = admin.open()) {
        session.post(
            "canaries/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "/retire",
            Map.of("reason", reason));
      }
      spec.commandLine().getErr().printf("%s is withdrawn.%n", Printable.line(id));
      return ExitCode.CLEAN.code();
    }
  }
}
