package dev.gambeson.guard.input;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/// Learns where training rows lie jointly, and calibrates on rows held out from it.
///
/// Guaranteed: thresholds are quantiles of rows that took part in nothing else (split conformal
/// prediction), so an honest row, drawn like the training rows, is called odd at rate `a` with
/// probability at most `a + 1 / (held-out rows + 1)`. When clients differ from the training rows,
/// they are called odd more often: that is what is measured.
public final class Manifolds {
  /// Fewer training rows than this say nothing about joint behaviour.
  public static final int FEWEST = 200;

  private static final int CORESET = 1024;
  private static final int MOST_HELD_OUT = 6000;
  private static final int FIT = 20_000;

  private Manifolds() {}

  /// A profile with a manifold.
  ///
  /// @param rows training rows
  /// @param model the model, for [AdversarialScore]; empty leaves that out
  /// @param seed which rows are held out
  /// @return without a manifold when there are fewer than [#FEWEST] rows
  /// @throws GambesonException when there are no rows
  public static InputProfile learn(
      FeatureSpace space, Rows rows, Optional<ScoredClassifier> model, Seed seed) {
    InputProfile plain = InputProfile.of(space, rows);
    if (rows.count() < FEWEST) {
      return plain;
    }
    int[] order = Shuffles.shuffled(rows.count(), seed.random());
    int third = Math.min(rows.count() / 3, MOST_HELD_OUT);
    Rows first = rows.select(Arrays.copyOfRange(order, 0, third / 2));
    Rows second = rows.select(Arrays.copyOfRange(order, third / 2, third));
    int[] fitted = Arrays.copyOfRange(order, third, Math.min(rows.count(), third + FIT));
    Manifold bare = fit(plain, rows.select(fitted), model);
    Manifold ranked = withRanks(plain, bare, first);
    return with(
        plain,
        model
            .map(m -> judged(plain, ranked, first, second, m))
            .orElseGet(() -> withWorst(plain, ranked, second)));
  }

  private static InputProfile with(InputProfile plain, Manifold manifold) {
    return new InputProfile(plain.format(), plain.rows(), plain.features(), Optional.of(manifold));
  }

  private static Manifold fit(InputProfile plain, Rows rows, Optional<ScoredClassifier> model) {
    Encoding encoding = new Encoding(plain);
    int n = encoding.columns();
    DMatrixRMaj x = new DMatrixRMaj(rows.count(), n);
    List<List<Float>> coreset = new ArrayList<>();
    float[] one = new float[encoding.width()];
    for (int row = 0; row < rows.count(); row++) {
      encoding.encode(rows, row, one);
      for (int f = 0; f < one.length; f++) {
        int at = encoding.column(f) + (encoding.isNumber(f) ? 0 : (int) one[f]);
        x.set(row, at, encoding.isNumber(f) ? one[f] : 1);
      }
      if (row < CORESET) {
        coreset.add(list(one));
      }
    }
    double[] centre = centred(x);
    int kept = coreset.size();
    List<Integer> labels =
        model
            .map(m -> Arrays.stream(m.labels(rows.slice(0, kept))).boxed().toList())
            .orElse(List.of());
    List<Float> none = List.of(0f);
    return new Manifold(
        list(centre),
        list(precision(x)),
        coreset,
        labels,
        none,
        none,
        none,
        List.of(),
        List.of(),
        List.of(),
        0);
  }

  private static double[] centred(DMatrixRMaj x) {
    double[] mean = new double[x.numCols];
    for (int c = 0; c < x.numCols; c++) {
      for (int row = 0; row < x.numRows; row++) {
        mean[c] += x.get(row, c) / x.numRows;
      }
      for (int row = 0; row < x.numRows; row++) {
        x.set(row, c, x.get(row, c) - mean[c]);
      }
    }
    return mean;
  }

