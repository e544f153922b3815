package dev.gambeson.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The forms a result can be written in.
public enum Format {
  TEXT("text", "txt"),
  JSON("json", "json"),
  SARIF("sarif", "sarif"),
  JUNIT("junit", "xml"),
  MARKDOWN("md", "md"),
  HTML("html", "html");

  private final String id;
  private final String extension;

  Format(String id, String extension) {
    this.id = id;
    this.extension = extension;
  }

  /// The name given to `--format`.
  public String id() {
    return id;
  }

  /// The usual file name extension, without its dot.
  public String extension() {
    return extension;
  }

  /// The format of this name, in any case; `markdown` is understood too. Empty when there is none.
  public static Optional<Format> parse(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(f -> f.id.equals(lower) || f.name().toLowerCase(Locale.ROOT).equals(lower))
        .findFirst();
  }
}
