package dev.gambeson.artifact.scan.template;

import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;

/// Where the judges of a template report to.
record Findings(Scan scan, long offset) {
  private static final int SHOWN = 60;

  void critical(int at, String title, String message) {
    scan.flag(Rules.TEMPLATE, Severity.CRITICAL, offset + at, title, message);
  }

  void high(int at, String title, String message) {
    scan.flag(Rules.TEMPLATE, Severity.HIGH, offset + at, title, message);
  }

  void medium(int at, String title, String message) {
    scan.flag(Rules.TEMPLATE, Severity.MEDIUM, offset + at, title, message);
  }

  void exhaustion(int at, String title, String message) {
    scan.flag(Rules.EXHAUSTION, Severity.HIGH, offset + at, title, message);
  }

  void internal(int at, String name) {
    critical(
        at,
        "template reaches into the interpreter",
        "'%s' leads from a template into Python's object model, and from there to any program (CVE-2024-34359)."
            .formatted(shown(name)));
  }

  /// A name for a message: short.
  static String shown(String name) {
    return name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name;
  }
}
