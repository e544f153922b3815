package dev.gambeson.monitor;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.monitor.drift.FeatureDrift;
import java.util.List;
import java.util.OptionalDouble;

/// GB-MON-001: do the inputs still look like the reference?
final class InputDriftCheck extends MonitorCheck {
  static final int SHOWN = 5;
  private static final int CHARTED = 12;

  static final CheckInfo INFO =
      new CheckInfo(
          "GB-MON-001",
          "Input drift",
          "Does any input differ from the reference by more than chance and by enough to matter?",
          "A model is only known to work on data like those it was measured on. Inputs that move may be the world, a broken feed, or somebody probing or poisoning.",
          "Population stability index per feature over ten reference deciles (frequent values on their own), values outside the reference's range, and missing ones. A window counts when the index exceeds both min-psi and what chance gives with probability alpha: the chi-square quantile with one degree of freedom less than groups, times 1/n + 1/m (Yurdakul 2018). Kolmogorov-Smirnov, Jensen-Shannon and Wasserstein stand beside it.",
          "Each feature alone: see GB-MON-010 for how they hang together. Drift is not harm: read it with GB-MON-005 and 006. A slow drift is seen when it is large, however slow, as long as the reference stays.",
          "Look at the features named: a changed feed or unit, a new market, or one client (the query ledger tells). Retrain if the world changed; renew the reference only by a signed decision.",
          Severity.MEDIUM,
          List.of("ML08:2023", "AML.T0031"),
          List.of(
              new CheckInfo.Parameter(
                  "min-psi", 0.1, 0.001, 10, "Smallest index that counts, whatever chance says."),
              alpha(1e-4),
              MIN_ROWS,
              IN_A_ROW));

  InputDriftCheck() {
    super(INFO);
  }

  @Override
  public List<CheckResult> run(MonitorSubject subject, CheckContext context) {
    return List.of(
        judge(
            subject,
            context,
            "",
            counts -> sign(drifts(subject, context, counts), context),
            counts -> exhibits(subject, drifts(subject, context, counts), context)));
  }

  private List<FeatureDrift> drifts(MonitorSubject subject, CheckContext context, long[] counts) {
    return FeatureDrift.all(subject.reference(), counts, parameter(context, "alpha"));
  }

  private Sign sign(List<FeatureDrift> drifts, CheckContext context) {
    double least = parameter(context, "min-psi");
    List<FeatureDrift> beyond =
        drifts.stream().filter(d -> d.psi().value() > Math.max(least, d.chance())).toList();
    boolean visible = drifts.stream().allMatch(d -> d.chance() <= least);
    List<FeatureDrift> top = drifts.stream().limit(SHOWN).toList();
    double chance = drifts.stream().mapToDouble(FeatureDrift::chance).max().orElse(0);
    String figures = String.join("; ", top.stream().map(FeatureDrift::words).toList());
    return new Sign(
        !beyond.isEmpty(),
        visible,
        "%d of %d features drifted beyond %s. Largest: %s."
            .formatted(beyond.size(), drifts.size(), Text.number(Math.max(least, chance)), figures),
        top.stream().map(FeatureDrift::psi).toList());
  }

  private List<Exhibit> exhibits(
      MonitorSubject subject, List<FeatureDrift> drifts, CheckContext context) {
    List<Exhibit.Bar> bars =
        drifts.stream()
            .limit(CHARTED)
            .map(d ->
                new Exhibit.Bar(
                    d.feature(), d.psi().value(), d.psi().low(), d.psi().high(), d.psi().n()))
            .toList();
    List<List<String>> rows =
        drifts.stream()
            .limit(CHARTED)
            .map(d ->
                List.of(
                    d.feature(),
                    Text.number(d.psi().value()),
                    Text.number(d.chance()),
                    Text.number(d.ks()),
                    Text.number(d.jensenShannon()),
                    Double.isNaN(d.wasserstein()) ? "" : Text.number(d.wasserstein()),
                    "%s: %s to %s"
                        .formatted(d.moved(), Text.percent(d.before()), Text.percent(d.now()))))
            .toList();
    return List.of(
        DriftTimeline.of(subject, drifts),
        new Exhibit.BarChart(
            "Drift of inputs",
            "Population stability index of the newest window against the reference, largest first; the line is the smallest that counts.",
            Exhibit.Axis.of("PSI"),
            bars,
            OptionalDouble.of(parameter(context, "min-psi"))),
        new Exhibit.Table(
            "Inputs against the reference",
            "Chance is what the index exceeds with probability alpha when nothing drifts. KS and Wasserstein (in standard deviations) are taken on the cells of the grid.",
            List.of("feature", "PSI", "chance", "KS", "JS", "Wasserstein", "moved most"),
            rows));
  }
}
