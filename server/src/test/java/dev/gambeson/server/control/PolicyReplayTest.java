package dev.gambeson.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.guard.Client;
import dev.gambeson.guard.GuardChain;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.budget.MemoryBudgetStore;
import dev.gambeson.guard.budget.RecentRows;
import dev.gambeson.guard.limit.InFlight;
import dev.gambeson.guard.limit.MemoryRateStore;
import dev.gambeson.server.admin.port.PolicyControl.Change;
import dev.gambeson.server.admin.port.PolicyControl.Preview;
import dev.gambeson.server.admin.port.TrafficView.Ending;
import dev.gambeson.server.policy.CompiledPolicy;
import dev.gambeson.server.policy.Policies;
import dev.gambeson.server.policy.PolicyRepeats;
import dev.gambeson.server.policy.TermsFactory;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyReplayTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Client ANNA =
      new Client("anna", "bank", "partner", Set.of("scorer"), Map.of(), "192.0.2.7");
  private static final String ACCESS =
      """
      access:
        roles:
          scorer: [{models: [fraud], actions: [infer]}]
      """;
  private static final String OPEN =
      ACCESS
          + """
          classes:
            partner: {output: {reveal: top, top: 1, digits: 2}}
          """;
  private static final Policies POLICIES = policies();

  private static Policies policies() {
    byte[] key = new byte[32];
    MacKey mac = MacKey.of(key);
    GuardChain.Listener deaf =
        (GuardChain.Listener)
            Proxy.newProxyInstance(
                PolicyReplayTest.class.getClassLoader(),
                new Class<?>[] {GuardChain.Listener.class},
                (_, _, _) -> null);
    return new Policies(
        new TermsFactory.Rooms(
            Map.of(),
            new MemoryRateStore(10, () -> 0),
            new MemoryBudgetStore(10),
            new RecentRows(1024, mac),
            new InFlight(),
            mac,
            PolicyRepeats.Memory.local(mac),
            deaf,
            InstantSource.fixed(NOON)),
        OPEN,
        _ -> {});
  }

  private static CompiledPolicy policy(String text) {
    return POLICIES.compile(text);
  }

  private static PastRequest request(long millis, Ending ending, String reason, String input) {
    return new PastRequest(
        NOON.plusMillis(millis), ANNA, "infer", "fraud", ending, reason, 1, 7, input, false);
  }

  private static Preview replay(String now, String then, PastRequest... requests) {
    PolicyReplay replay =
        new PolicyReplay(
            new PolicyTrial(policy(now), Map.of("fraud", 2)),
            new PolicyTrial(policy(then), Map.of("fraud", 2)));
    for (PastRequest r : requests) {
      replay.take(r);
    }
    return replay.preview(NOON, NOON.plusSeconds(60), 0, false);
  }

  private static PastRequest[] answered(int count, long apart) {
    PastRequest[] all = new PastRequest[count];
    for (int i = 0; i < count; i++) {
      all[i] = request(i * apart, Ending.ANSWERED, "ok", "input" + i);
    }
    return all;
  }

  @Test
  void theSamePolicyChangesNothing() {
    Preview preview = replay(OPEN, OPEN, answered(20, 10));

    assertThat(preview.requests()).isEqualTo(20);
    assertThat(preview.changed()).isZero();
    assertThat(preview.bitsAfter()).isEqualTo(preview.bitsBefore()).isPositive();
    assertThat(preview.caveats().getFirst()).contains("100.0 %");
  }

  @Test
  void aRateRefusesWhatCameTooFast() {
    String limited =
        ACCESS
            + """
            classes:
              partner:
                limits: {client: [{permits: 1, per: PT1S, burst: 5}]}
                output: {reveal: top, top: 1, digits: 2}
            """;
    Preview preview = replay(OPEN, limited, answered(20, 10));

    assertThat(preview.changes())
        .containsExactly(new Change(Ending.ANSWERED, Ending.REFUSED, "rate-limit", 15));
    assertThat(replay(OPEN, limited, answered(20, 1_100)).changed()).isZero();
  }

  @Test
  void aBudgetEndsWhereItIsSpentAndRepeatsCostNothing() {
    String budget =
        ACCESS
            + """
            classes:
              partner:
                budget: {rows: 4, period: day}
                output: {reveal: top, top: 1, digits: 2}
            """;
    assertThat(replay(OPEN, budget, answered(10, 10)).changes())
        .containsExactly(new Change(Ending.ANSWERED, Ending.REFUSED, "budget-rows", 6));

    PastRequest[] repeats = new PastRequest[10];
    for (int i = 0; i < repeats.length; i++) {
      repeats[i] = request(i, Ending.ANSWERED, "ok", "the same");
    }
    assertThat(replay(OPEN, budget, repeats).changed()).isZero();
  }

  @Test
  void anAnswerThatShowsLessIsAChangeAndGivesAwayLess() {
    String label = ACCESS + "classes: {partner: {output: {reveal: label}}}\n";
    Preview preview = replay(OPEN, label, answered(3, 10));

    assertThat(preview.changes())
        .containsExactly(new Change(Ending.ANSWERED, Ending.RESTRICTED, "output-shows-less", 3));
    assertThat(preview.bitsAfter()).isEqualTo(3).isLessThan(preview.bitsBefore());
    assertThat(replay(label, OPEN, answered(3, 10)).changes())
        .extracting(Change::rule)
        .containsExactly("output-shows-more");
  }

  @Test
  void aRoleThatIsTakenAwayRefusesAndOneThatIsGivenAllows() {
    String nobody = "classes: {partner: {output: {reveal: top, top: 1, digits: 2}}}\n";

    assertThat(replay(OPEN, nobody, answered(2, 10)).changes())
        .containsExactly(new Change(Ending.ANSWERED, Ending.REFUSED, "no-grant", 2));
    assertThat(replay(nobody, OPEN, request(0, Ending.REFUSED, "no-grant", "")).changes())
        .containsExactly(new Change(Ending.REFUSED, Ending.ANSWERED, "allowed", 1));
  }

  @Test
  void whatAGuardOfInputsRefusedStaysRefused() {
    String looser = OPEN.replace("digits: 2", "digits: 4");
    Preview preview = replay(OPEN, looser, request(0, Ending.REFUSED, "out-of-range", "i"));

    assertThat(preview.changed()).isZero();
    assertThat(preview.caveats()).anyMatch(c -> c.contains("guards of inputs"));
  }
}
