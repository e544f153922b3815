package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Settings by which Transformers and its relatives import code of the model's repository
/// (`auto_map`, `custom_pipelines`): what they name is looked up beside the file and read. Code
/// that imports only known libraries and calls nothing dangerous asks for a review; anything else,
/// and code that lies elsewhere or cannot be found, is blocked.
final class RemoteCode {
  private final Input input;
  private final Scan scan;
  private final Map<String, Long> modules = new LinkedHashMap<>();

  RemoteCode(Input input, Scan scan) {
    this.input = input;
    this.scan = scan;
  }

  /// A reference, for example `modeling_x.XModel` or `owner/name--modeling_x.XModel`.
  void reference(List<String> path, String value, long at) {
    boolean pipeline = path.contains("custom_pipelines");
    if (value.isBlank() || (pipeline && !path.getLast().equals("impl"))) {
      return;
    }
    if (value.contains("--")) {
      scan.flag(
          Rules.BUNDLED,
          Severity.HIGH,
          at,
          "code of another repository",
          "With trust_remote_code, loading downloads and runs '%s' from another repository."
              .formatted(Shown.text(value)));
    } else if (value.contains(".")) {
      modules.putIfAbsent(value.substring(0, value.lastIndexOf('.')), at);
    } else {
      modules.putIfAbsent(value, at);
    }
  }

  /// A module of the repository that loading imports.
  void module(String name, long at) {
    modules.putIfAbsent(name, at);
  }

  void finish() {
    modules.forEach(this::judge);
  }

  private void judge(String module, long at) {
    Optional<String> source = Folder.of(input).text(module.replace('.', '/') + ".py");
    String loads =
        "With trust_remote_code, loading runs %s.py of this repository"
            .formatted(Shown.text(module));
    if (source.isEmpty()) {
      scan.flag(
          Rules.BUNDLED,
          Severity.HIGH,
          at,
          "code that was not found",
          loads + ", which does not lie beside this file: nobody knows what it does.");
      return;
    }
    List<String> doubts = new PythonCode(source.get()).doubts();
    scan.flag(
        Rules.BUNDLED,
        doubts.isEmpty() ? Severity.MEDIUM : Severity.HIGH,
        at,
        doubts.isEmpty() ? "code of the repository" : "dangerous code of the repository",
        doubts.isEmpty()
            ? loads + ". It imports only known libraries; read it all the same."
            : loads + ", which " + String.join(", ", doubts.stream().limit(8).toList()) + ".");
  }
}
