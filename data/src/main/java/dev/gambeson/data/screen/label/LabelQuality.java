package dev.gambeson.data.screen.label;

/// Scores of a label from 0 (surely wrong) to 1 (surely right), given class probabilities.
public enum LabelQuality {
  /// Probability of the given class.
  SELF_CONFIDENCE,
  /// Probability of the given class less the largest of the others, moved to 0 to 1.
  NORMALIZED_MARGIN,
  /// Normalised entropy over self-confidence, moved to 0 to 1.
  CONFIDENCE_WEIGHTED_ENTROPY
}
