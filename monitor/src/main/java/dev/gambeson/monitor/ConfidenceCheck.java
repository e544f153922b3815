package dev.gambeson.monitor;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Severity;
import dev.gambeson.monitor.drift.Distances;
import dev.gambeson.monitor.reference.Grid;
import dev.gambeson.monitor.reference.Layout;
import java.util.List;
import java.util.Optional;

/// GB-MON-004: is the model as sure of itself as it was?
final class ConfidenceCheck extends MonitorCheck {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-MON-004",
          "Confidence shift",
          "Is the model as sure of its decisions as on the reference data?",
          "A model that becomes unsure meets rows unlike those it learnt from; many rows near the boundary are also what an attacker who walks along it sends.",
          "Kolmogorov-Smirnov distance of the highest score per row from the reference, with the bands of Dvoretzky, Kiefer, Wolfowitz and Massart (1990) at alpha. A window counts when the distance reaches min-distance and its band excludes zero.",
          "For two classes it says little that GB-MON-002 does not. A model can be sure and wrong.",
          "See which clients and which inputs the unsure rows come from.",
          Severity.LOW,
          List.of("ML08:2023", "AML.T0043.001"),
          List.of(
              new CheckInfo.Parameter(
                  "min-distance", 0.1, 0.005, 1, "Smallest distance that counts."),
              alpha(1e-4),
              MIN_ROWS,
              IN_A_ROW));

  ConfidenceCheck() {
    super(INFO);
  }

  @Override
  public List<CheckResult> run(MonitorSubject subject, CheckContext context) {
    Layout layout = subject.reference().layout();
    Optional<Grid> grid = layout.confidence();
    if (grid.isEmpty()) {
      return List.of(notExamined("", "The reference holds no scores: make it with the model."));
    }
    return List.of(
        judge(
            subject,
            context,
            "",
            counts ->
                ScoreDriftCheck.ofDistances(
                    List.of(
                        Distances.ks(
                            "KS distance of the confidence",
                            subject.reference().counts(),
                            counts,
                            layout.confidenceAt(),
                            grid.get().cells(),
                            parameter(context, "alpha"))),
                    parameter(context, "min-distance"),
                    "scores"),
            _ -> List.of()));
  }
}
