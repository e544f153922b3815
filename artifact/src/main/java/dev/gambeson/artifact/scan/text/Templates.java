package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.artifact.scan.template.ChatTemplates;
import java.util.List;

/// Chat templates among the settings of a tokenizer.
final class Templates {
  private final Scan scan;

  Templates(Scan scan) {
    this.scan = scan;
  }

  /// A text value, with the keys that lead to it.
  void text(List<String> path, String value, long at) {
    boolean named = path.stream().anyMatch(key -> key.contains("chat_template"));
    if (named && value.contains("{") && !path.getLast().equals("name")) {
      ChatTemplates.examine(value, at, scan);
    }
  }
}
