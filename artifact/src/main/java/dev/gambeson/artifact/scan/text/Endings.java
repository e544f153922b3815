package dev.gambeson.artifact.scan.text;

import java.util.Set;

/// What an ending says where content cannot.
final class Endings {
  private static final Set<String> PROSE =
      Set.of(
          "txt",
          "md",
          "rst",
          "log",
          "csv",
          "tsv",
          "html",
          "htm",
          "tex",
          "conf",
          "cfg",
          "ini",
          "toml",
          "yaml",
          "yml",
          "jinja",
          "j2",
          "tmpl",
          "template",
          "in",
          "properties",
          "po",
          "pot",
          "adoc",
          "org",
          "css",
          "scss",
          "less",
          "list",
          "dat",
          "desktop",
          "service");
  private static final Set<String> CODE =
      Set.of(
          "py", "pyi", "java", "kt", "scala", "groovy", "js", "mjs", "cjs", "ts", "tsx", "jsx", "c",
          "h", "cc", "cpp", "hpp", "cs", "go", "rs", "rb", "pl", "pm", "php", "sh", "bash", "r",
          "jl", "lua", "el", "sql", "swift", "m", "vim", "tcl", "ps1", "bat", "gradle");

  private Endings() {}

  /// Documents for people, and settings that look like JSON or YAML without being so.
  static boolean isProse(String ending) {
    return PROSE.contains(ending) || CODE.contains(ending);
  }

  /// Source code of any language.
  static boolean isCode(String ending) {
    return CODE.contains(ending);
  }
}
