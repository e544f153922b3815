package dev.gambeson.model.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DenseNetworkTest {
  private static final float[] XOR = {0, 0, 0, 1, 1, 0, 1, 1};
  private static final int[] XOR_LABELS = {0, 1, 1, 0};
  private static final float STEP = 4e-3f;
  private static final TrainingOptions SMALL =
      TrainingOptions.of(16).epochs(400).batch(4).learningRate(0.02).l2(0);

  @Test
  void learnsXorWhichNoLinearModelCan() {
    DenseNetwork network = DenseNetwork.train(XOR, 2, XOR_LABELS, 2, SMALL, new Seed(1));

    assertThat(ScoredClassifier.argMax(network.scores(XOR), 2)).containsExactly(XOR_LABELS);
    DenseNetwork linear =
        DenseNetwork.train(
            XOR, 2, XOR_LABELS, 2, TrainingOptions.of().epochs(400).batch(4), new Seed(1));
    assertThat(accuracy(linear, XOR, XOR_LABELS)).isLessThan(1);
  }

  @Test
  void theSameSeedGivesTheSameBitsOnAnyThreadAndAnotherSeedOthers() {
    float[] x = gaussians(300 * 7, new Seed(5));
    int[] y = signs(x, 7);
    TrainingOptions options = TrainingOptions.of(13, 5).epochs(5);
    float[] alone = DenseNetwork.train(x, 7, y, 2, options, new Seed(9)).scores(x);

    try (Workers workers = new Workers(3)) {
      List<float[]> together =
          workers.map(
              6, i -> DenseNetwork.train(x, 7, y, 2, options, new Seed(9 + i / 5)).scores(x));

      assertThat(together.subList(0, 5)).allSatisfy(s -> assertThat(s).containsExactly(alone));
      assertThat(together.get(5)).isNotEqualTo(alone);
    }
  }

  @Test
  void aRowsScoreDoesNotDependOnTheRowsBesideIt() {
    float[] x = gaussians(700 * 4, new Seed(2));
    DenseNetwork network =
        DenseNetwork.train(x, 4, signs(x, 4), 2, TrainingOptions.of(9).epochs(2), new Seed(3));
    float[] all = network.scores(x);

    for (int row : new int[] {0, 255, 256, 699}) {
      assertThat(network.scores(Arrays.copyOfRange(x, row * 4, row * 4 + 4)))
          .containsExactly(all[2 * row], all[2 * row + 1]);
    }
  }

  @Test
  void theInputGradientAgreesWithCentralDifferences() {
    float[] x = gaussians(400 * 6, new Seed(8));
    DenseNetwork network =
        DenseNetwork.train(
            x, 6, signs(x, 6), 3, TrainingOptions.of(20, 10).epochs(10), new Seed(4));
    float[] row = Arrays.copyOf(x, 6 * 20);
    float[] targets = Samples.labelled(row, 6, new int[20], 3).targets();
    float[] gradient = network.inputGradient(row, targets);
    int compared = 0;
    for (int i = 0; i < row.length; i++) {
      if (crossesNoKink(network, row, i)) {
        compared++;
        double numeric = (loss(network, row, i, STEP) - loss(network, row, i, -STEP)) / (2 * STEP);
        assertThat((double) gradient[i]).isCloseTo(numeric, within(1e-3));
      }
    }

    assertThat(compared).isGreaterThan(100);
  }

  @Test
  void softTargetsAreReproduced() {
    float[] x = {0, 1};
    float[] targets = {0.8f, 0.2f, 0.3f, 0.7f};
    DenseNetwork network =
        DenseNetwork.train(
            Samples.soft(x, 1, targets, 2), SMALL.epochs(1500).learningRate(0.05), new Seed(1));

    assertThat(network.scores(x)).containsExactly(targets, within(0.01f));
  }

  @Test
  void rowsOfWeightZeroTeachNothing() {
    float[] x = {-1, 1, -1, 1};
    float[] targets = {1, 0, 0, 1, 0, 1, 1, 0};
    Samples samples = new Samples(x, 1, targets, 2, new float[] {1, 1, 0, 0});
    DenseNetwork network = DenseNetwork.train(samples, SMALL, new Seed(1));

    assertThat(ScoredClassifier.argMax(network.scores(x), 2)).containsExactly(0, 1, 0, 1);
  }

  @Test
  void balancingGivesEveryClassTheSameTotalWeight() {
    Samples samples = Samples.labelled(new float[5], 1, new int[] {0, 0, 0, 0, 1}, 3).balanced();

    assertThat(samples.weights())
        .containsExactly(new float[] {.625f, .625f, .625f, .625f, 2.5f}, within(1e-6f));
  }

  @Test
  void earlyStoppingKeepsTheWeightsOfTheBestEpoch() {
    float[] x = gaussians(120 * 20, new Seed(6));
    RandomGenerator noise = new Seed(7).random();
    int[] y = noise.ints(120, 0, 2).toArray(); // nothing to learn: any fit is memory
    TrainingOptions memorise = TrainingOptions.of(64).epochs(300).l2(0);

    double free = accuracy(DenseNetwork.train(x, 20, y, 2, memorise, new Seed(1)), x, y);
    double stopped =
        accuracy(
            DenseNetwork.train(x, 20, y, 2, memorise.earlyStopping(0.3, 5), new Seed(1)), x, y);

    assertThat(free).isEqualTo(1);
    assertThat(stopped).isLessThan(0.85);
  }

  @Test
  void breastCancerIsLearntAsWellAsByScikitLearn() throws IOException {
    Table train = Table.read("models/breast_cancer/train.csv");
    Table test = Table.read("models/breast_cancer/test.csv");
    train.standardise(test);
    DenseNetwork network =
        DenseNetwork.train(
            train.x, train.width, train.y, 2, TrainingOptions.of(32, 16), new Seed(42));

    // models.json: scikit-learn's MLP of the same shape reaches 0.984 on these 189 rows
    assertThat(accuracy(network, test.x, test.y)).isGreaterThanOrEqualTo(0.973);
  }

  @Test
  void inputsThatAreNotNumbersAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Samples.labelled(new float[] {1, Float.NaN}, 1, new int[2], 2))
        .withMessageContaining("input 1 is NaN");
  }

  @Test
  void rowsOfTheWrongWidthAreRefused() {
    DenseNetwork network = DenseNetwork.train(XOR, 2, XOR_LABELS, 2, SMALL.epochs(1), new Seed(1));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> network.scores(new float[3]))
        .withMessageContaining("3 inputs are not rows of width 2");
  }

  /// Whether every ReLU keeps its state between the two ends of the difference.
  private static boolean crossesNoKink(DenseNetwork network, float[] rows, int at) {
    float[] up = rows.clone();
    up[at] += STEP;
    float[] down = rows.clone();
    down[at] -= STEP;
    float[] hiddenUp = up;
    float[] hiddenDown = down;
    for (Layer layer : network.layers()) {
      hiddenUp = new DenseNetwork(List.of(layer)).logits(hiddenUp);
      hiddenDown = new DenseNetwork(List.of(layer)).logits(hiddenDown);
      for (int i = 0; i < hiddenUp.length && layer != network.layers().getLast(); i++) {
        if (hiddenUp[i] > 0 != hiddenDown[i] > 0) {
          return false;
        }
        hiddenUp[i] = Math.max(0, hiddenUp[i]);
        hiddenDown[i] = Math.max(0, hiddenDown[i]);
      }
    }
    return true;
  }

  private static double loss(DenseNetwork network, float[] rows, int at, float by) {
    float[] moved = rows.clone();
    moved[at] += by;
    float[] logits = network.logits(moved);
    int k = network.classes();
    int r = at / network.width();
    double sum = 0;
    for (int c = 0; c < k; c++) {
      sum += Math.exp(logits[r * k + c]);
    }
    return Math.log(sum) - logits[r * k];
  }

  static double accuracy(DenseNetwork network, float[] x, int[] y) {
    int[] labels = ScoredClassifier.argMax(network.scores(x), network.classes());
    int right = 0;
    for (int i = 0; i < y.length; i++) {
      right += labels[i] == y[i] ? 1 : 0;
    }
    return (double) right / y.length;
  }

  static float[] gaussians(int n, Seed seed) {
    RandomGenerator random = seed.random();
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  static int[] signs(float[] x, int width) {
    int[] labels = new int[x.length / width];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = x[i * width] * x[i * width + 1] > 0 ? 1 : 0;
    }
    return labels;
  }

  /// A numeric CSV with the label in its last column.
  private record Table(float[] x, int width, int[] y) {
    static Table read(String path) throws IOException {
      List<String> lines = Files.readAllLines(SharedData.require(path));
      int width = lines.getFirst().split(",", -1).length - 1;
      float[] x = new float[(lines.size() - 1) * width];
      int[] y = new int[lines.size() - 1];
      for (int r = 0; r < y.length; r++) {
        String[] cells = lines.get(r + 1).split(",", -1);
        for (int f = 0; f < width; f++) {
          x[r * width + f] = Float.parseFloat(cells[f]);
        }
        y[r] = Integer.parseInt(cells[width]);
      }
      return new Table(x, width, y);
    }

    void standardise(Table other) {
      for (int f = 0; f < width; f++) {
        double mean = 0;
        double squares = 0;
        for (int r = 0; r < y.length; r++) {
          mean += x[r * width + f] / y.length;
        }
        for (int r = 0; r < y.length; r++) {
          squares += Math.pow(x[r * width + f] - mean, 2) / y.length;
        }
        for (Table t : List.of(this, other)) {
          for (int r = 0; r < t.y.length; r++) {
            t.x[r * width + f] = (float) ((t.x[r * width + f] - mean) / Math.sqrt(squares));
          }
        }
      }
    }
  }
}
