package dev.gambeson.guard.detect;

import dev.gambeson.core.CheckInfo;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// What the detectors ask, for `gambeson explain` and the policy's schema.
public final class DetectChecks {
  private DetectChecks() {}

  /// GB-GRD-001 (all together), then one for each [Detector].
  public static List<CheckInfo> all() {
    return Stream.concat(
            Stream.of(DetectInfos.PROBING), Arrays.stream(Detector.values()).map(Detector::info))
        .toList();
  }
}
