package dev.gambeson.guard.detect;

/// Bets against the null hypothesis that a p-value is uniform (Vovk and Wang 2021): `e = eps p^(eps
/// - 1)`, expectation 1 under the null, for several `eps`, one of them also with a twentieth of the
///   capital at stake. A capital grows as `max(1, capital) * e`: the mean of such capitals reaches
///   `1/alpha` after `1/alpha` queries or later on average when the null holds (e-detectors, Shin,
///   Ramdas and Rinaldo 2024), and within `n` queries with probability at most `n * alpha`.
final class Bets {
  static final int SIZE = 5;
  private static final double[] EPS = {0.2, 0.4, 0.6, 0.8};
  private static final double MOST = 1e250;

  /// Share of the capital that the last bet stakes, on the boldest `eps`: it loses hardly anything
  /// on ordinary queries, and so sees an attack of few queries among many.
  private static final double STAKE = 0.05;

  private Bets() {}

  /// Multiplies the capitals at `from` by their bets on `p`.
  static void bet(double p, double[] capital, int from) {
    double log = Math.log(p);
    double boldest = EPS[0] * Math.exp((EPS[0] - 1) * log);
    for (int k = 0; k < EPS.length; k++) {
      double e = k == 0 ? boldest : EPS[k] * Math.exp((EPS[k] - 1) * log);
      capital[from + k] = Math.min(MOST, Math.max(1, capital[from + k]) * e);
    }
    double timid = 1 - STAKE + STAKE * boldest;
    capital[from + EPS.length] = Math.min(MOST, Math.max(1, capital[from + EPS.length]) * timid);
  }

  /// Multiplies them by one factor: an e-value that is none of a p-value.
  static void multiply(double e, double[] capital, int from) {
    for (int k = 0; k < SIZE; k++) {
      capital[from + k] = Math.min(MOST, Math.max(1, capital[from + k]) * e);
    }
  }

  static double mean(double[] capital, int from) {
    double sum = 0;
    for (int k = 0; k < SIZE; k++) {
      sum += capital[from + k];
    }
    return sum / SIZE;
  }
}
