package dev.gambeson.guard.output;

import dev.gambeson.guard.output.OutputPolicy.ExplanationLimit;
import dev.gambeson.guard.output.OutputPolicy.Reveal;

/// How many bits an answer can carry out of the house under a policy: the price in the ledger.
///
/// An upper bound of the information in one answer (the logarithm of the number of different
/// answers; for float scores the 20 bits that a float32 near 0.5 holds and a measured score has).
/// It is NOT the number of bits that a thief needs: labels of 1 bit each copy most tables in a few
/// thousand answers. For that, see [dev.gambeson.guard.budget.ExtractionCurve].
public final class Leakage {
  /// Bits of a score that is given as a float.
  public static final double FLOAT_BITS = 20;

  private static final double LN2 = Math.log(2);

  private Leakage() {}

  /// Bits of the answers to `rows` rows.
  ///
  /// @param classes number of classes, at least 2; 0 for a model that gives a number
  public static double bits(OutputPolicy policy, int classes, int rows) {
    return rows * perRow(policy, classes);
  }

  /// Bits of the explanations of `rows` rows, labels not included: which features, and how much.
  ///
  /// @param features width of the model's input
  /// @return 0 when the policy refuses explanations
  public static double explanationBits(OutputPolicy policy, int rows, int features) {
    return policy.explanation().map(limit -> rows * perExplanation(limit, features)).orElse(0.0);
  }

  private static double perExplanation(ExplanationLimit limit, int features) {
    int named = Math.min(limit.features(), features);
    double bits = 0;
    for (int i = 0; i < named; i++) {
      bits += log2(features - i) + 1 + Math.min(FLOAT_BITS, log2(Math.pow(10, limit.digits())));
    }
    return bits;
  }

  /// Bits of one answer.
  public static double perRow(OutputPolicy policy, int classes) {
    if (classes == 0) {
      return policy.reveal() == Reveal.SCORES ? scoreBits(policy) : 0;
    }
    double bits =
        switch (policy.reveal()) {
          case LABEL -> log2(classes);
          case BAND -> log2(policy.bands().orElseThrow()) + (classes == 2 ? 0 : log2(classes));
          case TOP -> top(policy, classes);
          case SCORES -> (classes - 1) * scoreBits(policy);
        };
    if (policy.abstainBelow().isPresent()) {
      bits = log2(Math.pow(2, Math.min(bits, 900)) + 1); // one answer more: none
    }
    return Math.min(bits, privateBits(policy));
  }

  /// A channel that is epsilon-private in its whole input carries at most epsilon / ln 2 bits of it
  /// (Cuff and Yu 2016, theorem 1).
  private static double privateBits(OutputPolicy policy) {
    return policy
        .noise()
        .map(noise -> noise.epsilon() / noise.most() / LN2)
        .orElse(Double.POSITIVE_INFINITY);
  }

  private static double top(OutputPolicy policy, int classes) {
    int given = Math.min(policy.top().orElse(1), classes);
    double bits = Math.min(given, classes - 1) * scoreBits(policy);
    for (int i = 0; i < given; i++) {
      bits += log2(classes - i);
    }
    return bits;
  }

  private static double scoreBits(OutputPolicy policy) {
    return policy
        .digits()
        .map(d -> Math.min(FLOAT_BITS, log2(Math.pow(10, d) + 1)))
        .orElse(FLOAT_BITS);
  }

  private static double log2(double value) {
    return Math.log(value) / LN2;
  }
}
