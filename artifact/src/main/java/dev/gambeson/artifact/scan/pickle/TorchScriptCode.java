package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Source code of TorchScript: a small language that looks like Python. What it calls must be
/// operators of PyTorch, methods, or functions of the same archive.
final class TorchScriptCode implements FormatParser {
  private static final int MAX = 1 << 26;
  private static final Pattern NAME =
      Pattern.compile("(?<![\\w.])([A-Za-z_]\\w*+(?:\\.\\w++)*+)\\s*+(\\()?");
  private static final Pattern IMPORT =
      Pattern.compile("^\\s*+(?:from\\s+(\\S+)\\s+)?import\\s+(\\S+)");
  private static final Set<String> MODULES =
      Set.of(
          "os",
          "sys",
          "subprocess",
          "builtins",
          "__builtins__",
          "importlib",
          "socket",
          "shutil",
          "pty",
          "posix",
          "nt",
          "ctypes",
          "urllib",
          "requests",
          "http",
          "pickle",
          "marshal",
          "runpy",
          "code",
          "io",
          "pathlib",
          "tempfile",
          "webbrowser",
          "asyncio",
          "multiprocessing",
          "threading",
          "signal",
          "inspect",
          "globals",
          "locals",
          "__import__");
  private static final Set<String> BARE =
      Set.of(
          "eval",
          "exec",
          "open",
          "compile",
          "__import__",
          "input",
          "system",
          "popen",
          "breakpoint",
          "globals",
          "locals",
          "vars",
          "setattr",
          "delattr",
          "execfile");
  private static final Pattern FILES =
      Pattern.compile(
          "(?:torch|ops\\.aten|aten)\\.(?:from_file|save|load|_load\\w*|jit\\.\\w+|hub\\.\\w+|package\\.\\w+|classes\\.\\w+|utils\\.\\w+(?:\\.\\w+)*|serialization\\.\\w+|multiprocessing\\.\\w+)");
  private static final Pattern KNOWN_OPS =
      Pattern.compile(
          "ops\\.(?:aten|prim|prims|quantized|_quantized|torchvision|image|torchaudio|sparse|inductor|mkldnn|onednn|profiler|torch_scatter|torch_sparse|torch_cluster|fbgemm|static_runtime|rnnt|c10)\\..*");

  @Override
  public String kind() {
    return "torchscript-code";
  }

  @Override
  public boolean recognises(Input input) {
    return false; // known by its place in the archive
  }

  @Override
  public void parse(Input input, Scan scan) {
    String text = input.text(0, input.size(), MAX, StandardCharsets.UTF_8);
    scan.ownAll();
    scan.text(0, text);
    long offset = 0;
    for (String line : text.split("\n", -1)) {
      line(scan, line, offset);
      offset += line.length() + 1;
    }
  }

  private static void line(Scan scan, String line, long offset) {
    Matcher imports = IMPORT.matcher(line);
    if (imports.find()) {
      String module = imports.group(1) == null ? imports.group(2) : imports.group(1);
      if (!module.startsWith("__torch__")) {
        flag(scan, Rules.CODE, Severity.HIGH, offset, "imports " + module);
      }
      return;
    }
    Matcher names = NAME.matcher(unquoted(line));
    while (names.find()) {
      name(scan, names.group(1), names.group(2) != null, offset + names.start());
    }
  }

  private static void name(Scan scan, String name, boolean called, long offset) {
    int dot = name.indexOf('.');
    String first = dot < 0 ? name : name.substring(0, dot);
    if (dot > 0 && MODULES.contains(first)) {
      flag(scan, Rules.CODE, Severity.CRITICAL, offset, "uses " + name);
    } else if (called && dot < 0 && BARE.contains(name)) {
      flag(scan, Rules.CODE, Severity.HIGH, offset, "calls " + name);
    } else if (FILES.matcher(name).matches()) {
      flag(scan, Rules.FILES, Severity.HIGH, offset, "calls " + name);
    } else if (called && first.equals("ops") && !KNOWN_OPS.matcher(name).matches()) {
      flag(scan, Rules.CALLABLE, Severity.MEDIUM, offset, "calls the custom operator " + name);
    } else if (name.contains("__globals__")
        || name.contains("__subclasses__")
        || name.contains("__builtins__")) {
      flag(scan, Rules.CODE, Severity.HIGH, offset, "reaches " + name);
    }
  }

  /// The line without what stands in its quotes, and without a comment.
  private static String unquoted(String line) {
    StringBuilder out = new StringBuilder(line.length());
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote == 0 && c == '#') {
        break;
      }
      if (quote != 0 && c == 92) {
        out.append("  ");
        i++;
      } else if (quote != 0) {
        quote = c == quote ? 0 : quote;
        out.append(' ');
      } else {
        quote = c == '"' || c == '\'' ? c : 0;
        out.append(quote == 0 ? c : ' ');
      }
    }
    return out.toString();
  }

  private static void flag(Scan scan, CheckInfo rule, Severity severity, long offset, String what) {
    scan.flag(
        rule,
        severity,
        offset,
        "code beyond TorchScript",
        "The source code %s, which no saved model does (CVE-2022-45907).".formatted(what));
  }
}
