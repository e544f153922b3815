package dev.gambeson.redteam.evasion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.LabelledRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class EvasionChecksTest {
  private static final FeatureSpace SPACE =
      new FeatureSpace(
          List.of(
              new Feature.Numeric("a", false, -10, 10, 1, false),
              new Feature.Numeric("b", false, -10, 10, 1, false),
              new Feature.Numeric("fixed", false, -10, 10, 1, true),
              new Feature.Categorical("kind", List.of("x", "y", "z"), false)));

  private static Rows rows(int n, double gap) {
    RandomGenerator random = new Seed(5).random();
    double[] values = new double[n * 4];
    for (int i = 0; i < n; i++) {
      double side = i % 2 == 0 ? 1 : -1;
      values[4 * i] = side * (gap + random.nextDouble());
      values[4 * i + 1] = random.nextGaussian();
      values[4 * i + 2] = side;
      values[4 * i + 3] = random.nextInt(3);
    }
    return new Rows(n, 4, values);
  }

  /// A model of one score; class 1 when it is positive.
  private static FunctionClassifier model(ToDoubleFunction<double[]> score) {
    return new FunctionClassifier(
        SPACE,
        List.of("no", "yes"),
        rows -> {
          float[] s = new float[2 * rows.count()];
          for (int i = 0; i < rows.count(); i++) {
            double p = 1 / (1 + Math.exp(-score.applyAsDouble(rows.row(i))));
            s[2 * i + 1] = (float) p;
            s[2 * i] = (float) (1 - p);
          }
          return s;
        });
  }

  private static AuditSubject subject(FunctionClassifier model, double gap) {
    Rows rows = rows(400, gap);
    int[] truth = new int[400];
    double[] number = new double[400];
    for (int i = 0; i < 400; i++) {
      truth[i] = i % 2 == 0 ? 1 : 0;
      number[i] = i;
    }
    Dataset table = new Dataset("rows", List.of(new NumericColumn("number", number)));
    LabelledRows test = new LabelledRows(table, rows, truth);
    return new AuditSubject(
        Path.of("model.onnx"), model, test, Optional.empty(), "label", 1, List.of());
  }

  private static Policy policy() {
    return new Policy(
        Severity.HIGH,
        false,
        Map.of(
            "GB-EVA-001",
            new Policy.CheckPolicy(true, Optional.empty(), Map.of("query-budget", 400.0)),
            "GB-EVA-002",
            new Policy.CheckPolicy(true, Optional.empty(), Map.of("query-budget", 300.0)),
            "GB-EVA-004",
            new Policy.CheckPolicy(true, Optional.empty(), Map.of("rows", 200.0))),
        List.of());
  }

  private static Map<String, CheckResult> run(AuditSubject subject, int threads) {
    Map<String, CheckResult> results = new TreeMap<>();
    try (Workers workers = new Workers(threads)) {
      CheckContext context = new CheckContext(policy(), new Seed(7), workers, Progress.silent());
      for (Check<AuditSubject> check : EvasionChecks.all()) {
        results.put(check.info().id(), check.run(subject, context).getFirst());
      }
    }
    return results;
  }

  private static String outcome(CheckResult result) {
    return result.outcome().map(Outcome::id).orElse("not examined");
  }

  @Test
  void aModelWhoseBoundaryIsNearFailsEveryAttackThatApplies() {
    Map<String, CheckResult> results = run(subject(model(x -> 4 * x[0]), 0.02), 2);

    assertThat(results).hasSize(4);
    // Distances are uniform between 0.02 and 1.02: 28 % lie within 0.3, too close to 30 % to say.
    assertThat(outcome(results.get("GB-EVA-004"))).isEqualTo("inconclusive");
    assertThat(results.get("GB-EVA-004").estimates().getFirst().value()).isBetween(0.2, 0.36);
    assertThat(outcome(results.get("GB-EVA-003"))).isEqualTo("not examined");

    Map<String, CheckResult> nearer = run(subject(model(x -> 4 * x[0] + 0.2), -0.5), 2);
    assertThat(nearer.get("GB-EVA-004").summary()).contains("correctly classified rows");
  }

  @Test
  void aFreeCategoryThatDecidesFailsTheHeadline() {
    Map<String, CheckResult> results =
        run(subject(model(x -> x[2] * 3 + (x[3] == 2 ? 4 : 0) * -Math.signum(x[2]) * 2), 1), 2);

    CheckResult worst = results.get("GB-EVA-004");
    assertThat(outcome(worst)).isEqualTo("fail");
    assertThat(worst.findings().getFirst().message()).contains("The policy allows 30.0 %");
    assertThat(worst.exhibits()).hasSize(3);
    Exhibit.Table examples = (Exhibit.Table) worst.exhibits().get(2);
    assertThat(examples.rows()).isNotEmpty().allMatch(r -> r.get(3).matches("kind: [xy] → z"));
  }

  @Test
  void aModelThatOnlyLooksAtWhatNobodyCanChangeIsNotCalledRobustWithoutAStart() {
    CheckResult labels = run(subject(model(x -> 5 * x[2]), 1), 2).get("GB-EVA-001");

    assertThat(outcome(labels)).isEqualTo("inconclusive");
    assertThat(labels.summary()).contains("learnt nothing");
  }

  @Test
  void aWideGapPasses() {
    Map<String, CheckResult> results = run(subject(model(x -> 3 * x[0]), 2), 2);

    assertThat(outcome(results.get("GB-EVA-001"))).isEqualTo("pass");
    assertThat(outcome(results.get("GB-EVA-002"))).isEqualTo("pass");
    assertThat(outcome(results.get("GB-EVA-004"))).isEqualTo("pass");
  }

  @Test
  void randomisedAnswersAreNeverAPass() {
    AtomicLong calls = new AtomicLong();
    FunctionClassifier noisy =
        model(x -> 3 * x[0] + new Seed(calls.incrementAndGet()).random().nextDouble() * 1e-3);
    CheckResult worst = run(subject(noisy, 2), 1).get("GB-EVA-004");

    assertThat(outcome(worst)).isEqualTo("inconclusive");
    assertThat(worst.summary()).contains("differently when asked again");
  }

  @Test
  void flatScoresAreNeverAPass() {
    CheckResult scores = run(subject(model(x -> 1e6 * x[0]), 2), 2).get("GB-EVA-002");

    assertThat(outcome(scores)).isEqualTo("inconclusive");
    assertThat(scores.summary()).contains("do not move at all");
  }

  @Test
  void theResultsAreTheSameOnAnyNumberOfThreads() {
    AuditSubject subject = subject(model(x -> 4 * x[0] + x[1] * x[1] / 3), 0.2);

    assertThat(run(subject, 3)).isEqualTo(run(subject, 1));
  }

  @Test
  void theSecurityCurveFallsAndTheWorstCaseLiesBelowEveryAttack() {
    CheckResult worst = run(subject(model(x -> 4 * x[0] + x[1]), 0.2), 2).get("GB-EVA-004");
    Exhibit.LineChart curve = (Exhibit.LineChart) worst.exhibits().getFirst();

    List<Exhibit.Point> lowest = curve.lines().getFirst().points();
    for (Exhibit.Line line : curve.lines()) {
      assertThat(line.points()).hasSameSizeAs(lowest);
      for (int i = 0; i < lowest.size(); i++) {
        assertThat(lowest.get(i).y()).isLessThanOrEqualTo(line.points().get(i).y());
      }
    }
    List<Double> heights = new ArrayList<>(lowest.stream().map(Exhibit.Point::y).toList());
    assertThat(heights).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(heights.getLast()).isLessThan(heights.getFirst());
  }

  @Test
  void everyCheckExplainsItselfAndReadsOnlyWhatItDeclares() {
    assertThat(EvasionChecks.all().stream().map(c -> c.info().id()))
        .containsExactly("GB-EVA-001", "GB-EVA-002", "GB-EVA-003", "GB-EVA-004");
    assertThat(EvasionChecks.all().stream().map(Check::info))
        .allMatch((CheckInfo i) -> i.parameter("max-success").isPresent());
  }
}
