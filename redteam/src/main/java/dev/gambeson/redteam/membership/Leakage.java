package dev.gambeson.redteam.membership;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Text;
import dev.gambeson.core.Workers;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.core.stats.Intervals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// What membership attacks achieve on one model: the attacks, the blind control, and the worst of
/// many with intervals that hold for all of them at once (Bonferroni).
record Leakage(Population population, List<Attack> attacks, Attack blind) {
  /// Fewer members or non-members than this show nothing.
  static final int FEWEST = 50;

  private static final double ERROR = 0.05;
  private static final double DELTA = 1e-5;

  static Leakage measure(
      AuditSubject subject, LabelledRows train, int limit, Seed seed, Workers workers) {
    Population p = Population.draw(subject, train, limit, seed, workers);
    if (IntStream.range(0, p.scores().length).anyMatch(i -> !Float.isFinite(p.scores()[i]))) {
      throw GambesonException.badInput(
          "The model gives scores that are not finite numbers; membership cannot be judged. Check"
              + " its inputs and preprocessing.");
    }
    if (p.perSide() < FEWEST) {
      return new Leakage(p, List.of(), Attack.pooled("blind", new double[0]));
    }
    References.Learnt learnt =
        References.fit(p, subject.model().features(), seed.child("references"), workers);
    double[] blind = CrossFit.ranked(p, learnt.blind());
    return new Leakage(p, attacks(p, learnt), Attack.pooled("blind baseline", blind));
  }

  private static List<Attack> attacks(Population p, References.Learnt learnt) {
    int k = p.classes();
    float[] s = p.scores();
    double[] loss = signal(p, i -> Signals.loss(s, i * k, k, p.truth()[i]));
    double[] modified = signal(p, i -> Signals.modifiedEntropy(s, i * k, k, p.truth()[i]));
    double[] calibrated = signal(p, i -> loss[i] - learnt.difficulty()[i]);
    return List.of(
        Attack.pooled("correct answer", signal(p, i -> Signals.correct(s, i * k, k, p.truth()[i]))),
        Attack.pooled("loss threshold", loss),
        Attack.pooled("confidence threshold", signal(p, i -> Signals.confidence(s, i * k, k))),
        Attack.pooled("entropy threshold", signal(p, i -> Signals.entropy(s, i * k, k))),
        new Attack("modified entropy per class", modified, p.truth(), k),
        Attack.pooled("loss against difficulty", CrossFit.ranked(p, calibrated)));
  }

  private static double[] signal(Population p, IntToDoubleFunction of) {
    return IntStream.range(0, p.size()).mapToDouble(of).toArray();
  }

  boolean isTooSmall() {
    return attacks.isEmpty();
  }

  /// Attacks with one threshold for all rows and a graded signal: those that have a curve.
  List<Attack> graded() {
    return attacks.stream().filter(Attack::isPooled).skip(1).toList();
  }

  /// The confidence of each of `m` intervals that hold together with 95 %.
  static double together(int m) {
    return 1 - ERROR / m;
  }

  Estimate balancedAccuracy(Attack attack, double confidence) {
    return CrossFit.atBestThreshold(population, attack)
        .balancedAccuracy("balanced accuracy, " + attack.name(), confidence);
  }

  Estimate auc(Attack attack, double confidence) {
    boolean[] all = new boolean[population.size()];
    Arrays.fill(all, true);
    return CrossFit.auc(population, attack.signal(), all, "AUC, " + attack.name(), confidence);
  }

  /// Area under the curve among the rows of one class.
  Estimate auc(Attack attack, int of, String name, double confidence) {
    boolean[] keep = new boolean[population.size()];
    for (int i = 0; i < keep.length; i++) {
      keep[i] = population.truth()[i] == of;
    }
    return CrossFit.auc(population, attack.signal(), keep, name, confidence);
  }

