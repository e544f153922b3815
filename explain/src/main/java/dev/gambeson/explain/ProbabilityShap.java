package dev.gambeson.explain;

import dev.gambeson.core.Workers;
import dev.gambeson.model.tree.Link;
import dev.gambeson.model.tree.TreeEnsemble;
import java.util.Arrays;
import java.util.List;

/// Interventional values of a probability: margin values per pair of row and background row,
/// stretched to the pair's difference in probability, averaged over the background.
final class ProbabilityShap {
  private static final int CHUNK = 16;

  private final TreeEnsemble ensemble;
  private final int output;
  private final float[] background;
  private final int width;
  private final int others;

  ProbabilityShap(TreeEnsemble ensemble, int output, float[] background) {
    this.ensemble = ensemble;
    this.output = output;
    this.background = background;
    this.width = ensemble.width();
    this.others = background.length / width;
  }

  Attribution explain(float[] matrix, Workers workers, String method, String describedBackground) {
    int rows = matrix.length / width;
    int chunks = (rows + CHUNK - 1) / CHUNK;
    double[] there = margins(background);
    double[] here = margins(matrix);
    List<double[]> parts =
        workers.map(
            chunks, c -> chunk(matrix, c * CHUNK, Math.min(rows, (c + 1) * CHUNK), here, there));
    double[] values = new double[rows * width];
    for (int c = 0; c < chunks; c++) {
      System.arraycopy(parts.get(c), 0, values, c * CHUNK * width, parts.get(c).length);
    }
    double[] outputs = new double[rows];
    for (int row = 0; row < rows; row++) {
      outputs[row] = Link.logistic(here[row]);
    }
    double expected = 0;
    for (double margin : there) {
      expected += Link.logistic(margin) / others;
    }
    return Attribution.checked(method, describedBackground, width, values, outputs, expected, 0);
  }

  private double[] margins(float[] matrix) {
    double[] margins = new double[matrix.length / width];
    for (int row = 0; row < margins.length; row++) {
      margins[row] = ensemble.margin(matrix, row * width, output);
    }
    return margins;
  }

  private double[] chunk(float[] matrix, int from, int to, double[] here, double[] there) {
    double[] pairs = new double[(to - from) * others * width];
    for (int tree = 0; tree < ensemble.trees(); tree++) {
      if (ensemble.speaksTo(tree, output)) {
        addTree(new TreePaths(ensemble, tree, output), matrix, from, to, pairs);
      }
    }
    double[] values = new double[(to - from) * width];
    for (int row = from; row < to; row++) {
      for (int other = 0; other < others; other++) {
        double scale = stretch(here[row], there[other]) / others;
        int pair = ((row - from) * others + other) * width;
        for (int f = 0; f < width; f++) {
          values[(row - from) * width + f] += scale * pairs[pair + f];
        }
      }
    }
    return values;
  }

  private static double stretch(double here, double there) {
    double difference = here - there;
    // At equal margins all values of the pair sum to zero; the slope of the logistic keeps the
    // limit.
    double p = Link.logistic(here);
    return Math.abs(difference) < 1e-9 ? p * (1 - p) : (p - Link.logistic(there)) / difference;
  }

  private void addTree(TreePaths paths, float[] matrix, int from, int to, double[] pairs) {
    long[][] theirs = new long[others][];
    for (int other = 0; other < others; other++) {
      theirs[other] = paths.scratch();
      paths.patterns(background, other * width, theirs[other]);
    }
    long[] mine = paths.scratch();
    double[] slots = new double[TreePaths.MAX_SLOTS];
    for (int row = from; row < to; row++) {
      paths.patterns(matrix, row * width, mine);
      for (int other = 0; other < others; other++) {
        int at = ((row - from) * others + other) * width;
        addPair(paths, mine, theirs[other], slots, pairs, at);
      }
    }
  }

  private static void addPair(
      TreePaths paths, long[] mine, long[] theirs, double[] slots, double[] sums, int at) {
    for (int leaf = 0; leaf < paths.leaves(); leaf++) {
      long here = paths.pattern(leaf, mine);
      long there = paths.pattern(leaf, theirs);
      if ((here | there) == paths.full(leaf) && here != there) {
        int[] columns = paths.columns(leaf);
        Arrays.fill(slots, 0, columns.length, 0);
        BackgroundGame.add(here & ~there, there & ~here, paths.value(leaf), slots, 0);
        for (int s = 0; s < columns.length; s++) {
          sums[at + columns[s]] += slots[s];
        }
      }
    }
  }
}
