package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.Screened;
import java.util.List;

/// GB-POIS-001: rows that lie apart from all others.
///
/// Guarantees, with trusted rows and as far as clean rows come from the same population: at most
/// the budgeted share of clean rows is held back, on average over draws (split conformal
/// prediction). Without trusted rows the budget rests on an extrapolation of the table's own bulk,
/// and the result says so. Does not see poison that looks like ordinary rows; no outlier detector
/// does.
public final class OutlierScreen implements Screen {
  static final String FALSE_POSITIVES = "false-positives";
  static final String MAX_EXCESS = "max-excess";
  private static final int FEWEST_ROWS = 50;

  static final CheckInfo INFO =
      new CheckInfo(
          "GB-POIS-001",
          "Outlying rows",
          "Do more rows lie far from all others than a clean table would show?",
          "Whoever may add rows can pull a model with few of them, if they lie far out: values beyond any range, or a cluster of its own that a model then learns (availability poisoning; Steinhardt, Koh and Liang 2017). Broken imports and unit errors look the same and do the same harm.",
          "Isolation forest (Liu et al. 2008), ECOD (Li et al. 2022), distance to the fifth neighbour (Ramaswamy et al. 2000) and reach beyond the bulk of a column; their tail probabilities are joined by the Cauchy combination (Liu and Xie 2020). With trusted rows: fitted on half of them, threshold from the other half (split conformal p-values, Bates et al. 2023), so that the budget holds for clean rows of the same population. Without: tail probabilities are extrapolated from the inner 80 % of the table's own scores, and the budgeted share of most outlying rows is held back for review in any case. The table fails when the share beyond the threshold exceeds the budget by more than the allowed excess, interval included.",
          "Not seen by this or any outlier detector: poison that lies among ordinary rows, that is, flipped labels, clean-label attacks, triggers of common values, rows copied from real ones and changed little (see GB-POIS-002 to 009). Without trusted rows, a dense cluster of many copies, or poison beyond a fifth of the rows, counts as ordinary, and rows that are rare but honest are held back. Trusted rows that were poisoned themselves, or of another population (season, region), make the threshold wrong.",
          "Look at the rows listed first, and at the columns named for each: a broken unit or import explains most. Ask the source of what remains; train without it. Give rows that were admitted earlier as reference (--reference) for a threshold that clean rows set.",
          Severity.MEDIUM,
          List.of("ML02:2023", "AML.T0020", "AML.T0059"),
          List.of(
              new CheckInfo.Parameter(
                  FALSE_POSITIVES,
                  0.01,
                  1e-4,
                  0.2,
                  "share of the rows of a clean table that may be held back"),
              new CheckInfo.Parameter(
                  MAX_EXCESS,
                  0.01,
                  0.001,
                  0.5,
                  "share of rows beyond the threshold, above the budget, at which the table fails")));

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public Screened run(ScreenSubject subject, CheckContext context) {
    if (subject.features().width() == 0) {
      return Screened.notExamined(INFO, "The table has no feature columns.");
    }
    if (subject.size() < FEWEST_ROWS) {
      return Screened.inconclusive(
          INFO, "%d rows: at least %d are needed.".formatted(subject.size(), FEWEST_ROWS));
    }
    double budget = context.parameter(INFO, FALSE_POSITIVES);
    OutlierJudgement judgement =
        subject
            .trusted()
            .filter(t -> TrustedThreshold.isEnough(t.size(), budget))
            .map(t -> TrustedThreshold.judge(subject, t, budget, context))
            .orElseGet(() -> BulkThreshold.judge(subject, budget, context));
    return new OutlierReport(subject, judgement, context).screened();
  }
}
