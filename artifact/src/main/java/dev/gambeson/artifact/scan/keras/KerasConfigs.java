package dev.gambeson.artifact.scan.keras;

import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Judges Keras configurations: every object in them, however deep, and whatever the Keras version
/// that the file states.
///
/// Guaranteed: every class, function and module that the configuration names is compared with what
/// Keras itself writes; a Lambda, a function of Python or a file that is read anywhere blocks. Not
/// guaranteed: anything about custom classes, whose code the file does not hold; they are put up
/// for review.
///
/// Sources: `keras/src/saving/serialization_lib.py`; CVE-2024-3660, CVE-2025-1550, CVE-2025-8747,
/// CVE-2025-9905, CVE-2025-9906, CVE-2025-12058, CVE-2025-49655.
public final class KerasConfigs {
  private static final int MAX_DEPTH = 400;

  private final long offset;
  private final Scan scan;
  private final KerasObjects objects;
  private final KerasValues values;

  private KerasConfigs(long offset, Scan scan) {
    this.offset = offset;
    this.scan = scan;
    this.objects = new KerasObjects(offset, scan);
    this.values = new KerasValues(offset, scan);
  }

  /// Whether some JSON is a Keras object: it names a class and has its configuration.
  public static boolean isConfig(JsonNode json) {
    return json.path("class_name").isString()
        && (json.has("config") || json.has("module") || json.has("registered_name"));
  }

  /// Judges a configuration.
  ///
  /// @param offset where it stands in the input
  public static void examine(JsonNode json, long offset, Scan scan) {
    new KerasConfigs(offset, scan).walk("", json, 0);
  }

  private void walk(String key, JsonNode node, int depth) {
    if (depth > MAX_DEPTH) {
      scan.unread(
          Rules.EXHAUSTION,
          offset,
          "nested too deeply",
          "The configuration is nested beyond any use.");
      return;
    }
    if (node.isObject()) {
      if (node.path("class_name").isString() || node.path("registered_name").isString()) {
        objects.judge(node);
      }
      for (Map.Entry<String, JsonNode> child : node.properties()) {
        walk(child.getKey(), child.getValue(), depth + 1);
      }
    } else if (node.isArray()) {
      for (JsonNode child : node) {
        if (!child.isString()) {
          walk(key, child, depth + 1);
        } else {
          values.item(child.stringValue());
        }
      }
    } else if (node.isString()) {
      values.judge(key, node.stringValue());
    }
  }

  /// The text of a field; empty when it is none.
  static Optional<String> text(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
  }

  /// Something that runs on loading.
  static void code(Scan scan, long offset, String title, String message) {
    scan.flag(Rules.CODE, Severity.CRITICAL, offset, title, message);
  }
}
