package dev.gambeson.explain;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.model.tree.TreeClassifier;
import dev.gambeson.model.tree.TreeEnsemble;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/// What drives a model's decisions on its test rows: attributions of a sample of rows and the
/// permutation importance of every raw feature.
///
/// @param names raw features
/// @param attribution values per explained row and raw feature
/// @param importance drop of quality per raw feature
/// @param sample the rows behind the importance; the first [Attribution#rows] of them were
///   explained
record Drivers(
    List<String> names, Attribution attribution, List<Estimate> importance, LabelledRows sample) {
  static final int IMPORTANCE_ROWS = 4000;
  static final int TREE_ROWS = 1000;
  static final int TREE_BACKGROUND = 100;
  static final int MODEL_ROWS = 300;
  static final int MODEL_BACKGROUND = 20;
  static final int FEWEST = 50;
  private static final int FOLDS = 10;

  /// Measures a subject. The sample is drawn without replacement, by the seed alone.
  static Drivers of(AuditSubject subject, Seed seed, CheckContext context) {
    LabelledRows sample = draw(subject.test(), IMPORTANCE_ROWS, seed.child("rows"));
    LabelledRows reference = subject.train().orElse(subject.test());
    context.progress().report("Explaining decisions", 0);
    Attribution attribution = attribute(subject, sample, reference, seed, context);
    context.progress().report("Explaining decisions", 0.5);
    List<Estimate> importance =
        PermutationImportance.of(
            subject.model(), sample, FOLDS, seed.child("importance"), context.workers());
    context.progress().report("Explaining decisions", 1);
    return new Drivers(subject.model().features().names(), attribution, importance, sample);
  }

  private static Attribution attribute(
      AuditSubject subject,
      LabelledRows sample,
      LabelledRows reference,
      Seed seed,
      CheckContext context) {
    Seed ofBackground = seed.child("background");
    if (subject.model() instanceof TreeClassifier trees) {
      Rows rows = head(sample.rows(), TREE_ROWS);
      Rows background = draw(reference, TREE_BACKGROUND, ofBackground).rows();
      return trees(trees, subject.favourable(), rows, background, context);
    }
    return PermutationShap.explain(
        subject.model(),
        subject.favourable(),
        draw(reference, MODEL_BACKGROUND, ofBackground).rows(),
        head(sample.rows(), MODEL_ROWS),
        1,
        seed.child("orders"),
        context.workers());
  }

  private static Attribution trees(
      TreeClassifier model, int favourable, Rows rows, Rows background, CheckContext context) {
    TreeEnsemble ensemble = model.ensemble();
    int output = ensemble.outputs() == 1 ? 0 : favourable;
    return TreeShap.interventional(ensemble, output, model.encoder().encode(background))
        .explain(model.encoder().encode(rows), context.workers())
        .byFeature(model.encoder(), rows.width());
  }

  private static Rows head(Rows rows, int most) {
    return rows.slice(0, Math.min(most, rows.count()));
  }

  private static LabelledRows draw(LabelledRows rows, int most, Seed seed) {
    int[] order = PermutationShap.identity(rows.size());
    Shuffles.shuffle(order, seed.random());
    return rows.select(Arrays.copyOf(order, Math.min(most, order.length)));
  }

  /// The share that some features have in all attributions: their sum of absolute values over that
  /// of all features. Interval by linearisation of the ratio over rows (Cochran 1977, section 6.4).
  ///
  /// @param comparisons number of such shares looked at together (Bonferroni)
  Estimate share(String name, IntPredicate chosen, int comparisons) {
    int n = attribution.rows();
    int width = names.size();
    double[] part = new double[n];
    double[] whole = new double[n];
    double parts = 0;
    double wholes = 0;
    for (int row = 0; row < n; row++) {
      for (int f = 0; f < width; f++) {
        double size = Math.abs(attribution.at(row, f));
        whole[row] += size;
        part[row] += chosen.test(f) ? size : 0;
      }
      parts += part[row];
      wholes += whole[row];
    }
    if (n < FEWEST || !(wholes > 0)) {
      String why = n < FEWEST ? "fewer than " + FEWEST + " rows" : "no feature moves the score";
      return Estimate.undefined(name, n, why);
    }
    double share = parts / wholes;
    double squares = 0;
    for (int row = 0; row < n; row++) {
      double residual = part[row] - share * whole[row];
      squares += residual * residual;
    }
    double z = NormalDistribution.of(0, 1).inverseCumulativeProbability(1 - 0.025 / comparisons);
    double half = z * Math.sqrt(squares / n / (n - 1.0)) / (wholes / n);
    String method =
        comparisons == 1
            ? "ratio of means, 95 %"
            : "ratio of means, 95 %% over %d features".formatted(comparisons);
    return new Estimate(
        name, share, Math.max(0, share - half), Math.min(1, share + half), n, method);
  }

  /// Each feature's own share, in feature order, intervals that hold together.
  List<Estimate> shares() {
    return IntStream.range(0, names.size())
        .mapToObj(f -> share("share of " + names.get(f) + " in |SHAP|", g -> g == f, names.size()))
        .toList();
  }
}
