package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;

/// A way to say how far a row lies from the others, without labels.
///
/// Deterministic: the same rows and seed give the same scores, bit for bit, on any number of
/// threads. Scores of different detectors have different units; only the order within one means
/// something. No detector sees poison that lies among ordinary rows.
///
/// Rows must be finite; detectors that measure distance ([Knn], [LocalOutlierFactor], [PcaScore])
/// expect standardised features.
public interface OutlierDetector {
  /// Short name, for reports.
  String name();

  /// Learns what ordinary rows look like.
  ///
  /// @param rows at least 2 rows of at least 1 feature, all finite
  /// @param seed of what is drawn at random, if anything is
  Fitted fit(Rows rows, Seed seed, Workers workers);

  /// A detector that has seen its rows.
  interface Fitted {
    /// Scores of the rows it was fitted on, higher is further out. Where rows are compared with
    /// rows, each is judged without itself.
    double[] own(Workers workers);

    /// Scores of other rows, higher is further out.
    ///
    /// @param rows as wide as those it was fitted on
    double[] score(Rows rows, Workers workers);
  }
}
