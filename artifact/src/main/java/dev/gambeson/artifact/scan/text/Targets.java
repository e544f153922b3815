package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;

/// Settings that name a Python callable to be imported and called (Hydra's `_target_`, NeMo,
/// Lightning, MONAI, torchtune; CVE-2025-23304).
final class Targets {
  private Targets() {}

  /// Judges one by what it can do. A class of a model library is fine; something unknown is blocked
  /// inside a model, and put up for review in a folder of source code, where it is the user's own.
  static void judge(String target, String key, Input input, Scan scan, long at) {
    if (target.contains("${")) {
      scan.flag(
          Rules.CALLABLE,
          Severity.MEDIUM,
          at,
          "computed target",
          "The setting '%s' is computed from other settings when it is read.".formatted(key));
      return;
    }
    PythonNames.Answer answer = PythonNames.of(target);
    boolean isClass = PythonNames.isClass(target);
    switch (answer.standing()) {
      case DANGEROUS ->
          scan.flag(
              Rules.CODE,
              at,
              "dangerous target",
              "Building the object calls '%s', which %s (CVE-2025-23304)."
                  .formatted(Shown.text(target), answer.reason()));
      case KNOWN -> {
        if (!isClass) {
          scan.flag(
              Rules.CALLABLE,
              Severity.LOW,
              at,
              "function as target",
              "Building the object calls the function '%s'.".formatted(Shown.text(target)));
        }
      }
      case UNKNOWN ->
          scan.flag(
              Rules.CALLABLE,
              input.depth() == 0 && isClass ? Severity.MEDIUM : Severity.HIGH,
              at,
              "unknown target",
              "Building the object calls '%s', %s.".formatted(Shown.text(target), answer.reason()));
    }
  }
}
