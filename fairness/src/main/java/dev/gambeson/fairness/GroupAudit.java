package dev.gambeson.fairness;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.stats.Intervals;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// The decisions about each group of one attribute, or of several crossed.
///
/// @param attribute what divides the rows
/// @param groups the groups, in the attribute's order
/// @param leftOut rows whose attribute is missing; they belong to no group
public record GroupAudit(String attribute, List<Group> groups, Confusion leftOut) {
  public GroupAudit {
    groups = List.copyOf(groups);
  }

  /// One group.
  ///
  /// @param name its name
  /// @param counts what was decided about its members
  public record Group(String name, Confusion counts) {
    /// A rate of this group with its Wilson interval.
    public Estimate rate(Rate rate) {
      return rate.of(counts, name);
    }

    /// Number of rows.
    public long rows() {
      return counts.rows();
    }
  }

  /// The group of this name.
  public Group group(String name) {
    return groups.stream()
        .filter(g -> g.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            GambesonException.usage(
                "%s has no group '%s'. It has: %s."
                    .formatted(
                        attribute,
                        name,
                        String.join(", ", groups.stream().map(Group::name).toList()))));
  }

  /// All groups together.
  public Confusion overall() {
    return groups.stream().map(Group::counts).reduce(Confusion.EMPTY, Confusion::plus);
  }

  /// The group with the highest rate, of those that define it; of equals, the first.
  public Optional<Group> highest(Rate rate) {
    return groups.stream()
        .filter(g -> rate.denominator(g.counts()) > 0)
        .max(Comparator.comparingDouble((Group g) -> rate.value(g.counts())));
  }

  /// The group with the lowest rate, of those that define it; of equals, the first.
  public Optional<Group> lowest(Rate rate) {
    return groups.stream()
        .filter(g -> rate.denominator(g.counts()) > 0)
        .min(Comparator.comparingDouble((Group g) -> rate.value(g.counts())));
  }

  /// A group against a reference; differences are group minus reference, ratios group over
  /// reference. Where AIF360 says "unprivileged" and "privileged", they are `group` and
  /// `reference`.
  public Comparison compare(String group, String reference) {
    return new Comparison(group(group), group(reference), 0.95);
  }

  /// A group against all others together.
  public Comparison compareWithRest(String group) {
    Confusion rest =
        groups.stream()
            .filter(g -> !g.name().equals(group))
            .map(Group::counts)
            .reduce(Confusion.EMPTY, Confusion::plus);
    return new Comparison(group(group), new Group("all others", rest), 0.95);
  }

  /// The largest difference of a rate between any two groups (fairlearn's `difference`), never
  /// negative. The data choose the pair, so the interval is widened for all pairs (Bonferroni).
  public Estimate difference(Rate rate) {
    return extremes(rate)
        .map(c -> c.reversed().difference(rate))
        .orElseGet(() -> undefined(rate.label() + " difference"));
  }

  /// The smallest ratio of a rate between any two groups (fairlearn's `ratio`), at most 1; interval
  /// as for [#difference].
  public Estimate ratio(Rate rate) {
    return extremes(rate)
        .map(c -> c.ratio(rate))
        .orElseGet(() -> undefined(rate.label() + " ratio"));
  }

  /// The larger of the largest differences of the true and of the false positive rate (fairlearn's
  /// `equalized_odds_difference`). Each interval is widened for all pairs of groups.
  public Estimate equalizedOddsDifference() {
    return Combine.largest(
        "equalized odds difference, largest between groups of " + attribute,
        difference(Rate.TRUE_POSITIVE_RATE),
        difference(Rate.FALSE_POSITIVE_RATE));
  }

  /// The smaller of the smallest ratios of the true and of the false positive rate (fairlearn's
  /// `equalized_odds_ratio`).
  public Estimate equalizedOddsRatio() {
    return Combine.smallest(
        "equalized odds ratio, smallest between groups of " + attribute,
        ratio(Rate.TRUE_POSITIVE_RATE),
        ratio(Rate.FALSE_POSITIVE_RATE));
  }

  private Optional<Comparison> extremes(Rate rate) {
    return highest(rate).flatMap(high -> lowest(rate).map(low -> pair(rate, low, high)));
  }

  /// The lowest against the highest.
  private Comparison pair(Rate rate, Group low, Group high) {
    long defined = groups.stream().filter(g -> rate.denominator(g.counts()) > 0).count();
    double pairs = Math.max(1, 0.5 * defined * (defined - 1));
    return new Comparison(low, high, 1 - 0.05 / pairs);
  }

