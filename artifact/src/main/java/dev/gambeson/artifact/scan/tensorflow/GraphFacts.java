package dev.gambeson.artifact.scan.tensorflow;

import dev.gambeson.artifact.scan.archive.MemberNames;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Jsons;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.artifact.scan.keras.KerasConfigs;
import dev.gambeson.core.Severity;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What a graph asks for: its operators, wherever they stand, its functions, its assets.
final class GraphFacts implements Wire.Visitor {
  private static final int MAX_NAME = 1 << 16;
  private static final int MAX_TEXT = 1 << 20;
  private static final int MAX_METADATA = 256 << 20;
  private static final int MAX_OPERATORS = 100_000;

  private final Input in;
  private final Scan scan;
  private final Map<String, Long> operators = new TreeMap<>();
  private final Set<String> functions = new HashSet<>();
  private String attribute = "";
  private String operator = "";

  GraphFacts(Input in, Scan scan) {
    this.in = in;
    this.scan = scan;
  }

  @Override
  public void field(String message, int field, long at, long length) {
    switch (message + "." + field) {
      case "Node.2" -> {
        operator = name(at, length);
        if (operators.size() < MAX_OPERATORS) {
          operators.putIfAbsent(operator, at);
        }
      }
      case "Signature.1" -> functions.add(name(at, length));
      case "AttrEntry.1" -> attribute = name(at, length);
      case "Attr.2" -> text(at, length);
      case "Tensor.8" -> searched(at, length);
      case "Asset.2" -> asset(name(at, length), at);
      case "UserObject.3", "KerasObject.5" -> metadata(at, length);
      default -> {}
    }
  }

  private String name(long at, long length) {
    return in.text(at, length, MAX_NAME, StandardCharsets.UTF_8);
  }

  private void searched(long at, long length) {
    if (length <= MAX_TEXT) {
      scan.text(at, in.text(at, length, MAX_TEXT, StandardCharsets.UTF_8));
    }
  }

  private void text(long at, long length) {
    searched(at, length);
    if (attribute.equals("output_stream") && in.matches(at, "file:")) {
      scan.flag(
          Rules.FILES,
          Severity.HIGH,
          at,
          "operator that opens files",
          "'%s' writes to a file that the graph names.".formatted(operator));
    }
  }

  private void asset(String path, long at) {
    MemberNames.escape(path)
        .ifPresent(why ->
            scan.flag(
                Rules.PATH,
                Severity.HIGH,
                at,
                "asset outside the model",
                "The path of an asset %s.".formatted(why)));
  }

  /// What Keras writes beside a layer: its configuration in JSON.
  private void metadata(long at, long length) {
    if (length == 0) {
      return;
    }
    byte[] json = in.copy(at, length, MAX_METADATA);
    if (json[0] != '{' && json[0] != '[') {
      searched(at, length);
      return;
    }
    try {
      KerasConfigs.examine(Jsons.tree(json, at, scan), at, scan);
    } catch (Malformed e) {
      scan.unread(
          Rules.MALFORMED,
          e.offset(),
          "metadata is no JSON",
          "The metadata of an object breaks off: %s.".formatted(e.getMessage()));
    }
  }

  /// Judges every operator that is no function of the graph itself.
  void judge() {
    operators.forEach((op, at) ->
        Operators.judge(op)
            .filter(j -> !functions.contains(op) || !j.title().equals("custom operator"))
            .ifPresent(j ->
                scan.flag(
                    j.rule(),
                    j.severity(),
                    at,
                    j.title(),
                    "The operator '%s' %s.".formatted(shown(op), j.what()))));
  }

  private static String shown(String name) {
    return name.length() > 80 ? name.substring(0, 80) + "…" : name;
  }
}
