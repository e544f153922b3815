package dev.gambeson.guard.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.Samples;
import dev.gambeson.guard.input.InputPolicy.Reaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class InputGuardTest {
  private static final Rows TRAIN = rows(6000, 1);
  private static final ScoredClassifier MODEL =
      new FunctionClassifier(Samples.SPACE, List.of("no", "yes"), InputGuardTest::scores);
  private static final InputProfile PROFILE =
      Manifolds.learn(Samples.SPACE, TRAIN, Optional.of(MODEL), new Seed(3));

  private final List<InputFault> flagged = new ArrayList<>();

  /// Income 0 to 100, age = 20 + income / 2 with noise, country at or de, never fr.
  private static Rows rows(int n, long seed) {
    RandomGenerator random = new Seed(seed).random();
    double[] values = new double[n * 3];
    for (int i = 0; i < n; i++) {
      double income = 100 * random.nextDouble();
      values[3 * i] = income;
      values[3 * i + 1] = Math.rint(20 + income / 2 + 3 * random.nextGaussian());
      values[3 * i + 2] = random.nextInt(2);
    }
    return new Rows(n, 3, values);
  }

  private static float[] scores(Rows rows) {
    float[] scores = new float[rows.count() * 2];
    for (int i = 0; i < rows.count(); i++) {
      double yes = 1 / (1 + Math.exp(-(rows.at(i, 0) - 50) / 5));
      scores[2 * i] = (float) (1 - yes);
      scores[2 * i + 1] = (float) yes;
    }
    return scores;
  }

  private Decision check(InputPolicy policy, double[]... rows) {
    InputGuard guard = new InputGuard(PROFILE, Map.of(), policy, (_, fault) -> flagged.add(fault));
    return guard.check(Samples.query(rows));
  }

  private String refused(double... row) {
    Decision decision = check(InputPolicy.defaults(), row);
    return decision instanceof Decision.Refuse refusal ? refusal.reason() : "allowed";
  }

  private static InputPolicy policy(Reaction range, Reaction manifold) {
    return new InputPolicy(
        Optional.of(range),
        Optional.of(0.0),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(manifold),
        Optional.empty(),
        Optional.of(2));
  }

  @Test
  void anOrdinaryRowPasses() {
    assertThat(refused(50, 45, 0)).isEqualTo("allowed");
    assertThat(flagged).isEmpty();
  }

  @Test
  void eachFaultIsNamed() {
    assertThat(refused(200, 45, 0)).isEqualTo("out-of-range");
    assertThat(refused(50, 45.5, 0)).isEqualTo("fraction");
    assertThat(refused(50, 45, 2)).isEqualTo("unseen-level");
    assertThat(refused(50, 45, -1)).isEqualTo("unseen-level");
    assertThat(refused(50, 45, 0.5)).isEqualTo("unseen-level");
    assertThat(refused(50, 45, 7)).isEqualTo("unseen-level");
    assertThat(refused(Double.POSITIVE_INFINITY, 45, 0)).isEqualTo("infinite");
    assertThat(refused(50, 45)).isEqualTo("width");
  }

  @Test
  void aLittleOutsideTheRangeIsAllowedBySlackAndNotWithoutIt() {
    assertThat(refused(105, 72, 0)).isEqualTo("allowed");
    assertThat(check(policy(Reaction.REJECT, Reaction.ALLOW), new double[] {105, 72, 0}))
        .isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void aMissingValueWhereNoneWasMissingIsTold() {
    assertThat(refused(Double.NaN, 45, 0)).isEqualTo("allowed");
    assertThat(flagged).extracting(InputFault::kind).contains(InputFault.Kind.MISSING);
  }

  @Test
  void whatIsFlaggedPassesUnchangedAndIsToldOnce() {
    double[] odd = {200, 45, 0};
    assertThat(check(policy(Reaction.FLAG, Reaction.ALLOW), odd, odd))
        .isEqualTo(new Decision.Allow(List.of("input-out-of-range")));
    assertThat(flagged).containsExactly(new InputFault(InputFault.Kind.OUT_OF_RANGE, 0, "income"));
    assertThat(odd[0]).isEqualTo(200);
  }

  @Test
  void tooManyRowsAndNoneAreRefused() {
    double[] row = {50, 45, 0};
    assertThat(check(policy(Reaction.FLAG, Reaction.ALLOW), row, row, row))
        .isInstanceOf(Decision.Refuse.class);
    InputGuard guard = new InputGuard(PROFILE, Map.of(), InputPolicy.defaults(), (_, _) -> {});
    assertThat(guard.check(Samples.query(Samples.client(), new Rows(0, 3, new double[0]))))
        .isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void aRefusalNeverRepeatsTheValue() {
    Decision decision = check(InputPolicy.defaults(), new double[] {123_456, 45, 0});
    assertThat(((Decision.Refuse) decision).message())
        .contains("income")
        .doesNotContain("123")
        .doesNotContain("100");
  }

  @Test
  void anImpossibleCombinationOfOrdinaryValuesIsOdd() {
    OddRows odd = OddRows.of(PROFILE).orElseThrow();
    assertThat(odd.pValue(Rows.of(new double[] {95, 22, 0}), 0)).isLessThan(0.005);
    assertThat(odd.pValue(Rows.of(new double[] {50, 45, 0}), 0)).isGreaterThan(0.05);
    assertThat(check(policy(Reaction.REJECT, Reaction.REJECT), new double[] {95, 22, 0}))
        .isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void honestRowsAreCalledOddAtTheStatedRate() {
    OddRows odd = OddRows.of(PROFILE).orElseThrow();
    Rows fresh = rows(4000, 77);
    int five = 0;
    int one = 0;
    for (int i = 0; i < fresh.count(); i++) {
      double p = odd.pValue(fresh, i);
      five += p <= 0.05 ? 1 : 0;
      one += p <= 0.01 ? 1 : 0;
    }
    assertThat(five / 4000.0).isBetween(0.03, 0.07);
    assertThat(one / 4000.0).isBetween(0.003, 0.02);
  }

  @Test
  void anAdversarialRowScoresBeyondHonestOnes() {
    AdversarialScore score = AdversarialScore.of(PROFILE).orElseThrow();
    Rows fresh = rows(2000, 78);
    float[] said = scores(fresh);
    int called = 0;
    for (int i = 0; i < fresh.count(); i++) {
      called += score.pValue(fresh, i, said, 2) <= 0.01 ? 1 : 0;
    }
    assertThat(called / 2000.0).isLessThan(0.025);
    Rows evaded = Rows.of(new double[] {50.5, 62, 0}); // income just over, age of a rich person
    assertThat(score.pValue(evaded, 0, scores(evaded), 2)).isLessThan(0.01);
  }

  @Test
  void aProfileSurvivesJson() {
    JsonMapper mapper = JsonMapper.builder().build();
    InputProfile again = mapper.readValue(mapper.writeValueAsString(PROFILE), InputProfile.class);
    assertThat(again).isEqualTo(PROFILE);
  }

  @Test
  void aProfileOfAnotherFormatIsRefused() {
    assertThatThrownBy(() -> new InputProfile(2, 1, List.of(), Optional.empty()))
        .hasMessageContaining("format 2")
        .hasMessageContaining("learn it again");
  }

  @Test
  void tooFewRowsGiveNoManifoldAndNoneGiveNoProfile() {
    assertThat(
            Manifolds.learn(Samples.SPACE, rows(100, 1), Optional.empty(), new Seed(1)).manifold())
        .isEmpty();
    assertThatThrownBy(() -> InputProfile.of(Samples.SPACE, new Rows(0, 3, new double[0])))
        .isInstanceOf(GambesonException.class);
  }

  @Test
  void theSameSeedGivesTheSameProfile() {
    assertThat(Manifolds.learn(Samples.SPACE, TRAIN, Optional.of(MODEL), new Seed(3)))
        .isEqualTo(PROFILE);
  }

  @Test
  void policiesThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() ->
            new InputPolicy(
                Optional.empty(),
                Optional.of(-1.0),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()))
        .hasMessageContaining("slack is -1.0");
  }
}
