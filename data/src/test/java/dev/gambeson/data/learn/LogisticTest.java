package dev.gambeson.data.learn;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.screen.RealRows;
import dev.gambeson.testing.NpyArrays;
import dev.gambeson.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogisticTest {
  private static final Logistic.Options TIGHT = new Logistic.Options(1, 1e-8, 5000);

  /// The 569 x 30 rows of the breast cancer set, standardised as scikit-learn does.
  private static Rows cancer() throws IOException {
    List<double[]> rows =
        Files.readAllLines(SharedData.require("data/breast_cancer/breast_cancer.csv")).stream()
            .skip(1)
            .map(l -> Arrays.stream(l.split(",", -1)).mapToDouble(Double::parseDouble).toArray())
            .toList();
    double[] out = new double[rows.size() * 30];
    for (int j = 0; j < 30; j++) {
      int column = j;
      double[] v = rows.stream().mapToDouble(r -> r[column]).toArray();
      double mean = Arrays.stream(v).average().orElseThrow();
      double sd =
          Math.sqrt(Arrays.stream(v).map(x -> (x - mean) * (x - mean)).average().orElseThrow());
      for (int i = 0; i < v.length; i++) {
        out[i * 30 + j] = (v[i] - mean) / sd;
      }
    }
    return new Rows(rows.size(), 30, out);
  }

  private static Rows digits(int n) {
    var data = RealRows.digits(0, n);
    double[] out = new double[n * 49];
    for (int c = 0; c < 49; c++) {
      double[] v = ((NumericColumn) data.column("p" + c)).values();
      for (int i = 0; i < n; i++) {
        out[i * 49 + c] = v[i];
      }
    }
    return new Rows(n, 49, out);
  }

  /// scikit-learn 1.2.1, `LogisticRegression(solver="newton-cholesky", tol=1e-10)` on the labels of
  /// the fixture `breast_cancer_0.1`; its default lbfgs stops up to 3e-4 away from that.
  @Test
  void twoClassesAgreeWithScikitLearn() throws IOException {
    int[] labels =
        requireNonNull(
                NpyArrays.read(SharedData.require("reference/supply/cleanlab_fixtures.npz"))
                    .get("breast_cancer_0.1_labels"))
            .ints();
    Rows x = cancer();
    for (Logistic.Options options : List.of(TIGHT, Logistic.Options.DEFAULT)) {
      Rows p = Logistic.fit(x, labels, 2, options).probabilities(x);
      double slack = options.equals(TIGHT) ? 1e-8 : 1e-4;
      assertThat(p.at(0, 1)).isCloseTo(0.037749276, offset(slack));
      assertThat(p.at(7, 1)).isCloseTo(0.433424354, offset(slack));
      assertThat(p.at(300, 1)).isCloseTo(0.017312633, offset(slack));
      assertThat(p.at(568, 1)).isCloseTo(0.970282149, offset(slack));
      assertThat(p.at(568, 0) + p.at(568, 1)).isCloseTo(1, offset(1e-15));
    }
  }

  /// scikit-learn 1.2.1, multinomial, `solver="newton-cg", tol=1e-10`.
  @Test
  void tenClassesAgreeWithScikitLearn() {
    Rows x = digits(600);
    int[] labels = RealRows.labels(RealRows.digits(0, 600));
    Rows p = Logistic.fit(x, labels, 10).probabilities(x);
    assertThat(p.at(0, 0)).isCloseTo(0.011619585, offset(1e-4));
    assertThat(p.at(1, 5)).isCloseTo(0.048813836, offset(1e-4));
    assertThat(p.at(17, 3)).isCloseTo(0.378390028, offset(1e-4));
    assertThat(p.at(599, 9)).isCloseTo(0.015039455, offset(1e-4));
    assertThat(Arrays.stream(p.values()).map(v -> v * v).sum()).isCloseTo(304.925528, offset(0.01));
  }

  @Test
  void sparseRowsGiveTheSameAnswerAsDenseOnes() {
    RandomGenerator random = new Seed(1).random();
    double[] sparse = new double[400 * 10];
    for (int i = 0; i < 400; i++) {
      sparse[i * 10 + random.nextInt(10)] = 1 + random.nextDouble();
    }
    int[] labels = IntStream.range(0, 400).map(_ -> random.nextInt(3)).toArray();
    Rows rows = new Rows(400, 10, sparse);
    double[] weights = random.doubles(33).toArray();
    double[] byDense = new double[33];
    double[] bySparse = new double[33];
    double a = new LogLoss(new Design.Dense(rows), labels, 3, 1).at(weights, byDense);
    Design few = Design.of(rows);
    assertThat(few).isInstanceOf(Design.Sparse.class);
    assertThat(new LogLoss(few, labels, 3, 1).at(weights, bySparse)).isCloseTo(a, offset(1e-9));
    for (int i = 0; i < 33; i++) {
      assertThat(bySparse[i]).isCloseTo(byDense[i], offset(1e-9));
    }
  }

  @Test
  void theGradientIsTheSlopeOfTheLoss() {
    RandomGenerator random = new Seed(2).random();
    Rows rows = new Rows(50, 4, random.doubles(200).toArray());
    for (int outputs : new int[] {1, 3}) {
      int[] labels =
          IntStream.range(0, 50).map(_ -> random.nextInt(Math.max(2, outputs))).toArray();
      LogLoss loss = new LogLoss(new Design.Dense(rows), labels, outputs, 0.7);
      double[] w = random.doubles(5L * outputs).toArray();
      double[] g = new double[w.length];
      loss.at(w, g);
      for (int i = 0; i < w.length; i++) {
        double[] up = w.clone();
        double[] down = w.clone();
        up[i] += 1e-6;
        down[i] -= 1e-6;
        double slope =
            (loss.at(up, new double[w.length]) - loss.at(down, new double[w.length])) / 2e-6;
        assertThat(g[i]).isCloseTo(slope, offset(1e-5));
      }
    }
  }

  @Test
  void aClassWithoutRowsIsImprobable() {
    Rows x = Rows.of(new double[] {0}, new double[] {0.2}, new double[] {4}, new double[] {5});
    Rows p = Logistic.fit(x, new int[] {0, 0, 2, 2}, 3).probabilities(x);
    assertThat(p.at(0, 1)).isLessThan(0.05);
  }

  @Test
  void refusesValuesThatAreNoNumbersAndShapesThatDoNotFit() {
    Rows bad = Rows.of(new double[] {0, Double.NaN}, new double[] {1, 2});
    assertThatThrownBy(() -> Logistic.fit(bad, new int[] {0, 1}, 2))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("Row 1, encoded column 2");
    Rows good = Rows.of(new double[] {0}, new double[] {1});
    assertThatIllegalArgumentException().isThrownBy(() -> Logistic.fit(good, new int[] {0}, 2));
    Logistic model = Logistic.fit(good, new int[] {0, 1}, 2);
    assertThatIllegalArgumentException().isThrownBy(() -> model.probabilities(bad));
  }

  @Test
  void foldsHoldNearlyTheSameShareOfEachClass() {
    int[] labels = IntStream.range(0, 103).map(i -> i % 10 == 0 ? 1 : 0).toArray();
    Folds folds = Folds.stratified(labels, 5, new Seed(3));
    for (int f = 0; f < 5; f++) {
      assertThat(folds.rows(f).length).isBetween(20, 21);
      long ones = Arrays.stream(folds.rows(f)).filter(i -> labels[i] == 1).count();
      assertThat(ones).isBetween(2L, 3L);
      assertThat(folds.rows(f).length + folds.others(f).length).isEqualTo(103);
    }
    assertThat(Folds.stratified(labels, 5, new Seed(3)).of()).isEqualTo(folds.of());
    assertThat(Folds.stratified(labels, 5, new Seed(4)).of()).isNotEqualTo(folds.of());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Folds.stratified(labels, 104, new Seed(1)));
  }

  @Test
  void noRowIsJudgedByAModelThatSawIt() {
    Rows x = digits(200);
    int[] labels = RealRows.labels(RealRows.digits(0, 200));
    Folds folds = Folds.stratified(labels, 4, new Seed(1));
    try (Workers workers = new Workers(2)) {
      Rows before = CrossValidated.probabilities(x, labels, 10, folds, workers);
      int[] changed = labels.clone();
      changed[5] = (labels[5] + 1) % 10;
      Rows after = CrossValidated.probabilities(x, changed, 10, folds, workers);
      assertThat(after.row(5)).containsExactly(before.row(5));
      assertThat(after.values()).isNotEqualTo(before.values());
    }
  }

  @Test
  void poolingFollowsTheOpinionThatKnows() {
    RandomGenerator random = new Seed(4).random();
    int[] labels = IntStream.range(0, 500).map(_ -> random.nextInt(2)).toArray();
    double[] knows = new double[1000];
    double[] guesses = new double[1000];
    for (int i = 0; i < 500; i++) {
      int shown = random.nextDouble() < 0.9 ? labels[i] : 1 - labels[i];
      knows[2 * i + shown] = 0.99; // overconfident: right nine times of ten
      knows[2 * i + 1 - shown] = 0.01;
      guesses[2 * i] = random.nextDouble(0.1, 0.9);
      guesses[2 * i + 1] = 1 - guesses[2 * i];
    }
    List<Rows> opinions = List.of(new Rows(500, 2, knows), new Rows(500, 2, guesses));
    Rows pooled = Pooling.fit(opinions, labels).pool(opinions);
    double stated =
        IntStream.range(0, 500)
            .mapToDouble(i -> Math.max(pooled.at(i, 0), pooled.at(i, 1)))
            .average()
            .orElseThrow();
    assertThat(stated).isCloseTo(0.9, offset(0.03));
  }

  @Test
  void projectionKeepsTheDirectionsThatVaryMost() {
    RandomGenerator random = new Seed(5).random();
    double[] v = new double[300 * 40];
    for (int i = 0; i < 300; i++) {
      double a = 10 * random.nextGaussian();
      for (int j = 0; j < 40; j++) {
        v[i * 40 + j] = (j % 2 == 0 ? a : -a) + random.nextGaussian();
      }
    }
    Rows rows = new Rows(300, 40, v);
    Rows out = Projection.fit(rows, 1, new Seed(1)).apply(rows);
    double kept = Arrays.stream(out.values()).map(x -> x * x).sum() / 300;
    assertThat(kept).isBetween(3200.0, 5200.0); // 40 x 100, give or take the draw
  }
}
