package dev.gambeson.data.screen.label;

/// Rules that pick the rows with a label issue out of out-of-fold probabilities (Northcutt, Jiang
/// and Chuang 2021, Confident learning, section 3.2; names as in cleanlab).
public enum LabelFilter {
  /// Per pair of classes, as many rows as the confident joint counts, largest margin first.
  PRUNE_BY_NOISE_RATE,
  /// Per given class, as many rows as the confident joint counts, smallest self-confidence first.
  PRUNE_BY_CLASS,
  /// Rows that both of the above pick.
  BOTH,
  /// Rows counted off the diagonal of the confident joint.
  CONFIDENT_LEARNING,
  /// Rows whose most probable class is not the given one.
  PREDICTED_NEQ_GIVEN,
  /// The rows of smallest margin, as many as confident learning counts.
  LOW_NORMALIZED_MARGIN,
  /// The rows of smallest self-confidence, as many as confident learning counts.
  LOW_SELF_CONFIDENCE
}
