package dev.gambeson.report;

import dev.gambeson.core.Finding;
import dev.gambeson.core.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Findings for a reader with little room: a few of each kind stand for all of them.
final class Alike {
  private static final int FEW = 3;

  private Alike() {}

  private record Kind(Severity severity, String check, String aspect) {}

  /// The first three of each severity, check and aspect, in order, `most` altogether.
  static List<Finding> few(List<Finding> findings, int most) {
    Map<Kind, Integer> seen = new HashMap<>();
    List<Finding> shown = new ArrayList<>();
    for (Finding f : findings) {
      if (seen.merge(new Kind(f.severity(), f.check(), f.aspect()), 1, Integer::sum) <= FEW
          && shown.size() < most) {
        shown.add(f);
      }
    }
    return List.copyOf(shown);
  }
}
