package dev.gambeson.cli.serve;

import dev.gambeson.cli.Printable;
import dev.gambeson.core.ExitCode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// Why the holder of a key may do something or not.
@Command(
    name = "why",
    mixinStandardHelpOptions = true,
    header = "Why may a key's holder ask a model, or not? Step by step, as the gateway decides.",
    description = {
      "",
      "Asks a running gateway; nothing is done and nothing is counted. KEY is the id of a key, the",
      "first part of it (gbk_ID_...), never the key itself. The user must be an admin of the console.",
      "",
      "Example:",
      "  gambeson serve why 7f3ac0ffee --model fraud --action explain --password-env CONSOLE",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it may",
      "1:it may not",
      "2:the gateway could not be asked",
      "4:wrong usage"
    })
final class WhyCommand implements Callable<Integer> {
  enum Action {
    INFER,
    EXPLAIN,
    METADATA,
    LABEL
  }

  @Parameters(paramLabel = "KEY", description = "id of the key, with or without gbk_ before it")
  private String key = "";

  @Option(names = "--model", required = true, paramLabel = "NAME", description = "which model")
  private String model = "";

  @Option(
      names = "--action",
      paramLabel = "ACTION",
      defaultValue = "infer",
      description = "infer, explain, metadata or label (default: infer)")
  private Action action = Action.INFER;

  @Option(
      names = "--address",
      paramLabel = "IP",
      defaultValue = "",
      description = "address that it asks from (default: that of this machine)")
  private String address = "";

  @Mixin private AdminOptions admin = new AdminOptions();
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    String id = key.startsWith("gbk_") ? key.substring(4).replaceFirst("_.*", "") : key;
    JsonNode why;
    try (AdminSession session = admin.open()) {
      why =
          session.post(
              "keys/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "/why",
              Map.of("action", action.name(), "model", model, "address", address));
    }
    PrintWriter out = spec.commandLine().getOut();
    for (JsonNode step : why.path("steps")) {
      out.printf(
          "%-4s  %s: %s%n",
          step.path("passed").asBoolean() ? "ok" : "NO",
          Printable.line(step.path("name").asString("")),
          Printable.line(step.path("detail").asString("")));
    }
    for (JsonNode rule : why.path("previews")) {
      out.printf("      in preview: rule '%s' would apply%n", Printable.line(rule.asString("")));
    }
    return (why.path("allowed").asBoolean() ? ExitCode.CLEAN : ExitCode.FINDINGS).code();
  }
}
