package dev.gambeson.core.model;

import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import java.util.List;

/// A model that answers with a class: the least a black box gives away. Thread-safe and
/// deterministic for a given block of rows.
public interface Classifier {
  /// The raw inputs it takes.
  FeatureSpace features();

  /// Class labels, as in the data; positions are class indices. At least two.
  List<String> classes();

  /// The predicted class index of each row.
  int[] labels(Rows rows);
}
