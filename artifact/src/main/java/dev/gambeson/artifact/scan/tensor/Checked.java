package dev.gambeson.artifact.scan.tensor;

import dev.gambeson.artifact.check.ModelFileChecks;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Finding;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Severity;
import java.util.Locale;
import java.util.Set;

/// Reports what the checks of an audit say of a model, with the weight that it has for the question
/// whether the file may be loaded at all.
final class Checked {
  /// Of interest to whoever runs the model, not to whoever loads it.
  private static final Set<String> NOTES =
      Set.of("Version not supported", "No output", "Unknown objective", "Web address");

  /// Wrong, but no attack by itself.
  private static final Set<String> ODD =
      Set.of(
          "Broken graph",
          "Tensor of the wrong size",
          "Broken trees",
          "Feature out of range",
          "Bytes outside the format",
          "Content outside the format");

  private Checked() {}

  /// @throws Malformed when the bytes are no whole model
  static ModelFileChecks.Examined examine(Input input, Scan scan) {
    ModelFileChecks.Examined examined;
    try {
      examined = ModelFileChecks.examine(input.baseName(), input.bytes());
    } catch (GambesonException e) {
      throw new Malformed(0, String.valueOf(e.getMessage()));
    }
    for (ModelFileChecks.Said said : examined.said()) {
      Finding f = said.finding();
      scan.flag(
          said.rule(),
          severity(f),
          f.where().offset().orElse(0),
          f.title().toLowerCase(Locale.ROOT),
          f.message());
    }
    return examined;
  }

  private static Severity severity(Finding finding) {
    boolean isText = finding.check().equals("GB-ART-005") && finding.severity() == Severity.HIGH;
    if (NOTES.contains(finding.title())) {
      return Severity.INFO;
    }
    return ODD.contains(finding.title()) || isText ? Severity.MEDIUM : finding.severity();
  }
}
