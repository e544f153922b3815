package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.archive.Archive;
import dev.gambeson.artifact.scan.archive.ArchiveKind;
import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Jsons;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// skops archives: a JSON tree that names every class and function to be put together again
/// (CVE-2024-37065, CVE-2025-54412, CVE-2025-54413). The names are judged, whatever loader they ask
/// for.
final class Skops implements ArchiveKind {
  private static final int MAX_SCHEMA = 256 << 20;
  private static final Set<String> RISKY =
      Set.of("MethodNode", "OperatorFuncNode", "ReduceNode", "PartialNode", "PartialFuncNode");

  @Override
  public String kind() {
    return "skops";
  }

  @Override
  public boolean recognises(Archive archive) {
    return archive
        .entry("schema.json")
        .map(entry -> new String(entry.head(1 << 16), StandardCharsets.UTF_8))
        .filter(head -> head.contains("__module__") || head.contains("_skops_version"))
        .isPresent();
  }

  @Override
  public void examine(Archive archive) {
    archive.entries("schema.json").forEach(entry -> entry.examine(new Schema()));
  }

  private static final class Schema implements FormatParser {
    @Override
    public String kind() {
      return "skops-schema";
    }

    @Override
    public boolean recognises(Input input) {
      return false; // only inside a skops archive
    }

    @Override
    public void parse(Input input, Scan scan) {
      JsonNode root = Jsons.tree(input.copy(0, input.size(), MAX_SCHEMA), 0, scan);
      scan.ownAll();
      node(root, scan);
    }

    private static void node(JsonNode node, Scan scan) {
      if (node.isObject() && (node.has("__module__") || node.has("__class__"))) {
        judge(node, scan);
      }
      node.forEach(child -> node(child, scan));
    }

    private static void judge(JsonNode node, Scan scan) {
      String module = node.path("__module__").asString("");
      String type = node.path("__class__").asString("");
      String loader = node.path("__loader__").asString("");
      String name = module + "." + type;
      PythonNames.Answer answer = PythonNames.of(name);
      if (answer.standing() == PythonNames.Standing.DANGEROUS && !isHarmless(loader, name)) {
        scan.flag(
            Rules.CODE,
            0,
            "dangerous type",
            "Loading asks for '%s', which %s (CVE-2024-37065)."
                .formatted(Shown.text(name), answer.reason()));
      } else if (answer.standing() == PythonNames.Standing.UNKNOWN) {
        scan.flag(
            Rules.CALLABLE,
            0,
            "unknown type",
            "Loading asks for '%s', %s.".formatted(Shown.text(name), answer.reason()));
      }
      risky(node, loader, name, scan);
    }

    private static boolean isHarmless(String loader, String name) {
      return (loader.equals("OperatorFuncNode") && name.startsWith("_operator."))
          || name.equals("builtins.type")
          || name.equals("operator.itemgetter")
          || name.equals("_io.BytesIO");
    }

    private static void risky(JsonNode node, String loader, String name, Scan scan) {
      String function = node.path("content").path("func").asString("");
      if (loader.equals("MethodNode")
          && PythonNames.of(function).standing() != PythonNames.Standing.KNOWN
          && !function.isEmpty()) {
        JsonNode object = node.path("content").path("obj");
        String owner =
            object.path("__module__").asString("") + "." + object.path("__class__").asString("");
        boolean differs = !owner.equals(name) && object.isObject();
        scan.flag(
            Rules.CALLABLE,
            differs ? Severity.HIGH : Severity.LOW,
            0,
            differs ? "method of another type" : "method",
            "Loading takes the method '%s' of '%s', declared as '%s' (CVE-2025-54413)."
                .formatted(Shown.text(function), Shown.text(owner), Shown.text(name)));
      } else if (loader.equals("OperatorFuncNode")
          && !name.startsWith("_operator.")
          && !name.startsWith("operator.")) {
        scan.flag(
            Rules.CODE,
            0,
            "operator of another module",
            "Loading calls '%s' as an operator (CVE-2025-54412).".formatted(Shown.text(name)));
      } else if (RISKY.contains(loader)
          && PythonNames.of(name).standing() != PythonNames.Standing.KNOWN) {
        scan.flag(
            Rules.CALLABLE,
            Severity.MEDIUM,
            0,
            "call on loading",
            "Loading calls '%s'.".formatted(Shown.text(name)));
      }
    }
  }
}
