package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import java.util.Arrays;
import java.util.List;

/// Rows that random cuts isolate early (Liu, Ting and Zhou, "Isolation Forest", ICDM 2008).
///
/// Score: `2^(-mean depth / c(sample))`, from 0 to 1 (their eq. 2). Finds rows that are extreme in
/// a few features. Does not find small dense clusters between ordinary rows, and loses power when
/// most features are noise, since each cut picks one at random.
public final class IsolationForest implements OutlierDetector {
  private final int trees;
  private final int sample;

  /// The paper's settings: 100 trees on 256 rows each.
  public IsolationForest() {
    this(100, 256);
  }

  /// @param trees at least 1
  /// @param sample rows of each tree, at least 2; all rows when there are fewer
  public IsolationForest(int trees, int sample) {
    if (trees < 1 || sample < 2) {
      throw new IllegalArgumentException(
          "%d trees on %d rows: at least 1 on 2".formatted(trees, sample));
    }
    this.trees = trees;
    this.sample = sample;
  }

  @Override
  public String name() {
    return "isolation forest";
  }

  @Override
  public Fitted fit(Rows rows, Seed seed, Workers workers) {
    EachRow.requireFit(rows);
    int size = Math.min(sample, rows.count());
    int[] all = new int[rows.count()];
    Arrays.setAll(all, i -> i);
    List<IsolationTree> forest =
        workers.map(
            trees,
            tree -> {
              var random = seed.child("isolation-forest").child(tree).random();
              return IsolationTree.grow(rows, Shuffles.sample(all, size, random), random);
            });
    return new Forest(rows, forest, size);
  }

  private record Forest(Rows fitted, List<IsolationTree> trees, int sample) implements Fitted {
    @Override
    public double[] own(Workers workers) {
      return score(fitted, workers);
    }

    @Override
    public double[] score(Rows rows, Workers workers) {
      EachRow.requireFinite(rows, fitted.width());
      double unit = trees.size() * IsolationTree.averageDepth(sample);
      return EachRow.of(rows.count(), workers, row -> Math.pow(2, -depth(rows, row) / unit));
    }

    private double depth(Rows rows, int row) {
      double sum = 0;
      for (IsolationTree tree : trees) {
        sum += tree.depth(rows.values(), row * rows.width());
      }
      return sum;
    }
  }
}
