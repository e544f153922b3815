package dev.gambeson.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.model.tree.Link;
import dev.gambeson.model.tree.TreeEnsemble;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// TreeSHAP against the definition: Shapley values by enumeration of every coalition.
class TreeShapPropertyTest {
  /// Shapley values of a game over `players`, given as the worth of a set of bits.
  private static double[] shapley(int players, ToDoubleFunction<Integer> worth) {
    double[] values = new double[players];
    double[] worths = new double[1 << players];
    for (int s = 0; s < worths.length; s++) {
      worths[s] = worth.applyAsDouble(s);
    }
    for (int s = 0; s < worths.length; s++) {
      int size = Integer.bitCount(s);
      for (int i = 0; i < players; i++) {
        if ((s >> i & 1) == 0) {
          double weight = factorial(size) * factorial(players - size - 1) / factorial(players);
          values[i] += weight * (worths[s | 1 << i] - worths[s]);
        }
      }
    }
    return values;
  }

  private static double factorial(int n) {
    return n <= 1 ? 1 : n * factorial(n - 1);
  }

  /// The margin when columns outside `present` come from each background row in turn.
  private static double interventional(
      TreeEnsemble e, float[] row, float[] background, int present) {
    int width = e.width();
    double sum = 0;
    for (int at = 0; at < background.length; at += width) {
      float[] mixed = new float[width];
      for (int f = 0; f < width; f++) {
        mixed[f] = (present >> f & 1) != 0 ? row[f] : background[at + f];
      }
      sum += e.margin(mixed, 0, 0);
    }
    return sum / (background.length / width);
  }

  /// The margin when absent columns follow both branches by cover (Lundberg 2018, Algorithm 1).
  private static double pathDependent(TreeEnsemble e, float[] row, int present) {
    double sum = e.base(0);
    for (int t = 0; t < e.trees(); t++) {
      sum += walk(e, t, e.root(t), row, present);
    }
    return sum;
  }

  private static double walk(TreeEnsemble e, int tree, int node, float[] row, int present) {
    if (e.isLeaf(node)) {
      return e.leafValue(tree, node, 0);
    }
    int f = e.feature(node);
    if ((present >> f & 1) != 0) {
      int child = e.goesLeft(node, row[f]) ? e.left(node) : e.right(node);
      return walk(e, tree, child, row, present);
    }
    double left = e.cover(e.left(node)) / e.cover(node);
    double right = e.cover(e.right(node)) / e.cover(node);
    return left * walk(e, tree, e.left(node), row, present)
        + right * walk(e, tree, e.right(node), row, present);
  }

  @Test
  void interventionalValuesEqualEnumerationOnRandomForests() {
    for (int seed = 0; seed < 30; seed++) {
      RandomGenerator random = new Seed(seed).random();
      int width = random.nextInt(1, 9);
      TreeEnsemble e = RandomForests.grow(random, 5, width, 7, Link.LOGISTIC);
      float[] background = RandomForests.rows(random, 12, width);
      float[] row = RandomForests.rows(random, 1, width);
      double[] exact = shapley(width, s -> interventional(e, row, background, s));
      Attribution got = TreeShap.interventional(e, 0, background).explain(row, References.ONE);
      assertThat(got.values()).as("seed %d", seed).containsExactly(exact, within(1e-12));
    }
  }

  @Test
  void pathDependentValuesEqualEnumerationOnRandomForests() {
    for (int seed = 0; seed < 30; seed++) {
      RandomGenerator random = new Seed(seed).random();
      int width = random.nextInt(1, 9);
      TreeEnsemble e = RandomForests.grow(random, 5, width, 7, Link.LOGISTIC);
      float[] row = RandomForests.rows(random, 1, width);
      double[] exact = shapley(width, s -> pathDependent(e, row, s));
      Attribution got = TreeShap.pathDependent(e, 0).explain(row, References.ONE);
      assertThat(got.values()).as("seed %d", seed).containsExactly(exact, within(1e-12));
    }
  }

