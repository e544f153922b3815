package dev.gambeson.guard;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.guard.canary.CanaryChecks;
import dev.gambeson.guard.detect.DetectChecks;
import dev.gambeson.guard.input.InputChecks;
import dev.gambeson.guard.output.OutputChecks;
import java.util.List;
import java.util.stream.Stream;

/// What the guards of a model in service ask.
public final class GuardChecks {
  private GuardChecks() {}

  /// All of them, by id.
  public static List<CheckInfo> all() {
    return Stream.of(DetectChecks.all(), InputChecks.all(), OutputChecks.all(), CanaryChecks.all())
        .flatMap(List::stream)
        .toList();
  }
}
