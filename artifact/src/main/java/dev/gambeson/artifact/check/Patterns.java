package dev.gambeson.artifact.check;

import dev.gambeson.core.Severity;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Texts that do not belong into a model file. All patterns are bounded and free of backtracking
/// over more than a few characters.
final class Patterns {
  /// One letter or digit may stand before a secret: protobuf puts the length byte there.
  private static final String START = "(?<![A-Za-z0-9]{2})";

  private Patterns() {}

  /// A kind of text.
  ///
  /// @param severity when found
  /// @param title of the finding
  /// @param pattern what it looks like
  /// @param secret whether the text itself must not be shown
  record Kind(Severity severity, String title, Pattern pattern, boolean secret) {}

  static final List<Kind> ALL =
      List.of(
          secret("private key", "-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----"),
          secret("AWS access key", "(?:AKIA|ASIA)[0-9A-Z]{16}"),
          secret("GitHub token", "(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{50})"),
          secret("GitLab token", "glpat-[A-Za-z0-9_-]{20}"),
          secret("Slack token", "xox[baprs]-[A-Za-z0-9-]{10,72}"),
          secret("Google API key", "AIza[0-9A-Za-z_-]{35}"),
          secret("Hugging Face token", "hf_[A-Za-z0-9]{30,40}"),
          secret("API key", "sk-(?:proj-|ant-)?[A-Za-z0-9]{20,100}"),
          secret("JSON web token", "eyJ[A-Za-z0-9_-]{10,500}\\.eyJ[A-Za-z0-9_-]{10,2000}\\."),
          secret(
              "password in an address",
              "[a-z][a-z0-9+]{1,15}://[^\\s/:@\"']{1,64}:[^\\s/@\"']{3,64}@"),
          secret(
              "password or token",
              "(?i:password|passwd|secret|api[_-]?key|access[_-]?token|auth[_-]?token)\"?\\s{0,3}[=:]\\s{0,3}\"?[^\\s\"',;]{8,100}"),
          new Kind(
              Severity.HIGH,
              "script",
              Pattern.compile(
                  "#!/(?:usr/)?bin/|__import__\\s?\\(|\\bos\\.(?:system|popen)\\s?\\(|\\bsubprocess\\.[a-zA-Z_]{3,20}\\(|\\b(?:eval|exec)\\s?\\(\\s?[a-z\"']"
                      + "|(?i:<script[ >]|powershell(?:\\.exe)? -|cmd\\.exe /c|/bin/(?:ba)?sh -[ci]|\\b(?:curl|wget) -?[^\\n]{0,80}https?://|Runtime\\.getRuntime\\(\\)\\.exec)"),
              false),
          new Kind(
              Severity.LOW,
              "web address",
              Pattern.compile(
                  "\\b(?:https?|ftp|wss?)://([A-Za-z0-9.-]{3,100})[^\\s\"'<>\\x00-\\x1f]{0,100}"),
              false));

  /// Hosts that exporters write into models.
  static final Set<String> USUAL_HOSTS =
      Set.of(
          "onnx.ai",
          "github.com",
          "pytorch.org",
          "www.apache.org",
          "opensource.org",
          "scikit-learn.org",
          "www.tensorflow.org",
          "tensorflow.org",
          "arxiv.org",
          "spdx.org",
          "json-schema.org",
          "www.w3.org");

  private static Kind secret(String title, String pattern) {
    return new Kind(Severity.HIGH, title, Pattern.compile(START + pattern), true);
  }
}
