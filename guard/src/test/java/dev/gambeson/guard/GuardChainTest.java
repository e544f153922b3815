package dev.gambeson.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.guard.GuardStage.Mode;
import dev.gambeson.guard.GuardStage.OnError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GuardChainTest {
  private static final Decision.Refuse NO =
      new Decision.Refuse("too-much", "No.", Optional.empty());
  private static final Query QUERY = Samples.query(new double[] {1, 30, 0});

  private final List<String> heard = new ArrayList<>();
  private final GuardChain.Listener listener =
      new GuardChain.Listener() {
        @Override
        public void refused(String stage, Query query, Decision.Refuse refusal) {
          heard.add("refused " + stage + " " + refusal.reason());
        }

        @Override
        public void wouldRefuse(String stage, Query query, Decision.Refuse refusal) {
          heard.add("would refuse " + stage + " " + refusal.reason());
        }

        @Override
        public void failed(String stage, Query query, Throwable error, OnError done) {
          heard.add("failed " + stage + " " + done);
        }
      };

  private long time;

  private GuardChain chain(GuardStage... stages) {
    return new GuardChain(List.of(stages), listener, () -> time += 1000);
  }

  private static GuardStage request(String name, OnError onError, Mode mode, RequestGuard guard) {
    return new GuardStage.OfRequest(name, guard, onError, mode);
  }

  private static GuardStage answer(String name, OnError onError, AnswerGuard guard) {
    return new GuardStage.OfAnswer(name, guard, onError, Mode.ENFORCE);
  }

  private static Decision broken() {
    throw new IllegalArgumentException("secret detail");
  }

  @Test
  void anEmptyChainLetsEverythingThrough() {
    GuardChain chain = chain();
    assertThat(chain.request(QUERY))
        .isEqualTo(new GuardChain.Passage(Optional.empty(), false, List.of()));
    Answer answer = Samples.binary(0.7f);
    assertThat(chain.answer(QUERY, answer, false)).isEqualTo(new Decision.Transform(answer));
  }

  @Test
  void theFirstRefusalEndsTheChain() {
    GuardChain chain =
        chain(
            GuardStage.of("first", (RequestGuard) _ -> NO),
            GuardStage.of("second", (RequestGuard) _ -> broken()));
    assertThat(chain.request(QUERY).refusal()).contains(NO);
    assertThat(heard).containsExactly("refused first too-much");
    assertThat(chain.counts().get(1).calls()).isZero();
  }

  @Test
  void aGuardThatThrowsRefusesWithoutADetail() {
    GuardChain chain = chain(GuardStage.of("shaky", (RequestGuard) _ -> broken()));
    Decision.Refuse refusal = chain.request(QUERY).refusal().orElseThrow();
    assertThat(refusal.reason()).isEqualTo("guard-error");
    assertThat(refusal.message()).doesNotContain("secret").doesNotContain("shaky");
    assertThat(heard).containsExactly("failed shaky DENY");
  }

  @Test
  void aStackOverflowInAGuardRefuses() {
    GuardChain chain =
        chain(
            GuardStage.of(
                "deep",
                (RequestGuard)
                    _ -> {
                      throw new StackOverflowError();
                    }));
    assertThat(chain.request(QUERY).refusal()).isPresent();
  }

  @Test
  void aBypassIsToldToTheListener() {
    GuardChain chain = chain(request("shaky", OnError.ALLOW, Mode.ENFORCE, _ -> broken()));
    assertThat(chain.request(QUERY).refusal()).isEmpty();
    assertThat(heard).containsExactly("failed shaky ALLOW");
    assertThat(chain.counts().getFirst().failed()).isOne();
  }

  @Test
  void anErrorMayCoarsenTheAnswerInsteadOfRefusingIt() {
    GuardChain chain = chain(request("shaky", OnError.COARSEN, Mode.ENFORCE, _ -> broken()));
    GuardChain.Passage passage = chain.request(QUERY);
    assertThat(passage).isEqualTo(new GuardChain.Passage(Optional.empty(), true, List.of()));
    Decision decision = chain.answer(QUERY, Samples.binary(0.7f), passage.coarsen());
    assertThat(((Decision.Transform) decision).answer().scores()).isEmpty();
    assertThat(((Decision.Transform) decision).answer().labels()).containsExactly(1);
  }

  @Test
  void anAnswerGuardThatBreaksMayCoarsenToo() {
    GuardChain chain = chain(answer("shaky", OnError.COARSEN, (_, _) -> broken()));
    Decision decision = chain.answer(QUERY, Samples.binary(0.7f), false);
    assertThat(((Decision.Transform) decision).answer().scores()).isEmpty();
  }

  @Test
  void aGuardInPreviewIsCountedAndChangesNothing() {
    GuardChain chain = chain(request("trial", OnError.DENY, Mode.PREVIEW, _ -> NO));
    assertThat(chain.request(QUERY).refusal()).isEmpty();
    assertThat(heard).containsExactly("would refuse trial too-much");
    assertThat(chain.counts().getFirst().refused()).isOne();
  }

  @Test
  void aGuardThatBreaksInPreviewDoesNotRefuse() {
    GuardChain chain = chain(request("trial", OnError.DENY, Mode.PREVIEW, _ -> broken()));
    assertThat(chain.request(QUERY).refusal()).isEmpty();
    assertThat(heard).containsExactly("failed trial ALLOW");
  }

  @Test
  void laterGuardsSeeTheAnswerAsEarlierOnesLeftIt() {
    Answer changed = Samples.binary(0.5f);
    List<Answer> seen = new ArrayList<>();
    GuardChain chain =
        chain(
            GuardStage.of("cut", (AnswerGuard) (_, _) -> new Decision.Transform(changed)),
            GuardStage.of(
                "look",
                (AnswerGuard)
                    (_, a) -> {
                      seen.add(a);
                      return Decision.ALLOW;
                    }));
    assertThat(chain.answer(QUERY, Samples.binary(0.7f), false))
        .isEqualTo(new Decision.Transform(changed));
    assertThat(seen).containsExactly(changed);
  }

  @Test
  void anAnswerOfOtherRowsIsAnError() {
    GuardChain chain =
        chain(
            GuardStage.of(
                "mad", (AnswerGuard) (_, _) -> new Decision.Transform(Samples.binary(1, 1))));
    assertThat(chain.answer(QUERY, Samples.binary(0.7f), false))
        .isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void anAnswerBeforeTheModelIsAnError() {
    GuardChain chain =
        chain(GuardStage.of("mad", (RequestGuard) _ -> new Decision.Transform(Samples.binary(1))));
    assertThat(chain.request(QUERY).refusal()).isPresent();
  }

  @Test
  void theTimeOfEachGuardIsCounted() {
    GuardChain chain =
        chain(
            GuardStage.of("one", (RequestGuard) _ -> Decision.ALLOW),
            GuardStage.of("two", (RequestGuard) _ -> Decision.ALLOW));
    chain.request(QUERY);
    chain.request(QUERY);
    assertThat(chain.counts())
        .containsExactly(
            new GuardChain.Counts("one", 2, 0, 0, 2000),
            new GuardChain.Counts("two", 2, 0, 0, 2000));
  }

  @Test
  void aNameThatMetricsCannotCarryIsRefused() {
    assertThatThrownBy(() -> GuardStage.of("No Spaces", (RequestGuard) _ -> Decision.ALLOW))
        .hasMessageContaining("No Spaces")
        .hasMessageContaining("lower-case");
  }
}
