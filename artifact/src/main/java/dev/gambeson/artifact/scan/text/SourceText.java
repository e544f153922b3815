package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Source code and scripts. In a folder of source code they are what one expects, and only code
/// that hides what it runs is reported; inside an archive or beside a model they are code that
/// travels with the model, and a person should read them.
final class SourceText extends TextKind {
  private static final int LONGEST = 8 << 20;
  private static final Map<String, String> ENDINGS =
      Map.ofEntries(
          Map.entry("py", "python"),
          Map.entry("pyw", "python"),
          Map.entry("pyi", "python"),
          Map.entry("sh", "shell"),
          Map.entry("bash", "shell"),
          Map.entry("zsh", "shell"),
          Map.entry("bat", "windows-script"),
          Map.entry("cmd", "windows-script"),
          Map.entry("ps1", "windows-script"),
          Map.entry("psm1", "windows-script"),
          Map.entry("vbs", "windows-script"),
          Map.entry("vbe", "windows-script"),
          Map.entry("wsf", "windows-script"),
          Map.entry("hta", "windows-script"),
          Map.entry("js", "javascript"),
          Map.entry("mjs", "javascript"),
          Map.entry("cjs", "javascript"),
          Map.entry("ts", "javascript"),
          Map.entry("r", "r-source"),
          Map.entry("pl", "perl"),
          Map.entry("pm", "perl"),
          Map.entry("rb", "ruby"),
          Map.entry("lua", "lua"),
          Map.entry("php", "php"),
          Map.entry("groovy", "groovy"),
          Map.entry("jl", "julia"));
  private static final Pattern PIPED =
      Pattern.compile(
          "(?:curl|wget|fetch)\\b[^\\n|]{0,300}\\|\\s*(?:sudo\\s+)?(?:ba|z|da|k)?sh\\b|(?:iex|invoke-expression)\\b[^\\n]{0,200}(?:downloadstring|iwr|invoke-webrequest)|downloadstring[^\\n]{0,200}(?:\\||iex)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern HIDDEN =
      Pattern.compile(
          "/dev/tcp/|\\bnc\\b[^\\n]{0,60}\\s-e\\s|base64\\s+(?:-d|--decode|-D)[^\\n]{0,80}\\|\\s*(?:ba|z|da)?sh\\b|powershell[^\\n]{0,60}\\s-e(?:nc|ncodedcommand)?\\s+[A-Za-z0-9+/=]{16}|\\beval\\s*\\(\\s*(?:atob|unescape|Buffer\\.from|base64_decode|gzinflate)\\s*\\(|FromBase64String[^\\n]{0,200}(?:iex|invoke-expression)",
          Pattern.CASE_INSENSITIVE);

  @Override
  public String kind() {
    return "source";
  }

  @Override
  boolean fits(Input input, String head) {
    return ENDINGS.containsKey(input.ending()) || head.startsWith("#!");
  }

  @Override
  public void parse(Input input, Scan scan) {
    String language = language(input);
    scan.kind(language);
    PlainText.read(input, scan);
    if (input.size() > LONGEST) {
      scan.unread(
          Rules.NOT_EXAMINED,
          0,
          "source beyond the limit",
          "The source has %d bytes; at most %d are read as code.".formatted(input.size(), LONGEST));
      return;
    }
    judge(Texts.all(input), language, input, scan);
  }

  private static String language(Input input) {
    String byName = ENDINGS.get(input.ending());
    if (byName != null) {
      return byName;
    }
    String line = Texts.head(input, 200).lines().findFirst().orElse("");
    if (line.contains("python")) {
      return "python";
    }
    return line.contains("perl") ? "perl" : line.contains("node") ? "javascript" : "shell";
  }

  private static void judge(String source, String language, Input input, Scan scan) {
    Optional<String> malice = malice(source, language);
    malice.ifPresent(what ->
        scan.flag(
            Rules.BUNDLED,
            Severity.HIGH,
            0,
            "code that hides what it runs",
            "The %s code %s.".formatted(language, what)));
    Folder folder = Folder.of(input);
    if (input.depth() > 0 || folder.holdsModel()) {
      scan.flag(
          Rules.BUNDLED,
          0,
          "code with a model",
          "This %s code travels with %s%s. Read it before anything is told to trust it."
              .formatted(
                  language,
                  input.depth() > 0 ? "the archive" : "the model file " + folder.model(),
                  calls(source, language)));
    } else if (!language.equals("python") && PIPED.matcher(source).find()) {
      scan.flag(
          Rules.DEPENDENCY,
          Severity.LOW,
          0,
          "downloads and runs",
          "The script pipes a download into an interpreter.");
    }
  }

  private static String calls(String source, String language) {
    if (!language.equals("python")) {
      return PIPED.matcher(source).find() ? " and pipes a download into an interpreter" : "";
    }
    PythonCode code = new PythonCode(source);
    return code.calls().isEmpty()
        ? ""
        : " and uses " + String.join(", ", code.calls().stream().limit(8).toList());
  }

  /// What makes code of any language malicious, in words.
  static Optional<String> malice(String source, String language) {
    if (language.equals("python")) {
      return new PythonCode(source).malice();
    }
    return HIDDEN.matcher(source).find()
        ? Optional.of("runs text that it first decodes, or connects a shell to the network")
        : Optional.empty();
  }

  /// Whether a command downloads something and runs it.
  static boolean downloadsAndRuns(String command) {
    return PIPED.matcher(command).find();
  }

  /// Whether a command decodes something and runs it, or gives a shell to the network.
  static boolean hides(String command) {
    return HIDDEN.matcher(command).find();
  }
}
