package dev.gambeson.guard.output;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.util.List;

/// What the output policies look for.
public final class OutputChecks {
  /// A policy that gives away more than its class of clients needs.
  public static final CheckInfo GENEROUS =
      new CheckInfo(
          "GB-GRD-030",
          "Output policy",
          "Does a class of clients get more of an answer than it needs?",
          "Every score that leaves the house is training data for a copy; a linear model is solved exactly from a few float answers.",
          "Bits that one answer can carry: log2 of the number of different answers, 20 for a float score (Leakage).",
          "Bits bound what answers can carry, not how fast a copy grows: labels alone copy most tables in a few thousand answers, and rounding changed nothing that was measured.",
          "Give untrusted classes labels or bands, and a budget of bits in any case.",
          Severity.MEDIUM,
          List.of("ML05:2023", "ML04:2023", "AML.T0024.002", "AML.T0024.000"),
          List.of(
              new CheckInfo.Parameter(
                  "most-bits", 10, 0.1, 1000, "bits per answer that an untrusted class may get")));

  private OutputChecks() {}

  /// All of them.
  public static List<CheckInfo> all() {
    return List.of(GENEROUS, WatermarkCheck.INFO);
  }
}
