package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.archive.Archive;
import dev.gambeson.artifact.scan.archive.ArchiveKind;
import dev.gambeson.artifact.scan.archive.Entry;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Jsons;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.artifact.scan.pickle.Policy.Denied;
import dev.gambeson.artifact.scan.pickle.Policy.Unknown;
import dev.gambeson.core.Severity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// skops: a zip whose `schema.json` names the classes of a scikit-learn object and how to make
/// them. Each is judged like a name in a pickle, whatever loader the file asks for (CVE-2024-37065,
/// CVE-2025-54412, CVE-2025-54413).
final class Skops implements ArchiveKind {
  private static final int MAX_SCHEMA = 1 << 24;

  @Override
  public String kind() {
    return "skops";
  }

  @Override
  public boolean recognises(Archive archive) {
    return archive.entries("schema.json").stream()
        .map(e -> new String(e.head(1 << 16), StandardCharsets.UTF_8))
        .anyMatch(head -> head.contains("__module__") || head.contains("_skops_version"));
  }

  @Override
  public void examine(Archive archive) {
    for (Entry entry : archive.entries("schema.json")) {
      entry.read(inner -> schema(inner, archive.scan()));
    }
  }

  private static void schema(Input input, Scan scan) {
    JsonNode root = Jsons.tree(input.copy(0, input.size(), MAX_SCHEMA), 0, scan);
    Set<String> seen = new HashSet<>();
    Deque<JsonNode> open = new ArrayDeque<>();
    open.add(root);
    while (!open.isEmpty()) {
      JsonNode node = open.removeFirst();
      if (node.isObject()) {
        object(node, scan, seen);
      }
      node.forEach(open::addLast);
    }
  }

  private static void object(JsonNode node, Scan scan, Set<String> seen) {
    String module = node.path("__module__").asString("");
    String name = node.path("__class__").asString("");
    String loader = node.path("__loader__").asString("");
    boolean isMethod = loader.equals("MethodNode") && name.equals("method");
    if (!name.isEmpty() && !isMethod && seen.add(module + " " + name)) {
      name(module, name, scan);
    }
    String function = node.path("function").asString("");
    String path = node.path("module_path").asString("");
    if (!path.isEmpty() && seen.add(path + " " + function)) {
      name(path, function, scan);
    }
    boolean operator = loader.equals("OperatorFuncNode") && !module.equals("operator");
    boolean acts = loader.equals("MethodNode") || loader.equals("ReduceNode");
    boolean lies = operator || (acts && isForged(node, name));
    if ((operator || acts) && seen.add(loader + lies)) {
      scan.flag(
          Rules.CALLABLE,
          lies ? Severity.HIGH : Severity.MEDIUM,
          0,
          "loader that calls",
          "The loader %s calls what the file names (CVE-2025-54412, CVE-2025-54413)."
              .formatted(loader));
    }
  }

  /// skops writes a bound method as class `method` with the method's public name. Anything else
  /// shows its user one type and calls another (CVE-2025-54413).
  private static boolean isForged(JsonNode node, String name) {
    return !name.equals("method")
        || node.path("content").path("func").asString("_").startsWith("_");
  }

  private static void name(String module, String name, Scan scan) {
    Policy.Entry entry = Policy.standard().of(module, name);
    String title = module + "." + name;
    if (entry instanceof Denied denied) {
      scan.flag(
          Rules.CODE,
          0,
          "dangerous callable",
          "The schema names %s, which %s.".formatted(title, denied.what()));
    } else if (entry instanceof Unknown) {
      boolean odd = name.indexOf('.') >= 0 || name.startsWith("__") || module.isEmpty();
      scan.flag(
          Rules.CALLABLE,
          Severity.HIGH,
          0,
          odd ? "attribute path imported" : "unknown callable",
          "The schema names %s, which is on no list of what known libraries write."
              .formatted(title));
    }
  }
}