  /// The largest distance of a group's rate from the rate of all rows (fairlearn's
  /// `difference(method="to_overall")`). The interval treats both as independent, which is too wide
  /// rather than too narrow, and is widened for the number of groups.
  public Estimate differenceToOverall(Rate rate) {
    Intervals.Share all = rate.share(overall());
    double confidence = 1 - 0.05 / Math.max(1, groups.size());
    return groups.stream()
        .filter(g -> rate.denominator(g.counts()) > 0)
        .map(g ->
            Combine.absolute(
                Intervals.difference(
                    rate.label() + " distance, " + g.name() + " from overall",
                    rate.share(g.counts()),
                    all,
                    confidence)))
        .max(Comparator.comparingDouble(Estimate::value))
        .orElseGet(() -> undefined(rate.label() + " distance from overall"));
  }

  private Estimate undefined(String name) {
    return Estimate.undefined(name, overall().rows(), "no group of " + attribute + " defines it");
  }

  /// The generalized entropy index of the benefits of all rows (Speicher et al. 2018, eq. 2;
  /// benefit = decision - truth + 1). 0 when everybody benefits alike. Undefined for `alpha` <= 0
  /// when anybody's benefit is 0.
  public Estimate generalizedEntropyIndex(double alpha) {
    return Inequality.individual(
        "generalized entropy index (alpha %s)".formatted(alpha), groups, alpha, v -> v);
  }

  /// The generalized entropy index with `alpha` 1.
  public Estimate theilIndex() {
    return Inequality.individual("Theil index", groups, 1, v -> v);
  }

  /// The square root of twice the generalized entropy index with `alpha` 2.
  public Estimate coefficientOfVariation() {
    return Inequality.individual("coefficient of variation", groups, 2, v -> Math.sqrt(2 * v));
  }

  /// The part of [#generalizedEntropyIndex] that lies between the groups: everybody's benefit
  /// replaced by the mean of their group (Speicher et al. 2018, section 4).
  public Estimate betweenGroupGeneralizedEntropyIndex(double alpha) {
    return Inequality.between(
        "between-group generalized entropy index (alpha %s)".formatted(alpha),
        groups,
        alpha,
        v -> v);
  }

  /// The part of [#theilIndex] that lies between the groups.
  public Estimate betweenGroupTheilIndex() {
    return Inequality.between("between-group Theil index", groups, 1, v -> v);
  }

  /// The square root of twice the between-group index with `alpha` 2.
  public Estimate betweenGroupCoefficientOfVariation() {
    return Inequality.between(
        "between-group coefficient of variation", groups, 2, v -> Math.sqrt(2 * v));
  }

  /// Smoothed empirical differential fairness (Foulds et al. 2018, eq. 5, concentration 1): the
  /// largest absolute log ratio of the rate or of its complement between any two groups. 0 is
  /// parity; meant for intersections.
  ///
  /// @param rate [Rate#SELECTION_RATE] of the decisions or [Rate#BASE_RATE] of the truth
  /// @param seed of the bootstrap that makes the interval
  public Estimate smoothedDifferentialFairness(Rate rate, Seed seed) {
    return bootstrap(
        "smoothed differential fairness of the " + rate.label(),
        a -> DifferentialFairness.smoothed(a.groups(), rate),
        seed);
  }

  /// How much less differentially fair the decisions are than the truth (Foulds et al. 2018,
  /// section 5); above 0, the model amplifies a difference that was there.
  public Estimate differentialFairnessBiasAmplification(Seed seed) {
    return bootstrap(
        "differential fairness bias amplification, decisions minus truth",
        a ->
            DifferentialFairness.smoothed(a.groups(), Rate.SELECTION_RATE)
                - DifferentialFairness.smoothed(a.groups(), Rate.BASE_RATE),
        seed);
  }

  /// Any metric of counts with a bootstrap interval: 1,000 multinomial draws over each group's four
  /// cells, which for count metrics is the same as resampling the rows, group by group. Percentile
  /// interval; undefined when more than 5 % of the draws leave the metric undefined.
  ///
  /// @param metric gives NaN where it is undefined; must not depend on scores
  public Estimate bootstrap(String name, ToDoubleFunction<GroupAudit> metric, Seed seed) {
    return CellBootstrap.estimate(name, this, metric, seed);
  }
}
