package dev.gambeson.data;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.GambesonException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Runs parts of a check so that one that fails becomes inconclusive, with the reason, and the
/// others go on. `GAMBESON_DEBUG=1` lets errors through.
final class Attempts {
  private Attempts() {}

  /// The results, or one that is inconclusive per question.
  static List<CheckResult> of(List<CheckInfo> asked, Supplier<List<CheckResult>> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      String reason = reason(e);
      return asked.stream().map(i -> CheckResult.inconclusive(i.id(), "", reason)).toList();
    }
  }

  /// Why the work failed; empty when it did not.
  static Optional<String> reasonOf(Runnable work) {
    try {
      work.run();
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(reason(e));
    }
  }

  /// One sentence about a failure; lets it through when somebody is looking for it.
  static String reason(RuntimeException e) {
    if (e instanceof GambesonException) {
      return "could not run: " + e.getMessage();
    }
    if ("1".equals(System.getenv("GAMBESON_DEBUG"))) {
      throw e;
    }
    return "could not run because of an internal error (%s); this is a bug in Gambeson: please report it with GAMBESON_DEBUG=1"
        .formatted(e.getClass().getSimpleName());
  }

  static CheckResult off(CheckInfo info) {
    return CheckResult.notExamined(info.id(), "", "switched off by policy or flag");
  }
}
