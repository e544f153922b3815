package dev.gambeson.guard.input;

import java.util.List;

/// Where training rows lie jointly, and how far off honest rows were: what tells a row unlike any
/// training row. Made by [Manifolds#learn].
///
/// Numbers are taken as normal scores of their training quantiles, categories as indicators.
///
/// @param centre mean of numbers and indicators
/// @param precision inverse of their shrunk covariance, row-major
/// @param coreset some training rows, each with its numbers as normal scores and its categories as
///   level indices, in the order of the features
/// @param labels what the model says of each row of the coreset; empty when no model was given
/// @param spread quantiles of the Mahalanobis distances of held-out training rows, ascending
/// @param gaps quantiles of their distances to the nearest row of the coreset, ascending
/// @param worst quantiles of the greater of the two ranks, on other held-out rows, ascending
/// @param adversarial how suspicious held-out rows were, ascending; empty when no model was given
/// @param margins quantiles of the model's margins on held-out rows, ascending; likewise
/// @param discord quantiles of the disagreement of held-out rows with their neighbours; likewise
/// @param heldOut how many held-out rows [#worst] was computed on
public record Manifold(
    List<Float> centre,
    List<Float> precision,
    List<List<Float>> coreset,
    List<Integer> labels,
    List<Float> spread,
    List<Float> gaps,
    List<Float> worst,
    List<Float> adversarial,
    List<Float> margins,
    List<Float> discord,
    int heldOut) {
  public Manifold {
    centre = List.copyOf(centre);
    precision = List.copyOf(precision);
    coreset = List.copyOf(coreset);
    labels = List.copyOf(labels);
    spread = List.copyOf(spread);
    gaps = List.copyOf(gaps);
    worst = List.copyOf(worst);
    adversarial = List.copyOf(adversarial);
    margins = List.copyOf(margins);
    discord = List.copyOf(discord);
    boolean fits =
        precision.size() == (long) centre.size() * centre.size()
            && !coreset.isEmpty()
            && (labels.isEmpty() || labels.size() == coreset.size())
            && !spread.isEmpty()
            && !gaps.isEmpty()
            && !worst.isEmpty();
    if (!fits) {
      throw new IllegalArgumentException(
          "The manifold of the input profile is incomplete: learn the profile again.");
    }
  }
}
