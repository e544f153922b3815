package dev.gambeson.artifact.scan.keras;

import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.Set;
import java.util.regex.Pattern;

/// Judges the plain texts of a Keras configuration: files, addresses, pickles. Names and the items
/// of vocabularies are data, whatever they say.
final class KerasValues {
  private static final Set<String> READ =
      Set.of("vocabulary", "idf_weights", "vocab", "merges", "lookup_table", "proto");
  private static final Set<String> PATHS =
      Set.of(
          "filepath",
          "file_path",
          "path",
          "filename",
          "fname",
          "file",
          "url",
          "origin",
          "handle",
          "saved_model_path",
          "model_path",
          "weights_path",
          "directory",
          "cache_dir",
          "module_path");
  private static final Set<String> CALLED =
      Set.of(
          "activation",
          "recurrent_activation",
          "loss",
          "standardize",
          "split",
          "optimizer",
          "function",
          "call_fn",
          "init_fn",
          "output_shape",
          "metric",
          "fn");
  private static final Pattern PATH =
      Pattern.compile(
          "(?s)(?:/|~/|\\.\\.?[/\\\\]|\\\\\\\\|[A-Za-z]:[/\\\\]).*|.*[/\\\\]\\.\\.[/\\\\].*");
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?i)(?:https?|ftp|file|gs|s3|hdfs|smb|data|sftp|hf|kaggle)://?[^\\s].*", Pattern.DOTALL);
  private static final Pattern DOTTED = Pattern.compile("[A-Za-z_]\\w*(?:[.:]\\w+)+");
  private static final Pattern PICKLE =
      Pattern.compile("gA[IMQRSTUVW][A-Za-z0-9+/=_-].*|UEsDB.*", Pattern.DOTALL);
  private static final int LONG = 24;

  private final long offset;
  private final Scan scan;

  KerasValues(long offset, Scan scan) {
    this.offset = offset;
    this.scan = scan;
  }

  /// A text in a list: data, unless it is a pickle.
  void item(String text) {
    pickle(text);
    scan.text(offset, text);
  }

  void judge(String key, String text) {
    pickle(text);
    scan.text(offset, text);
    if (READ.contains(key)) {
      file(text);
    } else if (ADDRESS.matcher(text).matches()) {
      scan.flag(
          Rules.NETWORK,
          Severity.HIGH,
          offset,
          "Keras layer that names an address",
          "The setting '%s' names an address that loading may open.".formatted(key));
    } else if ((PATHS.contains(key) && !text.isEmpty())
        || (PATH.matcher(text).matches() && !isName(key))) {
      file(text);
    } else if (CALLED.contains(key) && DOTTED.matcher(text).matches()) {
      scan.flag(
          Rules.CALLABLE,
          Severity.HIGH,
          offset,
          "Keras names a function by its path",
          "The setting '%s' names a function outside Keras.".formatted(key));
    }
  }

  private static boolean isName(String key) {
    return key.equals("name")
        || key.endsWith("_name")
        || key.endsWith("_token")
        || key.equals("equation")
        || key.equals("separator");
  }

  private void file(String text) {
    scan.flag(
        Rules.FILES,
        Severity.HIGH,
        offset,
        "Keras layer that reads a file",
        "A setting of %d characters names a file that is read on loading (CVE-2025-12058)."
            .formatted(text.length()));
  }

  private void pickle(String text) {
    if (text.length() >= LONG && PICKLE.matcher(text).matches()) {
      KerasConfigs.code(
          scan,
          offset,
          "pickle in a Keras layer",
          "A text of the configuration is an encoded pickle or PyTorch file (CVE-2025-49655).");
    }
  }
}
