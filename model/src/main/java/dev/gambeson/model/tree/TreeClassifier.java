package dev.gambeson.model.tree;

import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.model.MatrixEncoder;

/// A classifier whose inside is open: its trees can be walked by an attack or an explanation.
public interface TreeClassifier extends ScoredClassifier {
  /// The trees.
  TreeEnsemble ensemble();

  /// How raw rows become the matrix that the trees read.
  MatrixEncoder encoder();
}
