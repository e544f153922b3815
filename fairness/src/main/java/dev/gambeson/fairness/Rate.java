package dev.gambeson.fairness;

import static dev.gambeson.fairness.Confusion.ALL;
import static dev.gambeson.fairness.Confusion.FN;
import static dev.gambeson.fairness.Confusion.FP;
import static dev.gambeson.fairness.Confusion.TN;
import static dev.gambeson.fairness.Confusion.TP;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.stats.Intervals;

/// The rates of a confusion table, by AIF360's names. "Positive" means favourable to the person
/// throughout.
public enum Rate {
  /// Share decided favourably.
  SELECTION_RATE("selection rate", TP | FP, ALL),
  /// Share whose true outcome is favourable.
  BASE_RATE("base rate", TP | FN, ALL),
  /// Of those who deserve it, the share decided favourably; also called recall, sensitivity, power.
  TRUE_POSITIVE_RATE("true positive rate", TP, TP | FN),
  /// Of those who do not deserve it, the share decided favourably.
  FALSE_POSITIVE_RATE("false positive rate", FP, FP | TN),
  /// Of those who do not deserve it, the share decided unfavourably; also called specificity.
  TRUE_NEGATIVE_RATE("true negative rate", TN, FP | TN),
  /// Of those who deserve it, the share decided unfavourably.
  FALSE_NEGATIVE_RATE("false negative rate", FN, TP | FN),
  /// Of the favourable decisions, the share that is right; also called precision.
  POSITIVE_PREDICTIVE_VALUE("positive predictive value", TP, TP | FP),
  /// Of the unfavourable decisions, the share that is right.
  NEGATIVE_PREDICTIVE_VALUE("negative predictive value", TN, TN | FN),
  /// Of the favourable decisions, the share that is wrong.
  FALSE_DISCOVERY_RATE("false discovery rate", FP, TP | FP),
  /// Of the unfavourable decisions, the share that is wrong.
  FALSE_OMISSION_RATE("false omission rate", FN, TN | FN),
  /// Share of right decisions.
  ACCURACY("accuracy", TP | TN, ALL),
  /// Share of wrong decisions.
  ERROR_RATE("error rate", FP | FN, ALL),
  /// Mean score of those who deserve it.
  GENERALIZED_TRUE_POSITIVE_RATE("generalized true positive rate", TP | FN, false),
  /// Mean score of those who do not deserve it.
  GENERALIZED_FALSE_POSITIVE_RATE("generalized false positive rate", FP | TN, false),
  /// One minus the mean score of those who do not deserve it.
  GENERALIZED_TRUE_NEGATIVE_RATE("generalized true negative rate", FP | TN, true),
  /// One minus the mean score of those who deserve it.
  GENERALIZED_FALSE_NEGATIVE_RATE("generalized false negative rate", TP | FN, true);

  private final String label;
  private final int part;
  private final int whole;
  private final boolean ofScores;
  private final boolean complement;

  Rate(String label, int part, int whole) {
    this.label = label;
    this.part = part;
    this.whole = whole;
    this.ofScores = false;
    this.complement = false;
  }

  Rate(String label, int whole, boolean complement) {
    this.label = label;
    this.part = 0;
    this.whole = whole;
    this.ofScores = true;
    this.complement = complement;
  }

  /// The words for it, for example `true positive rate`.
  public String label() {
    return label;
  }

  /// The rate with its Wilson interval; undefined, with the reason, where its denominator is empty.
  /// Rates of scores (the generalized ones) get the interval of a proportion, which is too wide
  /// rather than too narrow, because a mean of values in `[0, 1]` varies less than a proportion.
  /// Weighted rows count by their effective sample size (Kish 1965).
  ///
  /// @param group how to call the rows in the name of the estimate
  public Estimate of(Confusion rows, String group) {
    String name = group.isEmpty() ? label : label + ", " + group;
    Intervals.Share share = share(rows);
    return share.n() == 0
        ? Estimate.undefined(name, 0, missing(group))
        : Intervals.wilson(name, share, 0.95);
  }

  /// How many rows it is a share of.
  public long denominator(Confusion rows) {
    return rows.sum(whole).rows();
  }

  Intervals.Share share(Confusion rows) {
    if (!ofScores) {
      return rows.share(part, whole);
    }
    Intervals.Share mean = rows.meanScore(whole);
    return complement ? new Intervals.Share(mean.n() - mean.hits(), mean.n()) : mean;
  }

  /// The bare value, for kernels; NaN where undefined.
  double value(Confusion rows) {
    return share(rows).value();
  }

  String missing(String group) {
    String who =
        switch (whole) {
          case TP | FN -> "rows whose true outcome is favourable";
          case FP | TN -> "rows whose true outcome is unfavourable";
          case TP | FP -> "favourable decisions";
          case TN | FN -> "unfavourable decisions";
          default -> "rows";
        };
    return "no " + who + (group.isEmpty() ? "" : " in group '" + group + "'");
  }
}
