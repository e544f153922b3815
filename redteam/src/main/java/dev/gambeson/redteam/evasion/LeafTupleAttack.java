package dev.gambeson.redteam.evasion;

import dev.gambeson.core.GambesonException;
import dev.gambeson.model.tree.TreeClassifier;

/// The leaf-tuple attack of Zhang, Zhang and Hsieh (2020, "An Efficient Adversarial Attack for Tree
/// Ensembles", algorithm 1) for models whose trees can be read.
///
/// From several adversarial rows it descends over leaf combinations that differ in one tree, always
/// to one that is still adversarial and nearer to the original. Boxes are exact, in raw features,
/// with whole numbers, missing values, categories and immutable features. The distance is an upper
/// bound of the smallest one.
public final class LeafTupleAttack implements Attack {
  /// Queries this attack needs for checking what it found, whatever the number of starts below 100.
  public static final int QUERIES = 256;

  private final BoxForest forest;
  private final int starts;

  private LeafTupleAttack(BoxForest forest, int starts) {
    this.forest = forest;
    this.starts = starts;
  }

  /// Compiles a model's trees.
  ///
  /// @param model the model under attack
  /// @param starts starting rows of the descent, from 1 to 100
  /// @throws GambesonException when the trees ask something about a number that is no threshold
  public static LeafTupleAttack on(TreeClassifier model, int starts) {
    if (starts < 1 || starts > 100) {
      throw new IllegalArgumentException("starts is " + starts + ", must be from 1 to 100");
    }
    return new LeafTupleAttack(new BoxForest(model), starts);
  }

  @Override
  public String name() {
    return "leaf tuples (trees)";
  }

  @Override
  public Found[] search(Chunk chunk) {
    Found[] found = new Found[chunk.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = new LeafTupleSearch(forest, chunk, i).run(starts);
    }
    return found;
  }
}
