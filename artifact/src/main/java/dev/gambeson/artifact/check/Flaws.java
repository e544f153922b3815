package dev.gambeson.artifact.check;

import dev.gambeson.core.Finding;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Where;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Collects findings of one check about one file, the first [#MAX] one by one.
final class Flaws {
  static final int MAX = 50;

  private final String check;
  private final Path file;
  private final String fix;
  private final List<Finding> findings = new ArrayList<>();
  private int more;

  Flaws(String check, Path file, String fix) {
    this.check = check;
    this.file = file;
    this.fix = fix;
  }

  void add(Severity severity, String title, String message) {
    add(severity, title, message, Where.file(file.toString()));
  }

  /// A flaw at a place in the model's structure.
  void add(Severity severity, String title, String message, String place) {
    add(severity, title, message, Where.file(file.toString()).atColumn(place));
  }

  /// A flaw at a byte of the file.
  void add(Severity severity, String title, String message, long offset) {
    add(severity, title, message, Where.file(file.toString()).atOffset(offset));
  }

  private void add(Severity severity, String title, String message, Where where) {
    if (findings.size() < MAX) {
      String capital = title.substring(0, 1).toUpperCase(Locale.ROOT) + title.substring(1);
      findings.add(new Finding(check, "", severity, capital, message, where, fix));
    } else {
      more++;
    }
  }

  Path file() {
    return file;
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  /// All that were found, kept or not.
  int count() {
    return findings.size() + more;
  }

  /// Whether one of them is bad enough to fail: medium or worse. Lesser ones are reported beside a
  /// pass.
  boolean failing() {
    return findings.stream().anyMatch(f -> f.severity().atLeast(Severity.MEDIUM));
  }
}