  /// Inverse of the covariance, shrunk towards a multiple of the identity by the oracle
  /// approximating coefficient (Chen et al. 2010, equation 23), and by at least 2 %: indicators of
  /// a category sum to one, so their covariance is singular.
  private static double[] precision(DMatrixRMaj x) {
    int p = x.numCols;
    DMatrixRMaj s = new DMatrixRMaj(p, p);
    CommonOps_DDRM.multTransA(1.0 / x.numRows, x, x, s);
    double trace = CommonOps_DDRM.trace(s);
    double squares = 0;
    for (double v : s.data) {
      squares += v * v;
    }
    double mean = trace / p;
    double up = (1 - 2.0 / p) * squares + trace * trace;
    double down = (x.numRows + 1 - 2.0 / p) * (squares - trace * trace / p);
    double shrink = down <= 0 ? 1 : Math.clamp(up / down, 0.02, 1.0);
    CommonOps_DDRM.scale(1 - shrink, s);
    for (int i = 0; i < p; i++) {
      s.add(i, i, shrink * Math.max(mean, 1e-9));
    }
    CommonOps_DDRM.invert(s);
    return s.data;
  }

  private static Manifold withRanks(InputProfile plain, Manifold bare, Rows heldOut) {
    Distance distance = Distance.of(with(plain, bare)).orElseThrow();
    float[] spread = new float[heldOut.count()];
    float[] gaps = new float[heldOut.count()];
    for (int row = 0; row < heldOut.count(); row++) {
      Distance.Measured m = distance.measure(heldOut, row, -1);
      spread[row] = m.mahalanobis();
      gaps[row] = m.gap();
    }
    return new Manifold(
        bare.centre(),
        bare.precision(),
        bare.coreset(),
        bare.labels(),
        sorted(spread),
        sorted(gaps),
        bare.worst(),
        List.of(),
        List.of(),
        List.of(),
        0);
  }

  private static Manifold withWorst(InputProfile plain, Manifold ranked, Rows heldOut) {
    Distance distance = Distance.of(with(plain, ranked)).orElseThrow();
    float[] worst = new float[heldOut.count()];
    for (int row = 0; row < heldOut.count(); row++) {
      worst[row] = distance.rank(distance.measure(heldOut, row, -1));
    }
    return new Manifold(
        ranked.centre(),
        ranked.precision(),
        ranked.coreset(),
        ranked.labels(),
        ranked.spread(),
        ranked.gaps(),
        sorted(worst),
        List.of(),
        List.of(),
        List.of(),
        heldOut.count());
  }

  private static Manifold judged(
      InputProfile plain, Manifold ranked, Rows first, Rows second, ScoredClassifier model) {
    Manifold whole = withWorst(plain, ranked, second);
    Distance distance = Distance.of(with(plain, whole)).orElseThrow();
    int k = model.classes().size();
    float[] scores = model.scores(first);
    float[] margins = new float[first.count()];
    float[] discord = new float[first.count()];
    for (int row = 0; row < first.count(); row++) {
      int label = AdversarialScore.label(scores, row * k, k);
      margins[row] = AdversarialScore.margin(scores, row * k, k);
      discord[row] = Distance.NEIGHBOURS - distance.measure(first, row, label).agreeing();
    }
    Manifold ready = with(whole, List.of(0f), sorted(margins), sorted(discord));
    AdversarialScore score = AdversarialScore.of(with(plain, ready)).orElseThrow();
    float[] odd = new float[second.count()];
    float[] said = model.scores(second);
    for (int row = 0; row < second.count(); row++) {
      odd[row] = score.raw(second, row, said, row * k, k);
    }
    return with(ready, sorted(odd), ready.margins(), ready.discord());
  }

  private static Manifold with(
      Manifold m, List<Float> adversarial, List<Float> margins, List<Float> discord) {
    return new Manifold(
        m.centre(),
        m.precision(),
        m.coreset(),
        m.labels(),
        m.spread(),
        m.gaps(),
        m.worst(),
        adversarial,
        margins,
        discord,
        m.heldOut());
  }

  private static List<Float> sorted(float[] values) {
    Arrays.sort(values);
    return list(values);
  }

  private static List<Float> list(float[] values) {
    List<Float> list = new ArrayList<>(values.length);
    for (float v : values) {
      list.add(v);
    }
    return list;
  }

  private static List<Float> list(double[] values) {
    List<Float> list = new ArrayList<>(values.length);
    for (double v : values) {
      list.add((float) v);
    }
    return list;
  }
}
