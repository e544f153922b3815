package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What settings mean, whether JSON or YAML holds them: names of code to be imported, objects to be
/// built, templates, paths, addresses. Fed with every text value and the keys that lead to it.
final class DataRules {
  private static final Set<String> TARGETS =
      Set.of(
          "_target_",
          "__target__",
          "class_path",
          "_component_",
          "_class_path_",
          "_callable_",
          "import_path_",
          "_call_",
          "target_class",
          "_obj_",
          "_cls_",
          "_func_");
  private static final Set<String> REMOTE = Set.of("auto_map", "custom_pipelines");
  private static final Pattern DOTTED = Pattern.compile("[A-Za-z_]\\w*(?:[.:][A-Za-z_]\\w*)+");
  private static final Pattern PATH_OUT =
      Pattern.compile("(?:^|[/\\\\])\\.\\.(?:[/\\\\]|$)|^[/\\\\]|^[A-Za-z]:[/\\\\]|^[a-z]+://");
  private static final Set<String> SHARDS = Set.of("weight_map", "weightsManifest");

  private final Input input;
  private final Scan scan;
  private final TypedNames typed;
  private final RemoteCode remote;
  private final StringBuilder texts = new StringBuilder();

  DataRules(Input input, Scan scan) {
    this.input = input;
    this.scan = scan;
    this.typed = new TypedNames(scan);
    this.remote = new RemoteCode(input, scan);
  }

  /// A text value.
  ///
  /// @param path keys from the outermost to the one that holds the value; elements of lists have no
  ///   key of their own
  void text(List<String> path, String value, long at) {
    String key = path.isEmpty() ? "" : path.getLast();
    remember(key, value, at);
    typed.value(path, key, value, at);
    if (path.stream().anyMatch(REMOTE::contains)) {
      remote.reference(path, value, at);
    } else if (TARGETS.contains(key) && !value.isBlank()) {
      Targets.judge(value, key, input, scan, at);
    } else if (key.equals("parent_library")
        || (key.equals("type") && input.baseName().equals("modules.json"))) {
      library(key, value, at);
    } else if (path.stream().anyMatch(SHARDS::contains) && PATH_OUT.matcher(value).find()) {
      scan.flag(
          Rules.PATH,
          at,
          "weights outside the folder",
          "The weights are to be read from '%s'.".formatted(Shown.text(value)));
    }
    settings(path, key, value, at);
  }

  private void settings(List<String> path, String key, String value, long at) {
    if (key.equals("loader_module")
        || key.equals("python_model")
        || key.equals("model_code_path")) {
      loader(key, value, at);
    } else if (key.equals("code") && path.contains("python_function")) {
      bundled(
          at,
          "code beside the model",
          "The model brings its own code in '%s', which loading imports.",
          value);
    } else if (key.equals("handler") && path.contains("model")) {
      bundled(
          at,
          "handler of the model",
          "The model server runs the handler '%s' that lies in the archive.",
          value);
    } else if (value.length() > 2 && value.charAt(0) == '$' && value.charAt(1) != '{') {
      expression(value, at);
    }
  }

  /// A value that is neither text nor container.
  void scalar(List<String> path, String value, long at) {
    String key = path.isEmpty() ? "" : path.getLast();
    if (key.equals("trust_remote_code") && value.equals("true")) {
      scan.flag(
          Rules.BUNDLED,
          at,
          "remote code allowed",
          "The setting trust_remote_code lets the model's repository run its code.");
    }
  }

  /// A key, before its value.
  void key(List<String> path, String key, long at) {
    typed.key(key, at);
  }

  /// A list whose first element is a text and whose second is a container.
  void pair(List<String> path, String first, long at) {
    typed.pair(first, at);
  }

  /// All was seen.
  void finish() {
    scan.text(0, texts);
    typed.finish();
    remote.finish();
  }

  private void remember(String key, String value, long at) {
    if (value.length() > 5) {
      texts.append(key).append('=').append(value).append('\n');
      if (texts.length() > 1 << 18) {
        scan.text(at, texts);
        texts.setLength(0);
      }
    }
  }

  private void library(String key, String value, long at) {
    boolean module = DOTTED.matcher(value).matches();
    PythonNames.Answer answer = PythonNames.of(value);
    if (module && answer.standing() == PythonNames.Standing.DANGEROUS) {
      scan.flag(
          Rules.CODE,
          at,
          "dangerous module to import",
          "The setting '%s' has '%s' imported, which %s."
              .formatted(key, Shown.text(value), answer.reason()));
    } else if (key.equals("parent_library")
        && !value.isBlank()
        && answer.standing() != PythonNames.Standing.KNOWN) {
      scan.flag(
          Rules.CALLABLE,
          at,
          "unknown module to import",
          "The setting '%s' has '%s' imported.".formatted(key, Shown.text(value)));
    }
  }

  private void loader(String key, String value, long at) {
    if (key.equals("loader_module") && value.startsWith("mlflow.")) {
      return;
    }
    PythonNames.Answer answer = PythonNames.of(value);
    if (key.equals("loader_module") && answer.standing() == PythonNames.Standing.DANGEROUS) {
      scan.flag(
          Rules.CODE,
          Severity.HIGH,
          at,
          "dangerous loader",
          "Loading the model imports '%s', which %s."
              .formatted(Shown.text(value), answer.reason()));
    } else {
      bundled(
          at, "loader of the model", "Loading the model runs '%s', which comes with it.", value);
    }
  }

  private void bundled(long at, String title, String message, String value) {
    scan.flag(Rules.BUNDLED, at, title, message.formatted(Shown.text(value)));
  }

  /// MONAI and others evaluate values that begin with a dollar sign.
  private void expression(String value, long at) {
    PythonCode code = new PythonCode(value.substring(1));
    List<String> doubts = code.doubts();
    if (!doubts.isEmpty() && !code.calls().isEmpty()) {
      scan.flag(
          Rules.CODE,
          Severity.HIGH,
          at,
          "expression that runs code",
          "A value that some programs evaluate %s.".formatted(String.join(", ", doubts)));
    }
  }
}
