package dev.gambeson.explain;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Workers;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.model.tree.Link;
import dev.gambeson.model.tree.TreeEnsemble;
import java.nio.ByteBuffer;
import java.util.List;

/// Exact Shapley values of a tree ensemble's margin, by reading its trees. Two flavours that answer
/// different questions and must not be mixed:
///
/// - *path-dependent*: an absent column follows both branches of a split by training weight. Needs
///   no data; gives weight to columns that the model does not use when they share paths.
/// - *interventional*: an absent column takes its value from the rows of a background set. Equals
///   KernelSHAP with every coalition; may ask about rows that cannot exist.
///
/// Immutable and thread-safe. Sums run in tree order, so results do not depend on threads.
public final class TreeShap {
  private static final int CHUNK = 256;

  private final TreeEnsemble ensemble;
  private final int output;
  private final float[] background;
  private final boolean pathDependent;

  private TreeShap(TreeEnsemble ensemble, int output, float[] background, boolean pathDependent) {
    if (output < 0 || output >= ensemble.outputs()) {
      throw new IllegalArgumentException("output %d of %d".formatted(output, ensemble.outputs()));
    }
    this.ensemble = ensemble;
    this.output = output;
    this.background = background;
    this.pathDependent = pathDependent;
  }

  /// Path-dependent values of one margin.
  ///
  /// @param output which margin, from 0
  /// @throws GambesonException when the model file tells no training weights (ONNX does not)
  public static TreeShap pathDependent(TreeEnsemble ensemble, int output) {
    if (!ensemble.hasCover()) {
      throw GambesonException.badInput(
          "Path-dependent TreeSHAP needs the training weight of every node, which this model file does not hold. Use interventional TreeSHAP with a background sample.");
    }
    return new TreeShap(ensemble, output, new float[0], true);
  }

  /// Interventional values of one margin.
  ///
  /// @param output which margin, from 0
  /// @param background background rows as the ensemble's matrix, row-major; at least one
  public static TreeShap interventional(TreeEnsemble ensemble, int output, float[] background) {
    if (background.length == 0 || background.length % ensemble.width() != 0) {
      throw new IllegalArgumentException(
          "%d background values do not make rows of width %d"
              .formatted(background.length, ensemble.width()));
    }
    return new TreeShap(ensemble, output, background.clone(), false);
  }

  /// Explains the margin of each row.
  ///
  /// @param matrix rows as the ensemble's matrix, row-major
  /// @return values per matrix column; in log-odds when the ensemble's link is logistic
  public Attribution explain(float[] matrix, Workers workers) {
    int width = ensemble.width();
    int rows = rows(matrix);
    int chunks = Math.max(1, (rows + CHUNK - 1) / CHUNK);
    List<double[]> parts =
        workers.map(chunks, c -> chunk(matrix, c * CHUNK, Math.min(rows, (c + 1) * CHUNK)));
    double[] values = new double[rows * width];
    double[] outputs = new double[rows];
    for (int c = 0; c < chunks; c++) {
      System.arraycopy(parts.get(c), 0, values, c * CHUNK * width, parts.get(c).length - 1);
    }
    for (int row = 0; row < rows; row++) {
      outputs[row] = ensemble.margin(matrix, row * width, output);
    }
    double expected = parts.getFirst()[parts.getFirst().length - 1];
    return Attribution.checked(
        method() + " of " + unit(), describeBackground(), width, values, outputs, expected, 0);
  }

  /// Values of the rows `from` to `to`, and the expected margin behind them.
  private double[] chunk(float[] matrix, int from, int to) {
    int width = ensemble.width();
    double[] sums = new double[(to - from) * width + 1];
    double expected = ensemble.base(output);
    for (int tree = 0; tree < ensemble.trees(); tree++) {
      if (!ensemble.speaksTo(tree, output)) {
        continue;
      }
      TreePaths paths = new TreePaths(ensemble, tree, output);
      LeafGame game =
          pathDependent ? new PathGame(paths) : new BackgroundGame(paths, background, width);
      for (int leaf = 0; leaf < paths.leaves(); leaf++) {
        expected += game.expected(leaf);
      }
      LeafTable table = new LeafTable(paths, game);
      long[] patterns = paths.scratch();
      for (int row = from; row < to; row++) {
        paths.patterns(matrix, row * width, patterns);
        table.add(patterns, sums, (row - from) * width);
      }
    }
    sums[sums.length - 1] = expected;
    return sums;
  }

  /// Explains the probability of a model with one log-odds margin, interventionally: for each
  /// background row, the margin's values are stretched by the ratio of the two rows' difference in
  /// probability to that in margin, then averaged (Lundberg et al. 2020; what shap calls
  /// `model_output="probability"`). Additive in probability; not the Shapley values of the
  /// probability itself, which would need every coalition of all columns.
  ///
  /// @throws IllegalStateException when this is path-dependent or the link is not logistic
  public Attribution explainProbability(float[] matrix, Workers workers) {
    if (pathDependent || ensemble.link() != Link.LOGISTIC) {
      throw new IllegalStateException("probability needs a background set and a logistic link");
    }
    rows(matrix);
    return new ProbabilityShap(ensemble, output, background)
        .explain(matrix, workers, method() + " of the probability", describeBackground());
  }

  private int rows(float[] matrix) {
    if (matrix.length % ensemble.width() != 0) {
      throw new IllegalArgumentException(
          "%d values do not make rows of width %d".formatted(matrix.length, ensemble.width()));
    }
    return matrix.length / ensemble.width();
  }

  private String method() {
    return pathDependent ? "path-dependent TreeSHAP" : "interventional TreeSHAP";
  }

  private String unit() {
    return switch (ensemble.link()) {
      case LOGISTIC -> "the margin (log-odds)";
      case SOFTMAX -> "the margin of class " + output + " (before softmax)";
      case PROBABILITY -> "the probability";
    };
  }

  private String describeBackground() {
    if (pathDependent) {
      return "training weights stored in the model";
    }
    ByteBuffer bytes = ByteBuffer.allocate(4 * background.length);
    bytes.asFloatBuffer().put(background);
    return "%d rows, SHA-256 %s"
        .formatted(background.length / ensemble.width(), Sha256.of(bytes.array()).substring(0, 12));
  }
}
