package dev.gambeson.redteam.extraction;

import dev.gambeson.core.Estimate;

/// One copy that was made.
///
/// @param method what the thief has and does
/// @param queries answers asked of the model
/// @param agreement how well the copy answers
/// @param note what else is to be said; may be empty
record Theft(String method, int queries, Agreement agreement, String note) {
  Estimate fidelity(double confidence) {
    return agreement.balanced(
        "balanced agreement, %s, %d queries".formatted(method, queries), confidence);
  }
}