  @Test
  void deepTreesWithoutATableStillAddUp() {
    RandomGenerator random = new Seed(5).random();
    TreeEnsemble e = RandomForests.chain(random, 60);
    float[] rows = RandomForests.rows(random, 5, 60);
    Attribution path = TreeShap.pathDependent(e, 0).explain(rows, References.ONE);
    Attribution other =
        TreeShap.interventional(e, 0, RandomForests.rows(random, 20, 60))
            .explain(rows, References.ONE);
    assertThat(path.additivityError()).isLessThan(1e-12);
    assertThat(other.additivityError()).isLessThan(1e-12);
  }

  @Test
  void valuesAddUpToTheMargin() {
    RandomGenerator random = new Seed(11).random();
    TreeEnsemble e = RandomForests.grow(random, 40, 10, 6, Link.LOGISTIC);
    float[] rows = RandomForests.rows(random, 50, 10);
    assertThat(TreeShap.pathDependent(e, 0).explain(rows, References.ONE).additivityError())
        .isLessThan(1e-12);
    TreeShap shap = TreeShap.interventional(e, 0, RandomForests.rows(random, 20, 10));
    assertThat(shap.explain(rows, References.ONE).additivityError()).isLessThan(1e-12);
    assertThat(shap.explainProbability(rows, References.ONE).additivityError()).isLessThan(1e-9);
  }

  @Test
  void aColumnNoTreeAsksAboutGetsNothing() {
    RandomGenerator random = new Seed(3).random();
    TreeEnsemble e = RandomForests.grow(random, 10, 4, 5, Link.LOGISTIC, 6);
    float[] rows = RandomForests.rows(random, 10, 6);
    Attribution got = TreeShap.pathDependent(e, 0).explain(rows, References.ONE);
    for (int row = 0; row < 10; row++) {
      assertThat(got.at(row, 4)).isZero();
      assertThat(got.at(row, 5)).isZero();
    }
  }

  @Test
  void columnsThatPlayTheSamePartGetTheSame() {
    TreeEnsemble e = RandomForests.both(0, 1); // pays only when both columns are high
    float[] background = {0, 0, 1, 1};
    Attribution got =
        TreeShap.interventional(e, 0, background).explain(new float[] {1, 1}, References.ONE);
    assertThat(got.at(0, 0)).isCloseTo(got.at(0, 1), within(1e-15)).isPositive();
  }

  @Test
  void resultsDoNotDependOnThreads() {
    RandomGenerator random = new Seed(2).random();
    TreeEnsemble e = RandomForests.grow(random, 10, 6, 6, Link.LOGISTIC);
    float[] rows = RandomForests.rows(random, 1500, 6);
    TreeShap shap = TreeShap.interventional(e, 0, RandomForests.rows(random, 30, 6));
    try (Workers two = new Workers(2)) {
      assertThat(shap.explain(rows, two).values())
          .isEqualTo(shap.explain(rows, References.ONE).values());
    }
  }

  @Test
  void everyResultNamesItsFlavourAndBackground() {
    RandomGenerator random = new Seed(2).random();
    TreeEnsemble e = RandomForests.grow(random, 2, 3, 3, Link.LOGISTIC);
    float[] rows = RandomForests.rows(random, 4, 3);
    Attribution path = TreeShap.pathDependent(e, 0).explain(rows, References.ONE);
    assertThat(path.method()).isEqualTo("path-dependent TreeSHAP of the margin (log-odds)");
    assertThat(path.background()).isEqualTo("training weights stored in the model");
    Attribution other = TreeShap.interventional(e, 0, rows).explain(rows, References.ONE);
    assertThat(other.method()).isEqualTo("interventional TreeSHAP of the margin (log-odds)");
    assertThat(other.background()).startsWith("4 rows, SHA-256 ");
  }

  @Test
  void pathDependentValuesAreRefusedWithoutTrainingWeights() {
    TreeEnsemble e = RandomForests.withoutCover();
    assertThatThrownBy(() -> TreeShap.pathDependent(e, 0))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("interventional");
  }
}
