package dev.gambeson.model.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class PerformanceChecksTest {
  private static final CheckContext CONTEXT =
      new CheckContext(Policy.defaults(), new Seed(42), new Workers(1), Progress.silent());

  private static FunctionClassifier repeating(int classes) {
    List<Feature> features =
        IntStream.range(0, classes)
            .<Feature>mapToObj(c -> new Feature.Numeric("s" + c, false, 0, 1, 1, false))
            .toList();
    return new FunctionClassifier(
        new FeatureSpace(features),
        IntStream.range(0, classes).mapToObj(c -> "class " + c).toList(),
        PerformanceChecksTest::floats);
  }

  private static float[] floats(Rows rows) {
    float[] out = new float[rows.values().length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) rows.values()[i];
    }
    return out;
  }

  private static LabelledRows rows(int[] truth, double[][] scores) {
    int classes = scores[0].length;
    List<NumericColumn> columns =
        IntStream.range(0, classes)
            .mapToObj(c ->
                new NumericColumn("s" + c, Arrays.stream(scores).mapToDouble(s -> s[c]).toArray()))
            .toList();
    return new LabelledRows(new Dataset("test.csv", columns), Rows.of(scores), truth);
  }

  private static AuditSubject subject(LabelledRows test, Optional<LabelledRows> train) {
    return new AuditSubject(
        Path.of("model.onnx"), repeating(test.rows().width()), test, train, "label", 1, List.of());
  }

  private static double[][] binary(double... scores) {
    return Arrays.stream(scores).mapToObj(s -> new double[] {1 - s, s}).toArray(double[][]::new);
  }

  private static CheckResult first(Check<AuditSubject> check, AuditSubject subject) {
    return check.run(subject, CONTEXT).getFirst();
  }

  /// Rows whose events have probability `truth(score)`.
  private static LabelledRows simulated(int n, long seed, double bend) {
    RandomGenerator random = new Seed(seed).random();
    double[] scores = new double[n];
    int[] truth = new int[n];
    for (int i = 0; i < n; i++) {
      scores[i] = 0.05 + 0.9 * random.nextDouble();
      truth[i] = random.nextDouble() < scores[i] + bend * (0.5 - scores[i]) ? 1 : 0;
    }
    return rows(truth, binary(scores));
  }

  @ParameterizedTest
  @CsvSource({"adult", "german", "cardfraud", "breast_cancer", "bank"})
  void theAucOfEveryRealModelIsTheTrainersOwn(String data) throws IOException {
    var models =
        JsonMapper.builder()
            .build()
            .readTree(SharedData.require("models/models.json").toFile())
            .get(data);
    List<String> lines =
        Files.readAllLines(SharedData.require("models/" + data + "/expected_scores.csv"));
    List<String> test = Files.readAllLines(SharedData.require("models/" + data + "/test.csv"));
    int[] truth =
        test.stream()
            .skip(1)
            .mapToInt(l -> (int) Double.parseDouble(l.substring(l.lastIndexOf(',') + 1)))
            .toArray();
    String[] names = lines.getFirst().split(",");
    for (int m = 1; m < names.length; m++) {
      int column = m;
      double[] scores =
          lines.stream()
              .skip(1)
              .mapToDouble(l -> Double.parseDouble(l.split(",")[column]))
              .toArray();
      CheckResult result =
          first(new DiscriminationCheck(), subject(rows(truth, binary(scores)), Optional.empty()));
      double expected = models.get("models").get(names[m]).get("test_auc").asDouble();
      assertThat(result.estimates().getFirst().value())
          .as(data + " " + names[m])
          .isCloseTo(expected, within(1e-5));
      assertThat(result.outcome()).get().isInstanceOf(Outcome.Pass.class);
    }
  }

  @Test
  void scoresWithoutMeaningFail() {
    double[][] scores =
        binary(IntStream.range(0, 2000).mapToDouble(i -> (i * 7 % 100) / 100.0).toArray());
    int[] truth = IntStream.range(0, 2000).map(i -> i % 3 == 0 ? 1 : 0).toArray();

    List<CheckResult> results =
        new DiscriminationCheck().run(subject(rows(truth, scores), Optional.empty()), CONTEXT);

    assertThat(results.getFirst().outcome()).get().isInstanceOf(Outcome.Fail.class);
    assertThat(results.getFirst().findings()).hasSize(1);
  }

  @Test
  void oneClassInTheTestLabelsLetsNothingBeShown() {
    AuditSubject one = subject(rows(new int[100], binary(new double[100])), Optional.empty());

    for (Check<AuditSubject> check : PerformanceChecks.all()) {
      CheckResult result = first(check, one);
      assertThat(result.outcome().map(o -> o instanceof Outcome.Inconclusive).orElse(true))
          .isTrue();
    }
    assertThat(first(new DiscriminationCheck(), one).summary()).contains("one class");
  }

  @Test
  void aScoreThatIsNoNumberIsReportedWithItsRow() {
    double[] scores = {0.1, Double.NaN, 0.9, 0.3};
    AuditSubject subject = subject(rows(new int[] {0, 1, 1, 0}, binary(scores)), Optional.empty());

    assertThat(first(new DiscriminationCheck(), subject).summary()).contains("row 2", "NaN");
  }

  @Test
  void severalClassesAreJudgedOneAgainstTheRest() {
    RandomGenerator random = new Seed(3).random();
    int[] truth = new int[900];
    double[][] scores = new double[900][3];
    for (int i = 0; i < 900; i++) {
      truth[i] = i % 3;
      for (int c = 0; c < 3; c++) {
        scores[i][c] = random.nextDouble() + (c == truth[i] ? 0.8 : 0);
      }
      double sum = Arrays.stream(scores[i]).sum();
      for (int c = 0; c < 3; c++) {
        scores[i][c] /= sum;
      }
    }
    CheckResult result =
        first(new DiscriminationCheck(), subject(rows(truth, scores), Optional.empty()));

    assertThat(result.estimates()).hasSize(4);
    assertThat(result.estimates().getFirst().value())
        .isCloseTo(
            result.estimates().stream().skip(1).mapToDouble(e -> e.value()).average().orElseThrow(),
            within(1e-12));
    assertThat(((Exhibit.LineChart) result.exhibits().getFirst()).lines()).hasSize(3);
    assertThat(
            first(new CalibrationCheck(), subject(rows(truth, scores), Optional.empty())).outcome())
        .isPresent();
  }

  @Test
  void balancedAccuracyIsTheMeanOfTheRecalls() {
    Answers answers =
        new Answers(
            new int[] {0, 0, 0, 0, 1, 1}, new float[] {1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0}, 2);

    assertThat(DiscriminationCheck.balancedAccuracy(answers).value()).isEqualTo((0.75 + 0.5) / 2);
  }

  @Test
  void theCorrectionTakesOffMostOfTheErrorThatChanceAloneMakes() {
    double raw = 0;
    double corrected = 0;
    int runs = 200;
    for (int i = 0; i < runs; i++) {
      Reliability r = reliability(simulated(500, 100 + i, 0));
      raw += r.rawError() / runs;
      corrected += r.correctedError() / runs;
    }
    assertThat(raw).isGreaterThan(0.04); // although nothing is miscalibrated
    assertThat(corrected).isLessThan(raw / 3);
  }

  @Test
  void theCorrectionLeavesALargeErrorAlone() {
    double corrected = 0;
    int runs = 100;
    for (int i = 0; i < runs; i++) {
      corrected += reliability(simulated(2000, 500 + i, 1)).correctedError() / runs;
    }
    // the truth is 0.5 whatever the score, so the true error is the mean of |score - 0.5|
    assertThat(corrected).isCloseTo(0.225, within(0.01));
  }

  @Test
  void theUpperEndOfTheCalibrationErrorHoldsAsOftenAsItSays() {
    for (double bend : new double[] {0, 0.4, 1}) {
      int held = 0;
      int runs = 200;
      for (int i = 0; i < runs; i++) {
        Reliability r = reliability(simulated(500, 1000 + i, bend));
        held += r.error("ece", new Seed(i)).high() >= 0.225 * bend - 0.005 ? 1 : 0;
      }
      // nominal 97.5 %; three standard errors below is 94.2 %
      assertThat((double) held / runs).as("bend %s", bend).isGreaterThanOrEqualTo(0.94);
    }
  }

  private static Reliability reliability(LabelledRows rows) {
    return CalibrationCheck.reliability(
        new Answers(rows.truth(), floats(rows.rows()), rows.rows().width()));
  }

  @Test
  void calibratedScoresPassAndBentOnesFail() {
    CheckResult good =
        first(new CalibrationCheck(), subject(simulated(3000, 1, 0), Optional.empty()));
    CheckResult bent =
        first(new CalibrationCheck(), subject(simulated(3000, 1, 1), Optional.empty()));

    assertThat(good.outcome()).get().isInstanceOf(Outcome.Pass.class);
    assertThat(bent.outcome()).get().isInstanceOf(Outcome.Fail.class);
  }

  @Test
  void brierScoreOfTwoClassesIsTheMeanSquaredErrorOfTheSecond() {
    Answers answers = new Answers(new int[] {0, 1}, new float[] {0.75f, 0.25f, 0.5f, 0.5f}, 2);

    assertThat(answers.brierScores()).containsExactly(0.0625, 0.25);
  }

  @Test
  void aModelThatKnowsItsTrainingRowsByHeartIsOverfitted() {
    LabelledRows test = simulated(800, 5, 0);
    int[] truth = IntStream.range(0, 800).map(i -> i % 2).toArray();
    double[] sure = Arrays.stream(truth).mapToDouble(t -> t).toArray();

    CheckResult result =
        first(new GeneralisationCheck(), subject(test, Optional.of(rows(truth, binary(sure)))));

    assertThat(result.outcome()).get().isInstanceOf(Outcome.Fail.class);
    assertThat(result.estimates().get(3).low()).isGreaterThan(0);
  }

  @Test
  void theSameAccuracyOnBothPasses() {
    CheckResult result =
        first(
            new GeneralisationCheck(),
            subject(simulated(3000, 6, 0), Optional.of(simulated(3000, 7, 0))));

    assertThat(result.outcome()).get().isInstanceOf(Outcome.Pass.class);
  }

  @Test
  void withoutTrainingDataTheGapIsNotExamined() {
    assertThat(
            first(new GeneralisationCheck(), subject(simulated(100, 8, 0), Optional.empty()))
                .notExaminedBecause())
        .contains("no training data");
  }
}
