package dev.gambeson.guard.output;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/// Private prediction: noise that bounds what one answer can tell of the model's scores, and
/// through them of any training record.
///
/// Guaranteed, with the default sensitivity 1: the answer to a row is `epsilon`-differentially
/// private in the score vector of that row, whatever the scores were; hence in any training record,
/// however the model was trained. Answers compose: `n` different rows spend `n * epsilon`
/// ([PrivacySpent]). The same row gets the same noise, so asking again tells nothing more.
///
/// NOT guaranteed: usefulness. With sensitivity 1 an epsilon below 2 answers little better than a
/// coin; that is the price for a model of which nothing is known. A smaller sensitivity is right
/// only for a mean over models that were trained on disjoint parts of the data (PATE, Papernot et
/// al. 2017): `1 / number of models`. The noise is drawn with a keyed generator, so the guarantee
/// holds against whoever cannot break HMAC-SHA-256.
///
/// @param mechanism how noise is drawn
/// @param epsilon per answer to one row; above 0, at most 100
/// @param sensitivity by how much one training record can move one score; above 0, at most 1; 1
///   when absent
public record PrivateAnswers(Mechanism mechanism, double epsilon, Optional<Double> sensitivity) {
  /// How noise is drawn.
  public enum Mechanism {
    /// The label, drawn with probability proportional to `exp(epsilon * score / (2 * sensitivity))`
    /// (McSherry and Talwar 2007).
    EXPONENTIAL,
    /// Scores plus two-sided geometric noise on a grid of 1/10,000 (Ghosh et al. 2009), put back on
    /// the simplex; the label is that of the noisy scores.
    LAPLACE
  }

  public PrivateAnswers {
    requireNonNull(mechanism, "mechanism");
    if (!(epsilon > 0 && epsilon <= 100)) {
      throw new IllegalArgumentException(
          "noise.epsilon is %s, but must be above 0 and at most 100.".formatted(epsilon));
    }
    sensitivity.ifPresent(s -> {
      if (!(s > 0 && s <= 1)) {
        throw new IllegalArgumentException(
            "noise.sensitivity is %s, but must be above 0 and at most 1.".formatted(s));
      }
    });
  }

  /// By how much one training record can move one score.
  public double most() {
    return sensitivity.orElse(1.0);
  }
}
