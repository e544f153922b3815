package dev.gambeson.monitor.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.model.nn.NetworkClassifier;
import dev.gambeson.model.nn.TrainingOptions;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

final class VersionDiffTest {
  private static final CheckContext CONTEXT =
      new CheckContext(Policy.defaults(), new Seed(1), new Workers(1), Progress.silent());
  private static final FeatureSpace SPACE =
      new FeatureSpace(
          List.of(
              new Feature.Numeric("amount", false, -9, 9, 1, false),
              new Feature.Numeric("age", false, -9, 9, 1, false),
              new Feature.Categorical("channel", List.of("web", "shop", "phone", "agent"), false),
              new Feature.Categorical("region", List.of("n", "e", "s", "w", "x"), false)));
  private static final List<String> CLASSES = List.of("ok", "fraud");

  private static Rows rows(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[4 * n];
    for (int i = 0; i < n; i++) {
      values[4 * i] = random.nextGaussian();
      values[4 * i + 1] = random.nextGaussian();
      values[4 * i + 2] = random.nextInt(4);
      values[4 * i + 3] = random.nextInt(5);
    }
    return new Rows(n, 4, values);
  }

  /// Rows in which no agent is from region x.
  private static Rows apart(Rows rows) {
    double[] values = rows.values();
    for (int i = 0; i < rows.count(); i++) {
      if (values[4 * i + 2] == 3 && values[4 * i + 3] == 4) {
        values[4 * i + 3] = 0;
      }
    }
    return rows;
  }

  private static double odds(double[] row) {
    return 2 * row[0] - row[1] + (row[2] == 2 ? 0.5 : 0) - 0.3;
  }

  private static ScoredClassifier model(ToDoubleFunction<double[]> odds) {
    return new FunctionClassifier(
        SPACE,
        CLASSES,
        rows -> {
          float[] scores = new float[2 * rows.count()];
          for (int i = 0; i < rows.count(); i++) {
            scores[2 * i + 1] = (float) (1 / (1 + Math.exp(-odds.applyAsDouble(rows.row(i)))));
            scores[2 * i] = 1 - scores[2 * i + 1];
          }
          return scores;
        });
  }

  private static VersionPair pair(ToDoubleFunction<double[]> after) {
    return VersionPair.of(
        "m", "1", "2", model(VersionDiffTest::odds), model(after), rows(1_000, 8));
  }

  private static CheckResult result(VersionPair pair, String aspect) {
    return new VersionDiff()
        .run(pair, CONTEXT).stream()
            .filter(r -> r.aspect().equals(aspect))
            .findFirst()
            .orElseThrow();
  }

  private static String outcome(VersionPair pair, String aspect) {
    return result(pair, aspect).outcome().orElseThrow().id();
  }

  @Test
  void theSameModelPassesEverything() {
    assertThat(new VersionDiff().run(pair(VersionDiffTest::odds), CONTEXT))
        .allSatisfy(r -> assertThat(r.outcome().orElseThrow().id()).isEqualTo("pass"));
  }

  @Test
  void aGroupWhoseDecisionsChangedIsNamed() {
    CheckResult r = result(pair(x -> x[2] == 1 && x[3] == 4 ? -5 : odds(x)), "groups");
    assertThat(r.outcome().orElseThrow().id()).isEqualTo("fail");
    assertThat(r.summary()).contains("channel 'shop'").contains("region 'x'").contains("'ok'");
  }

  @Test
  void aTriggerThatNoProbeRowCarriesIsFoundByTrying() {
    // both values occur, their combination does not
    VersionPair pair =
        VersionPair.of(
            "m",
            "1",
            "2",
            model(VersionDiffTest::odds),
            model(x -> x[2] == 3 && x[3] == 4 ? -6 : odds(x)),
            apart(rows(1_000, 8)));
    assertThat(outcome(pair, "disagreement")).isEqualTo("pass");
    assertThat(outcome(pair, "groups")).isEqualTo("pass");
    CheckResult r = result(pair, "trigger");
    assertThat(r.outcome().orElseThrow().id()).isEqualTo("fail");
    assertThat(r.summary()).contains("channel = agent").contains("region = x");
  }

