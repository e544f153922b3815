package dev.gambeson.server.serving;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.explain.Attribution;
import dev.gambeson.explain.PermutationShap;
import dev.gambeson.explain.TreeShap;
import dev.gambeson.model.tree.TreeClassifier;
import io.vertx.core.Future;

/// Explains answers of a model in this process: Shapley values per raw feature, of trees exactly,
/// of other models estimated over random orders.
///
/// Guaranteed: bounded work, never on an event loop; the same rows give the same values, so asking
/// again teaches nothing more. NOT guaranteed: that an explanation gives nothing away. It gives far
/// more than a score (one number per feature and row), so let only those ask whom the policy
/// allows, cut it down, and charge it ([dev.gambeson.guard.budget.Price#withExplanation]).
public final class Explainer {
  /// Most rows that one request should have explained.
  public static final int MOST_ROWS = 4;

  private static final int MOST_BACKGROUND = 64;
  private static final int PAIRS = 4;

  private final ScoredClassifier model;
  private final Rows background;
  private final InferencePool pool;
  private final int mostRows;
  private final Workers alone = new Workers(1);

  /// @param model the model that is explained
  /// @param background rows that absent features take their values from, 1 to 64; never rows of
  ///   persons, since values can be traced back to them
  /// @param mostRows rows of one request, at least 1
  public Explainer(LocalModel model, Rows background, InferencePool pool, int mostRows) {
    if (background.count() < 1 || background.count() > MOST_BACKGROUND || mostRows < 1) {
      throw new IllegalArgumentException(
          "an explainer takes 1 to %d background rows and at least 1 row a request, not %d and %d"
              .formatted(MOST_BACKGROUND, background.count(), mostRows));
    }
    this.model = model.model();
    this.background = background;
    this.pool = pool;
    this.mostRows = mostRows;
  }

  /// Values of rows for one class: in log-odds for boosted trees, see [Attribution#method].
  ///
  /// @return the values, or a future that failed with [Unavailable]
  public Future<Attribution> explain(Rows rows, int classIndex) {
    if (rows.count() < 1 || rows.count() > mostRows) {
      return Future.failedFuture(
          new Unavailable(
              "bad-input", "An explanation is of 1 to %d rows at a time.".formatted(mostRows)));
    }
    if (classIndex < 0 || classIndex >= model.classes().size()) {
      return Future.failedFuture(new Unavailable("bad-input", "There is no such class."));
    }
    return pool.run(() -> attribution(rows, classIndex));
  }

  private Attribution attribution(Rows rows, int classIndex) {
    try {
      return model instanceof TreeClassifier trees
          ? ofTrees(trees, rows, classIndex)
          : PermutationShap.explain(model, classIndex, background, rows, PAIRS, new Seed(1), alone);
    } catch (RuntimeException e) {
      throw new Unavailable("explanation-error", Failures.token(e));
    }
  }

  /// A model with one margin speaks for the second class; for the first, all signs turn round.
  private Attribution ofTrees(TreeClassifier trees, Rows rows, int classIndex) {
    int outputs = trees.ensemble().outputs();
    int output = outputs == 1 ? 0 : classIndex;
    Attribution found =
        TreeShap.interventional(trees.ensemble(), output, trees.encoder().encode(background))
            .explain(trees.encoder().encode(rows), alone)
            .byFeature(trees.encoder(), trees.features().width());
    return outputs == 1 && classIndex == 0 ? turned(found) : found;
  }

  private static Attribution turned(Attribution a) {
    return new Attribution(
        a.method() + ", of the first class",
        a.background(),
        a.rows(),
        a.width(),
        negated(a.values()),
        negated(a.outputs()),
        -a.expected(),
        a.additivityError(),
        a.modelCalls());
  }

  private static double[] negated(double[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = -values[i];
    }
    return out;
  }
}
