package dev.gambeson.explain;

/// The cooperative game that one leaf plays, summed over absent inputs in one of the two ways that
/// distinguish the flavours of TreeSHAP.
interface LeafGame {
  /// Writes the Shapley value of each slot's column.
  ///
  /// @param leaf index of the leaf in its tree
  /// @param pattern the row's pattern at that leaf
  /// @param out where to write
  /// @param at index of slot 0 in `out`
  void values(int leaf, long pattern, double[] out, int at);

  /// What the leaf adds to the output when nothing is known.
  double expected(int leaf);
}