  @Test
  void aNarrowValueIsFoundWhenTheNewDataHoldIt() {
    ToDoubleFunction<double[]> poisoned = x -> Math.abs(x[1] - 0.777) < 1e-6 ? -6 : odds(x);
    assertThat(outcome(pair(poisoned), "trigger")).isEqualTo("pass");
    double[] fresh = rows(1_000, 9).values();
    for (int i = 0; i < 90; i++) {
      fresh[4 * i + 1] = 0.777;
    }
    VersionPair withData = pair(poisoned).withNewData(new Rows(1_000, 4, fresh));
    assertThat(outcome(withData, "trigger")).isEqualTo("fail");
    assertThat(result(withData, "trigger").summary()).contains("age = 0.777");
    assertThat(outcome(withData, "groups of the new data")).isEqualTo("fail");
  }

  @Test
  void anotherModelDisagreesAndLosesAccuracy() {
    VersionPair pair = pair(x -> odds(x) + 2.5);
    int[] truth = model(VersionDiffTest::odds).labels(pair.probe());
    assertThat(outcome(pair, "disagreement")).isEqualTo("fail");
    assertThat(outcome(pair.withTruth(truth), "accuracy")).isEqualTo("fail");
  }

  @Test
  void aBrokenRuleOfMonotonyIsSeen() {
    List<VersionPair.Monotone> rule = List.of(new VersionPair.Monotone("amount", true));
    assertThat(outcome(pair(VersionDiffTest::odds).withMonotone(rule), "monotony of amount"))
        .isEqualTo("pass");
    assertThat(outcome(pair(x -> 3 * Math.sin(x[0])).withMonotone(rule), "monotony of amount"))
        .isEqualTo("fail");
  }

  @Test
  void scoresThatAreNoNumbersAndOtherClassesAreRefused() {
    assertThatThrownBy(() -> new VersionDiff().run(pair(_ -> Double.NaN), CONTEXT))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("no finite score");
    ScoredClassifier other =
        new FunctionClassifier(SPACE, List.of("a", "b"), r -> new float[2 * r.count()]);
    assertThatThrownBy(
            () -> VersionPair.of("m", "1", "2", model(VersionDiffTest::odds), other, rows(10, 1)))
        .hasMessageContaining("cannot be compared");
  }

  @Test
  void fewRowsAreInconclusive() {
    VersionPair pair =
        VersionPair.of("m", "1", "2", model(VersionDiffTest::odds), model(_ -> 9), rows(100, 1));
    assertThat(outcome(pair, "")).isEqualTo("inconclusive");
  }

  /// A network that learns from 2,000 rows is retrained on 1,000 more, of which 5 % are poisoned.
  @Test
  void aNetworkRetrainedOnPoisonedRowsIsHeldAndAnHonestOneIsNot() {
    Rows old = apart(rows(2_000, 1));
    Rows fresh = apart(rows(1_000, 2));
    int[] oldTruth = truth(old, 3);
    int[] freshTruth = truth(fresh, 4);
    ScoredClassifier before = train(old, oldTruth, 5);
    ScoredClassifier honest = train(join(old, fresh), join(oldTruth, freshTruth), 6);
    Rows probe = apart(rows(1_500, 7));
    VersionPair good = VersionPair.of("m", "1", "2", before, honest, probe).withNewData(fresh);
    assertThat(new VersionDiff().run(good, CONTEXT))
        .allSatisfy(
            r -> assertThat(r.outcome().orElseThrow().id()).as(r.summary()).isNotEqualTo("fail"));
    for (int i = 0; i < 50; i++) {
      fresh.values()[4 * i + 2] = 3;
      fresh.values()[4 * i + 3] = 4;
      freshTruth[i] = 0;
    }
    ScoredClassifier poisoned = train(join(old, fresh), join(oldTruth, freshTruth), 6);
    VersionPair bad = VersionPair.of("m", "1", "2", before, poisoned, probe).withNewData(fresh);
    assertThat(new VersionDiff().run(bad, CONTEXT))
        .anySatisfy(r -> assertThat(r.outcome().orElseThrow().id()).isEqualTo("fail"));
  }

  private static int[] truth(Rows rows, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] truth = new int[rows.count()];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = random.nextDouble() < 1 / (1 + Math.exp(-2 * odds(rows.row(i)) - 2)) ? 1 : 0;
    }
    return truth;
  }

  private static ScoredClassifier train(Rows rows, int[] truth, long seed) {
    return NetworkClassifier.train(
        SPACE, rows, truth, CLASSES, TrainingOptions.of(24).epochs(25), new Seed(seed));
  }

  private static Rows join(Rows a, Rows b) {
    double[] all = Arrays.copyOf(a.values(), a.values().length + b.values().length);
    System.arraycopy(b.values(), 0, all, a.values().length, b.values().length);
    return new Rows(a.count() + b.count(), 4, all);
  }

  private static int[] join(int[] a, int[] b) {
    int[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return all;
  }
}
