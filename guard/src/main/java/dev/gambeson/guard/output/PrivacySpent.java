package dev.gambeson.guard.output;

/// What private answers add up to, for one client and model.
///
/// Guaranteed upper bounds for `answers` answers of `epsilon` each to different rows (the same row
/// costs nothing more, since its noise is the same), also when the client chose them one after
/// another: plain composition, and concentrated privacy (an epsilon-private answer is `epsilon^2 /
/// 2`-zCDP: Bun and Steinke 2016, proposition 1.4 and lemma 3.5).
///
/// @param answers how many different rows were answered
/// @param epsilon per answer
public record PrivacySpent(long answers, double epsilon) {
  public PrivacySpent {
    if (answers < 0 || !(epsilon > 0)) {
      throw new IllegalArgumentException(
          "%d answers of epsilon %s cannot be added up".formatted(answers, epsilon));
    }
  }

  /// Epsilon of all answers together, with no probability of failure.
  public double pure() {
    return answers * epsilon;
  }

  /// Epsilon of all answers together at this delta; never above [#pure].
  ///
  /// @param delta above 0, below 1; well below one over the number of training records
  public double at(double delta) {
    if (!(delta > 0 && delta < 1)) {
      throw new IllegalArgumentException("delta is %s, but must lie in (0, 1)".formatted(delta));
    }
    double rho = answers * epsilon * epsilon / 2;
    return Math.min(pure(), rho + 2 * Math.sqrt(rho * Math.log(1 / delta)));
  }
}