  /// True positive rate at a false positive rate set on the other half.
  Estimate truePositives(Attack attack, double fpr, double confidence) {
    String name = "TPR at %s FPR, %s".formatted(percent(fpr), attack.name());
    if (!CrossFit.resolves(population, fpr)) {
      return Estimate.undefined(
          name,
          population.perSide(),
          "%d non-members cannot resolve a false positive rate of %s; it takes at least %d"
              .formatted(population.perSide(), percent(fpr), Math.round(2 / fpr)));
    }
    CrossFit.Counts c = CrossFit.atFalsePositiveRate(population, attack, fpr);
    Estimate e = Intervals.clopperPearson(name, c.hits(), c.n(), confidence);
    return new Estimate(
        name,
        e.value(),
        e.low(),
        e.high(),
        e.n(),
        "%s, threshold from the other half, FPR met there %s"
            .formatted(e.method(), percent((double) c.alarms() / c.n())));
  }

  static String percent(double share) {
    return Text.number(100 * share) + " %";
  }

  /// The worst of several estimates whose intervals hold together: the largest value, the largest
  /// lower and the largest upper end. Covers the largest true value with their joint confidence.
  static Estimate worst(String name, List<Estimate> estimates) {
    Estimate top =
        estimates.stream().max(Comparator.comparingDouble(Estimate::value)).orElseThrow();
    double low = estimates.stream().mapToDouble(Estimate::low).max().orElseThrow();
    double high = estimates.stream().mapToDouble(Estimate::high).max().orElseThrow();
    return new Estimate(
        name + " (" + top.name().substring(top.name().indexOf(", ") + 2) + ")",
        top.value(),
        low,
        high,
        top.n(),
        "worst of %d, Bonferroni; %s".formatted(estimates.size(), top.method()));
  }

  /// Whether features and label alone tell members from non-members: then the two samples differ,
  /// and an attack's success is not leakage alone. Asked at 99 %, so that chance alone seldom opens
  /// the question.
  boolean samplesDiffer() {
    return auc(blind, 0.99).low() > 0.5;
  }

  /// Widens an interval by what the blind baseline may achieve beyond chance, when it achieves any.
  Estimate beyondBlind(Estimate e, Estimate blindFigure, double chance) {
    if (!e.isDefined() || !samplesDiffer()) {
      return e;
    }
    double excess = Math.max(0, blindFigure.high() - chance);
    return new Estimate(
        e.name(),
        e.value(),
        Math.max(0, e.low() - excess),
        Math.min(1, e.high() + excess),
        e.n(),
        e.method() + ", widened by the blind baseline's " + Text.number(excess));
  }

  /// The largest lower bound on epsilon that any attack implies at any of its operating points:
  /// `ln((TPR - delta) / FPR)` or `ln((TNR - delta) / FNR)` from exact bounds, all holding together
  /// (Jagielski et al. 2020; Clopper-Pearson).
  Estimate epsilon() {
    List<CrossFit.Counts> points = new ArrayList<>();
    for (Attack attack : attacks) {
      points.add(CrossFit.atBestThreshold(population, attack));
      if (attack.isPooled()) {
        Rates.resolved(population)
            .forEach(fpr -> points.add(CrossFit.atFalsePositiveRate(population, attack, fpr)));
      }
    }
    double confidence = 1 - ERROR / (2 * points.size());
    double bound = points.stream().mapToDouble(c -> epsilon(c, confidence)).max().orElse(0);
    return new Estimate(
        "epsilon, lower bound",
        bound,
        bound,
        bound,
        population.size(),
        "Clopper-Pearson over %d operating points together, 95 %%, delta 1e-5"
            .formatted(points.size()));
  }

  private static double epsilon(CrossFit.Counts c, double confidence) {
    Estimate tpr = Intervals.clopperPearson("TPR", c.hits(), c.n(), confidence);
    Estimate fpr = Intervals.clopperPearson("FPR", c.alarms(), c.n(), confidence);
    double accuse = Math.log(Math.max(tpr.low() - DELTA, 1e-300) / fpr.high());
    double clear = Math.log(Math.max(1 - fpr.high() - DELTA, 1e-300) / (1 - tpr.low()));
    return Math.max(0, Math.max(accuse, clear));
  }

  /// The false positive rates that are reported.
  static final class Rates {
    static final double PERMILLE = 0.001;
    static final double PERCENT = 0.01;

    private Rates() {}

    static List<Double> resolved(Population p) {
      return List.of(PERMILLE, PERCENT).stream().filter(f -> CrossFit.resolves(p, f)).toList();
    }
  }
}
