package dev.gambeson.monitor.version;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.model.ScoredClassifier;
import java.util.List;

/// GB-MON-012: does the model in service answer the golden queries as the approved version did?
public final class ProbeCheck {
  /// What it asks.
  public static final CheckInfo INFO =
      new CheckInfo(
          "GB-MON-012",
          "Golden queries",
          "Does the model in service answer the signed probes as the approved version did?",
          "A model file, a runtime or an upstream server that was exchanged keeps its name. Its answers change.",
          "Every probe is asked; the largest difference of any score from the one that was kept must stay within the tolerance. Nothing is left to chance, so nothing is allowed.",
          "A model that knows the probes can answer them right and all else wrong. Runtimes that round otherwise differ by about 1e-6.",
          "Take the model out of service (quarantine, roll back) and compare its digest with the registry's.",
          Severity.CRITICAL,
          List.of("ML10:2023", "ML06:2023", "AML.T0018"),
          List.of(
              new CheckInfo.Parameter(
                  "tolerance", 1e-5, 0, 1, "Largest difference of a score that is rounding.")));

  private ProbeCheck() {}

  /// Asks every probe.
  public static CheckResult run(ProbeSet probes, ScoredClassifier model, CheckContext context) {
    if (!model.classes().equals(probes.classes())
        || !model.features().names().equals(probes.features())) {
      return fail(
          probes,
          Estimate.exact("probes answered alike", 0, probes.rows().count()),
          "The model in service has other inputs or classes than %s %s."
              .formatted(probes.model(), probes.version()),
          context);
    }
    return compare(probes, VersionPair.scores(model, probes.rows()), context);
  }

  /// Compares scores that were given to the probes, for example by an upstream server.
  ///
  /// @param scores row-major, one per probe and class
  public static CheckResult compare(ProbeSet probes, float[] scores, CheckContext context) {
    if (scores.length != probes.scores().length) {
      return fail(
          probes,
          Estimate.exact("probes answered alike", 0, probes.rows().count()),
          "The model in service gives %d scores for %d probes of %d classes."
              .formatted(scores.length, probes.rows().count(), probes.classes().size()),
          context);
    }
    double tolerance = context.parameter(INFO, "tolerance");
    int k = probes.classes().size();
    double largest = 0;
    int differ = 0;
    for (int i = 0; i < probes.rows().count(); i++) {
      double gap = gap(probes.scores(), scores, i * k, k);
      largest = Math.max(largest, gap);
      differ += gap <= tolerance ? 0 : 1;
    }
    Estimate estimate =
        Estimate.exact("largest difference of a score", largest, probes.rows().count());
    String summary =
        "%d of %d probes are answered otherwise than by %s %s; the largest difference is %s, %s is rounding."
            .formatted(
                differ,
                probes.rows().count(),
                probes.model(),
                probes.version(),
                Text.number(largest),
                Text.number(tolerance));
    return differ == 0
        ? CheckResult.of(
            INFO.id(), "", new Outcome.Pass(), summary, List.of(estimate), List.of(), List.of())
        : fail(probes, estimate, summary, context);
  }

  /// The largest difference in a row; infinite where one of both is no number.
  private static double gap(float[] kept, float[] now, int at, int k) {
    double largest = 0;
    for (int c = at; c < at + k; c++) {
      boolean same = Float.compare(kept[c], now[c]) == 0;
      double gap = same ? 0 : Math.abs((double) kept[c] - now[c]);
      largest = Math.max(largest, Double.isNaN(gap) ? Double.POSITIVE_INFINITY : gap);
    }
    return largest;
  }

  private static CheckResult fail(
      ProbeSet probes, Estimate estimate, String summary, CheckContext context) {
    Finding finding =
        new Finding(
            INFO.id(),
            "",
            context.severity(INFO),
            "The model in service is not the approved one",
            summary,
            Where.file(probes.model() + " " + probes.version()),
            INFO.fix());
    return CheckResult.of(
        INFO.id(), "", new Outcome.Fail(), summary, List.of(estimate), List.of(finding), List.of());
  }
}
