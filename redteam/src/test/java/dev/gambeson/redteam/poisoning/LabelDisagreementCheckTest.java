package dev.gambeson.redteam.poisoning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.LabelledRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelDisagreementCheckTest {
  private static final FeatureSpace SPACE =
      new FeatureSpace(
          List.of(
              new Feature.Numeric("x", false, -5, 5, 1, false),
              new Feature.Numeric("z", false, -5, 5, 1, false),
              new Feature.Categorical("shop", List.of("a", "b", "c", "d"), false)));

  /// Rows whose label is 1 where x + z > 0, but for a little noise.
  private static LabelledRows rows(String name, int n, Seed seed) {
    RandomGenerator random = seed.random();
    double[] x = new double[n];
    double[] z = new double[n];
    String[] shop = new String[n];
    int[] truth = new int[n];
    for (int i = 0; i < n; i++) {
      x[i] = random.nextGaussian();
      z[i] = random.nextGaussian();
      shop[i] = List.of("a", "b", "c", "d").get(random.nextInt(4));
      truth[i] = x[i] + z[i] + 0.2 * random.nextGaussian() > 0 ? 1 : 0;
    }
    Dataset data =
        new Dataset(
            name,
            List.of(
                new NumericColumn("x", x),
                new NumericColumn("z", z),
                TextColumn.of("shop", List.of(shop))));
    return new LabelledRows(data, SPACE.encode(data), truth);
  }

  /// Flips this share of the ones at shop d to zero.
  private static LabelledRows flipped(LabelledRows rows, double share, Seed seed) {
    RandomGenerator random = seed.random();
    int[] truth = rows.truth().clone();
    for (int i = 0; i < truth.length; i++) {
      boolean targeted = truth[i] == 1 && rows.rows().at(i, 2) == 3;
      truth[i] = targeted && random.nextDouble() < share ? 0 : truth[i];
    }
    return new LabelledRows(rows.data(), rows.rows(), truth);
  }

  private static CheckResult run(LabelledRows test, Optional<LabelledRows> train, int threads) {
    FunctionClassifier model =
        new FunctionClassifier(SPACE, List.of("0", "1"), r -> new float[2 * r.count()]);
    AuditSubject subject =
        new AuditSubject(Path.of("m.onnx"), model, test, train, "y", 1, List.of());
    try (Workers workers = new Workers(threads)) {
      return new LabelDisagreementCheck()
          .run(
              subject, new CheckContext(Policy.defaults(), new Seed(3), workers, Progress.silent()))
          .getFirst();
    }
  }

  private static final LabelledRows TEST = rows("test.csv", 2000, new Seed(1));

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
  void cleanTrainingDataPass(long seed) {
    CheckResult result = run(TEST, Optional.of(rows("train.csv", 3000, new Seed(seed))), 2);
    assertThat(result.outcome()).contains(new Outcome.Pass());
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
  void flipsAtOneShopAreFoundAndTheShopIsNamed(long seed) {
    LabelledRows train = flipped(rows("train.csv", 3000, new Seed(seed)), 0.9, new Seed(seed));
    CheckResult result = run(TEST, Optional.of(train), 2);
    assertThat(result.outcome()).contains(new Outcome.Fail());
    assertThat(result.findings().getFirst().message()).contains("shop = d");
    assertThat(result.findings().getFirst().where().column()).contains("shop");
  }

  @Test
  void anAttackerWhoAlsoPoisonsTheTestDataStaysUnseenAsTheLimitsSay() {
    LabelledRows test = flipped(TEST, 1, new Seed(2));
    LabelledRows train = flipped(rows("train.csv", 3000, new Seed(31)), 1, new Seed(3));
    CheckResult result = run(test, Optional.of(train), 2);
    assertThat(result.outcome().orElseThrow()).isNotInstanceOf(Outcome.Fail.class);
    assertThat(LabelDisagreementCheck.INFO.limits())
        .contains("Poison that is in the test data too");
  }

  @Test
  void theResultDoesNotDependOnTheNumberOfThreads() {
    LabelledRows train = flipped(rows("train.csv", 1000, new Seed(41)), 0.5, new Seed(4));
    assertThat(run(TEST, Optional.of(train), 4)).isEqualTo(run(TEST, Optional.of(train), 1));
  }

  @Test
  void withoutTrainingDataItIsNotExamined() {
    assertThat(run(TEST, Optional.empty(), 1).outcome()).isEmpty();
  }

  @Test
  void tooLittleDataIsInconclusive() {
    CheckResult result =
        run(rows("test.csv", 20, new Seed(5)), Optional.of(rows("train.csv", 25, new Seed(6))), 1);
    assertThat(result.outcome().orElseThrow()).isInstanceOf(Outcome.Inconclusive.class);
  }
}
