package dev.gambeson.artifact.check;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Outcome;
import java.nio.file.Path;
import java.util.List;

/// A check of a model file. Findings below medium are reported beside a pass.
abstract class FileCheck implements Check<Path> {
  private final CheckInfo info;

  private final SharedContent shared;

  FileCheck(CheckInfo info, SharedContent shared) {
    this.info = info;
    this.shared = shared;
  }

  @Override
  public final CheckInfo info() {
    return info;
  }

  @Override
  public final List<CheckResult> run(Path file, CheckContext context) {
    Flaws flaws = new Flaws(info.id(), file, info.fix());
    Content content;
    try {
      content = shared.get(file);
    } catch (GambesonException e) {
      return List.of(unreadable(file, e, flaws, context));
    }
    return List.of(result(flaws, examine(content, flaws, context)));
  }

  /// Examines what was read; returns as [#onnx].
  final String examine(Content content, Flaws flaws, CheckContext context) {
    return switch (content) {
      case Content.Onnx c -> onnx(c, flaws, context);
      case Content.Trees c -> trees(c, flaws, context);
    };
  }

  /// Examines an ONNX model.
  ///
  /// @return one sentence that says what was examined, for a file without flaws
  abstract String onnx(Content.Onnx content, Flaws flaws, CheckContext context);

  /// Examines a tree ensemble; returns as [#onnx].
  abstract String trees(Content.Trees content, Flaws flaws, CheckContext context);

  /// What to say of a file that cannot be read.
  CheckResult unreadable(Path file, GambesonException e, Flaws flaws, CheckContext context) {
    return CheckResult.inconclusive(
        info.id(), "", "The file could not be read, see GB-ART-001: " + e.getMessage());
  }

  final CheckResult result(Flaws flaws, String passed) {
    String summary =
        flaws.count() == 0
            ? passed
            : "%d finding%s, the first: %s: %s"
                .formatted(
                    flaws.count(),
                    flaws.count() == 1 ? "" : "s",
                    flaws.findings().getFirst().title(),
                    flaws.findings().getFirst().message());
    return CheckResult.of(
        info.id(),
        "",
        flaws.failing() ? new Outcome.Fail() : new Outcome.Pass(),
        summary,
        List.of(Estimate.exact("findings", flaws.count(), 1)),
        flaws.findings(),
        List.of());
  }
}
