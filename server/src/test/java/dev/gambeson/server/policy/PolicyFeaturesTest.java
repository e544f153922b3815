package dev.gambeson.server.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.GuardChain;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.budget.MemoryBudgetStore;
import dev.gambeson.guard.budget.RecentRows;
import dev.gambeson.guard.input.AdversarialPolicy.Reaction;
import dev.gambeson.guard.input.InputProfile;
import dev.gambeson.guard.input.Manifolds;
import dev.gambeson.guard.limit.InFlight;
import dev.gambeson.guard.limit.MemoryRateStore;
import dev.gambeson.server.gateway.Doubts;
import dev.gambeson.server.gateway.Repeats;
import dev.gambeson.server.gateway.Terms;
import dev.gambeson.server.identity.Action;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What operators switch on in the bundle, and what it becomes.
class PolicyFeaturesTest {
  private static final MacKey KEY = MacKey.of(new byte[32]);
  private static final FeatureSpace SPACE =
      new FeatureSpace(
          List.of(
              new Feature.Numeric("age", false, 0, 100, 20, false),
              new Feature.Numeric("income", false, 0, 100, 20, false)));
  private static final FunctionClassifier MODEL =
      new FunctionClassifier(
          SPACE,
          List.of("no", "yes"),
          rows -> {
            float[] out = new float[2 * rows.count()];
            for (int i = 0; i < rows.count(); i++) {
              double odds = (rows.at(i, 0) + rows.at(i, 1) - 100) / 5;
              out[2 * i + 1] = (float) (1 / (1 + Math.exp(-odds)));
              out[2 * i] = 1 - out[2 * i + 1];
            }
            return out;
          });
  private static final Rows ROWS = rows();
  private static final Client CLIENT =
      new Client("7", "acme", "partner", Set.of("scorer"), Map.of(), "192.0.2.7");

  /// Two groups on the diagonal and nothing beside it.
  private static Rows rows() {
    SplittableRandom random = new SplittableRandom(3);
    double[] values = new double[2400];
    for (int i = 0; i < 1200; i++) {
      double cause = random.nextBoolean() ? 20 : 80;
      values[2 * i] = cause + 5 * random.nextGaussian();
      values[2 * i + 1] = cause + 5 * random.nextGaussian();
    }
    return new Rows(1200, 2, values);
  }

  private static Policies policies(InputProfile profile, String partner) {
    return new Policies(
        new TermsFactory.Rooms(
            Map.of("credit", new TermsFactory.ModelFacts(2, profile, SPACE.names(), Map.of())),
            new MemoryRateStore(10, System::nanoTime),
            new MemoryBudgetStore(10),
            new RecentRows(1024, KEY),
            new InFlight(),
            KEY,
            PolicyRepeats.Memory.local(KEY),
            GuardChain.Listener.none(),
            InstantSource.system()),
        "access: {rules: [{name: tried, effect: deny, preview: true}]}\nclasses:\n  partner: {"
            + partner
            + "}\n",
        _ -> {});
  }

  private static Terms terms(InputProfile profile, String partner) {
    return policies(profile, partner).current().terms(CLIENT, "credit").orElseThrow();
  }

  private static InputProfile judged() {
    return Manifolds.learn(SPACE, ROWS, Optional.of(MODEL), new Seed(1));
  }

  @Test
  void whatIsNotNamedIsOff() {
    Terms terms = terms(InputProfile.of(SPACE, ROWS), "rows: 5");
    assertThat(terms.repeats()).isSameAs(Repeats.NONE);
    assertThat(terms.explaining()).isEmpty();
    assertThat(terms.doubts()).isSameAs(Doubts.NONE);
    assertThat(terms.sign()).isFalse();
  }

  @Test
  void everythingIsSwitchedOnInTheBundle() {
    Terms terms =
        terms(
            judged(),
            "sign: true, replay: {idempotency: answer, nonce: required}, adversarial: {reaction: flag, rate: 0.02}, output: {reveal: label, explanation: {features: 2, digits: 0}}, limits: {client: [{permits: 5, per: PT1S}], told: false}");
    assertThat(terms.repeats()).isInstanceOf(PolicyRepeats.class);
    assertThat(terms.explaining()).isPresent();
    assertThat(terms.doubts()).isInstanceOf(AdversarialDoubts.class);
    assertThat(terms.sign()).isTrue();
  }

  @Test
  void aRuleInPreviewIsNamedAndDeniesNothing() {
    Policies policies = policies(InputProfile.of(SPACE, ROWS), "rows: 5");
    assertThat(policies.previews(CLIENT, Action.INFER, "credit", "")).containsExactly("tried");
  }

  private static Optional<Reaction> doubt(Doubts doubts, double age, double income) {
    Rows row = Rows.of(new double[] {age, income});
    float[] scores = MODEL.scores(row);
    Answer raw = new Answer(MODEL.classes(), 1, new int[] {scores[1] > 0.5f ? 1 : 0}, scores);
    return doubts.about(new Query("q", CLIENT, "credit", "1", row, Instant.now()), raw);
  }

  @Test
  void aRowAtTheBoundaryAwayFromAllOthersIsDoubtedAndAnOrdinaryOneIsNot() {
    Doubts doubts = terms(judged(), "adversarial: {reaction: coarsen, rate: 0.05}").doubts();
    assertThat(doubt(doubts, 80, 80)).isEmpty();
    assertThat(doubt(doubts, 20, 20)).isEmpty();
    assertThat(doubt(doubts, 95, 5.1)).contains(Reaction.COARSEN);
  }

  @Test
  void aModelThatCannotBeJudgedIsToldAtOnce() {
    assertThatThrownBy(() -> terms(InputProfile.of(SPACE, ROWS), "adversarial: {reaction: flag}"))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("adversarial")
        .hasMessageContaining("passports");
    assertThatThrownBy(() -> terms(judged(), "adversarial: {reaction: flag, rate: 0.9}"))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("0.0005");
    assertThatThrownBy(() -> terms(judged(), "replay: {nonce: sometimes}"))
        .isInstanceOf(GambesonException.class);
  }
}
