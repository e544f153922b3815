package dev.gambeson.fairness;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.stats.Intervals;
import java.util.List;

/// One group against a reference group. Every difference is group minus reference and every ratio
/// group over reference; the names of the estimates say so. The names of the metrics are AIF360's,
/// with "unprivileged" for the group and "privileged" for the reference.
///
/// @param group the group the question is about
/// @param reference the group it is measured against
/// @param confidence of the intervals, for example 0.95
public record Comparison(GroupAudit.Group group, GroupAudit.Group reference, double confidence) {
  public Comparison {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence is " + confidence);
    }
  }

  /// The same comparison with intervals that hold for all of `count` comparisons at once
  /// (Bonferroni).
  public Comparison amongOthers(int count) {
    return new Comparison(group, reference, 1 - (1 - confidence) / Math.max(1, count));
  }

  /// The same two groups the other way round.
  public Comparison reversed() {
    return new Comparison(/* group= */ reference, /* reference= */ group, confidence);
  }

  /// The difference of a rate, group minus reference (Newcombe 1998).
  public Estimate difference(Rate rate) {
    return difference(rate.label() + " difference", rate);
  }

  private Estimate difference(String metric, Rate rate) {
    String name = metric + ", " + group.name() + " minus " + reference.name();
    Intervals.Share a = rate.share(group.counts());
    Intervals.Share b = rate.share(reference.counts());
    return a.n() == 0 || b.n() == 0
        ? undefined(name, rate)
        : Intervals.difference(name, a, b, confidence);
  }

  /// The ratio of a rate, group over reference (Katz et al. 1978).
  public Estimate ratio(Rate rate) {
    return ratio(rate.label() + " ratio", rate);
  }

  private Estimate ratio(String metric, Rate rate) {
    String name = metric + ", " + group.name() + " over " + reference.name();
    Intervals.Share a = rate.share(group.counts());
    Intervals.Share b = rate.share(reference.counts());
    if (a.n() == 0 || b.n() == 0) {
      return undefined(name, rate);
    }
    return b.hits() == 0
        ? Estimate.undefined(
            name, rows(), "the " + rate.label() + " of '" + reference.name() + "' is 0")
        : Intervals.ratio(name, a, b, confidence);
  }

  private Estimate undefined(String name, Rate rate) {
    GroupAudit.Group empty = rate.denominator(group.counts()) == 0 ? group : reference;
    return Estimate.undefined(name, rows(), rate.missing(empty.name()));
  }

  /// Selection rate, group minus reference; AIF360's `mean_difference`.
  public Estimate statisticalParityDifference() {
    return difference("statistical parity difference", Rate.SELECTION_RATE);
  }

  /// Selection rate, group over reference: the quantity of the four-fifths rule.
  public Estimate disparateImpact() {
    return ratio("disparate impact", Rate.SELECTION_RATE);
  }

  /// True positive rate, group minus reference.
  public Estimate equalOpportunityDifference() {
    return difference("equal opportunity difference", Rate.TRUE_POSITIVE_RATE);
  }

  /// The mean of the differences of the true and false positive rates. They may cancel: see
  /// [#averageAbsOddsDifference].
  public Estimate averageOddsDifference() {
    return Combine.sum(
        named("average odds difference"),
        0.5,
        difference(Rate.FALSE_POSITIVE_RATE),
        difference(Rate.TRUE_POSITIVE_RATE));
  }

  /// The mean of the absolute differences of the true and false positive rates.
  public Estimate averageAbsOddsDifference() {
    return Combine.sum(
        between("average absolute odds difference"),
        0.5,
        Combine.absolute(difference(Rate.FALSE_POSITIVE_RATE)),
        Combine.absolute(difference(Rate.TRUE_POSITIVE_RATE)));
  }

  /// The larger of the absolute differences of the true and false positive rates; the interval
  /// holds for both at once.
  public Estimate equalizedOddsDifference() {
    return larger("equalized odds difference", Rate.TRUE_POSITIVE_RATE, Rate.FALSE_POSITIVE_RATE);
  }

  /// The same of the generalized rates, that is, of the mean scores.
  public Estimate generalizedEqualizedOddsDifference() {
    return larger(
        "generalized equalized odds difference",
        Rate.GENERALIZED_TRUE_POSITIVE_RATE,
        Rate.GENERALIZED_FALSE_POSITIVE_RATE);
  }

  private Estimate larger(String metric, Rate first, Rate second) {
    Comparison both = amongOthers(2);
    return Combine.largest(
        between(metric),
        Combine.absolute(both.difference(first)),
        Combine.absolute(both.difference(second)));
  }

  /// The mean of the differences of the positive predictive value and the false omission rate.
  public Estimate averagePredictiveValueDifference() {
    return Combine.sum(
        named("average predictive value difference"),
        0.5,
        difference(Rate.POSITIVE_PREDICTIVE_VALUE),
        difference(Rate.FALSE_OMISSION_RATE));
  }

  /// `(n_group - n_reference) / (n_group + n_reference)`, from -1 (no such group) to 1. Weights do
  /// not matter.
  public Estimate classImbalance() {
    double n = (double) rows();
    String name = named("class imbalance");
    if (n == 0) {
      return Estimate.undefined(name, 0, "both groups are empty");
    }
    double share = group.rows() / n;
    double[] w = new Intervals.Share((double) group.rows(), n).wilson(confidence);
    return new Estimate(
        name, 2 * share - 1, 2 * w[0] - 1, 2 * w[1] - 1, rows(), "Wilson, scaled to [-1, 1]");
  }

  /// The Kullback-Leibler divergence of the reference's truth from the group's, in nats: the sum of
  /// `p log(p / q)` with `p` of the reference and `q` of the group. Undefined when the group lacks
  /// a class that the reference has.
  public Estimate klDivergence() {
    String name =
        "KL divergence of base rates, %s from %s".formatted(reference.name(), group.name());
    Intervals.Share q = Rate.BASE_RATE.share(group.counts());
    Intervals.Share p = Rate.BASE_RATE.share(reference.counts());
    if (p.n() == 0 || q.n() == 0) {
      return undefined(name, Rate.BASE_RATE);
    }
    double value = Inequality.kl(p.value(), q.value());
    if (!Double.isFinite(value)) {
      return Estimate.undefined(
          name,
          rows(),
          "a class of '%s' is absent in '%s'".formatted(reference.name(), group.name()));
    }
    return Delta.estimate(
        name,
        List.of(group, reference),
        c ->
            Inequality.kl(
                (c[1][0] + c[1][2]) / Delta.total(c[1]), (c[0][0] + c[0][2]) / Delta.total(c[0])),
        0);
  }

  private long rows() {
    return group.rows() + reference.rows();
  }

  private String named(String metric) {
    return metric + ", " + group.name() + " minus " + reference.name();
  }

  private String between(String metric) {
    return metric + ", between " + group.name() + " and " + reference.name();
  }
}
