package dev.gambeson.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.input.AdversarialPolicy.Reaction;
import dev.gambeson.server.audit.DecisionRecord;
import dev.gambeson.server.http.Gateway;
import dev.gambeson.server.identity.Action;
import dev.gambeson.server.identity.Credential;
import dev.gambeson.server.oip.BadRequest;
import dev.gambeson.server.serving.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PipelineTest {
  private static final Rows ROWS = new Rows(1, 2, new double[] {80, 0});
  private final Gateway gateway = new Gateway();
  private final List<String> steps = new ArrayList<>();

  @AfterEach
  void stop() {
    gateway.vertx.close();
  }

  private Call call(String key, String model, long bytes) {
    return gateway.pipeline.call(
        "192.0.2.1", new Credential.ApiKey(key), Action.INFER, model, "", bytes, "", Hints.NONE);
  }

  private Reply infer() {
    return infer(call(Gateway.KEY, "credit", 10));
  }

  private Reply infer(Call call) {
    Future<Reply> reply =
        gateway.pipeline.infer(
            call,
            _ -> {
              steps.add("decode");
              return ROWS;
            });
    assertThat(reply.isComplete()).as("decided at once").isTrue();
    return reply.result();
  }

  private static String reason(Reply reply) {
    return ((Reply.Refused) reply).refusal().reason();
  }

  private void terms(Admission admission, Guards guards, Spending spending) {
    gateway.terms = new Terms(100, 2, admission, guards, spending);
  }

  /// Writes down when it is asked.
  private final class Noting implements Admission, Guards, Spending, Spending.Grant.Reserved {
    @Override
    public Future<Entry> enter(Call call, Client client, Step step) {
      steps.add("rate");
      return Future.succeededFuture(
          new Entry.Open(new Reply.Quota(OptionalLong.of(9), 3, 60), () -> steps.add("leave")));
    }

    @Override
    public Passage request(Query query) {
      steps.add("guard");
      return Passage.FREE;
    }

    @Override
    public Decision answer(Query query, Answer answer, boolean coarsen) {
      steps.add("policy");
      return new Decision.Transform(answer);
    }

    @Override
    public Future<Grant> reserve(Query query, boolean coarsen) {
      steps.add("reserve");
      return Future.succeededFuture(this);
    }

    @Override
    public double settle(Answer given) {
      steps.add("settle");
      return 2.5;
    }

    @Override
    public void release() {
      steps.add("release");
    }
  }

  private Noting noting() {
    Noting noting = new Noting();
    terms(noting, noting, noting);
    var model = gateway.model;
    gateway.model =
        rows -> {
          steps.add("model");
          return model.apply(rows);
        };
    gateway.logging =
        _ -> {
          steps.add("log");
          return Future.succeededFuture();
        };
    return noting;
  }

  @Test
  void theOrderIsThatOfTheSpecification() {
    noting();
    assertThat(infer()).isInstanceOf(Reply.Answered.class);
    assertThat(steps)
        .containsExactly(
            "rate", "decode", "guard", "reserve", "model", "policy", "settle", "log", "leave");
    DecisionRecord entry = gateway.log.element();
    assertThat(entry.ending()).isEqualTo(DecisionRecord.Ending.ANSWERED);
    assertThat(entry.bits()).isEqualTo(2.5);
    assertThat(entry.policyDigest()).isEqualTo("policy-1");
    assertThat(entry.rows()).contains(ROWS);
    assertThat(gateway.seen).hasSize(1);
  }

  @Test
  void strangersAddressesRolesAndModelsAreRefusedBeforeAnythingIsRead() {
    assertThat(reason(infer(call("gbk_bad", "credit", 10)))).isEqualTo("unknown");
    assertThat(reason(infer(call(Gateway.KEY, "secret-model", 10)))).isEqualTo("role");
    assertThat(reason(infer(call(Gateway.KEY, "other", 10)))).isEqualTo("unknown-model");
    assertThat(
            reason(
                infer(
                    gateway.pipeline.call(
                        "203.0.113.9",
                        new Credential.ApiKey(Gateway.KEY),
                        Action.INFER,
                        "credit",
                        "",
                        1,
                        "",
                        Hints.NONE))))
        .isEqualTo("address");
    assertThat(steps).isEmpty();
    assertThat(gateway.log)
        .extracting(DecisionRecord::ending)
        .containsOnly(DecisionRecord.Ending.REFUSED);
  }

  @Test
  void aVersionThatDoesNotExistIsNotFound() {
    Call call =
        gateway.pipeline.call(
            "a",
            new Credential.ApiKey(Gateway.KEY),
            Action.INFER,
            "credit",
            "9",
            1,
            "",
            Hints.NONE);
    assertThat(reason(infer(call))).isEqualTo("unknown-version");
  }

  @Test
  void aBodyTooLargeIsRefusedBeforeTheRateIsCharged() {
    noting();
    assertThat(reason(infer(call(Gateway.KEY, "credit", 101)))).isEqualTo("too-large");
    assertThat(steps).containsExactly("log");
  }

  @Test
  void aClosedDoorTellsWhenToComeBack() {
    Refusal no =
        new Refusal(Refusal.Kind.TOO_MANY, "rate", "Too many.", Optional.of(Duration.ofSeconds(3)));
    terms(
        (_, _, _) -> Future.succeededFuture(new Admission.Entry.Closed(no, Reply.Quota.NONE)),
        Guards.NONE,
        Spending.FREE);
    assertThat(((Reply.Refused) infer()).refusal()).isEqualTo(no);
    assertThat(steps).isEmpty();
  }

  @Test
  void aRowTooManyIsRefused() {
    terms(Admission.FREE, Guards.NONE, Spending.FREE);
    Future<Reply> reply =
        gateway.pipeline.infer(call(Gateway.KEY, "credit", 10), _ -> new Rows(3, 2, new double[6]));
    assertThat(reason(reply.result())).isEqualTo("batch-size");
  }

  @Test
  void whateverIsSetAsideIsSettledOrReleasedOnce() {
    noting();
    gateway.model = _ -> Future.failedFuture(new Unavailable("circuit-open", "x"));
    assertThat(reason(infer())).isEqualTo("circuit-open");
    gateway.model =
        _ -> {
          throw new IllegalStateException("secret detail");
        };
    Reply broken = infer();
    assertThat(reason(broken)).isEqualTo("model-error");
    assertThat(((Reply.Refused) broken).refusal().message()).doesNotContain("secret");
    assertThat(steps.stream().filter(s -> s.equals("release"))).hasSize(2);
    assertThat(steps).doesNotContain("settle");
    assertThat(steps.stream().filter(s -> s.equals("leave"))).hasSize(2);
  }

  @Test
  void aGuardOfAnswersThatRefusesReleasesTheBudget() {
    Noting noting = noting();
    Guards refusing =
        new Guards() {
          @Override
          public Passage request(Query query) {
            return Passage.FREE;
          }

          @Override
          public Decision answer(Query query, Answer answer, boolean coarsen) {
            return new Decision.Refuse("kept-back", "No answer.", Optional.empty());
          }
        };
    terms(noting, refusing, noting);
    assertThat(reason(infer())).isEqualTo("kept-back");
    assertThat(steps).contains("release").doesNotContain("settle");
  }

  @Test
  void whatTheLogCannotKeepIsNotAnswered() {
    gateway.logging = _ -> Future.failedFuture(new IllegalStateException("disk full"));
    assertThat(reason(infer())).isEqualTo("log-unavailable");
    gateway.logging =
        _ -> {
          throw new IllegalStateException("disk full");
        };
    assertThat(reason(infer())).isEqualTo("log-unavailable");
  }

  @Test
  void whateverThrowsRefusesWithoutDetails() {
    Guards throwing =
        new Guards() {
          @Override
          public Passage request(Query query) {
            throw new IllegalStateException("secret detail");
          }

          @Override
          public Decision answer(Query query, Answer answer, boolean coarsen) {
            return Decision.ALLOW;
          }
        };
    terms(Admission.FREE, throwing, Spending.FREE);
    Refusal refusal = ((Reply.Refused) infer()).refusal();
    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INTERNAL);
    assertThat(refusal.message()).doesNotContain("secret");
    terms(
        (_, _, _) -> {
          throw new IllegalStateException("x");
        },
        Guards.NONE,
        Spending.FREE);
    assertThat(((Reply.Refused) infer()).refusal().kind()).isEqualTo(Refusal.Kind.INTERNAL);
    terms(Admission.FREE, Guards.NONE, (_, _) -> Future.failedFuture("x"));
    assertThat(((Reply.Refused) infer()).refusal().kind()).isEqualTo(Refusal.Kind.INTERNAL);
  }

  @Test
  void guardsOfAnswersThatOnlyAllowAreTakenToRefuse() {
    Guards lazy =
        new Guards() {
          @Override
          public Passage request(Query query) {
            return Passage.FREE;
          }

          @Override
          public Decision answer(Query query, Answer answer, boolean coarsen) {
            return Decision.ALLOW;
          }
        };
    terms(Admission.FREE, lazy, Spending.FREE);
    assertThat(infer()).isInstanceOf(Reply.Refused.class);
  }

  @Test
  void theLadderTakesScoresAwayAndThenEverything() {
    gateway.ladder = _ -> Step.COARSENED;
    assertThat(((Reply.Answered) infer()).answer().scores()).isEmpty();
    assertThat(gateway.log.peek().marks()).contains("ladder-coarsened");
    gateway.ladder = _ -> Step.BLOCKED;
    Refusal blocked = ((Reply.Refused) infer()).refusal();
    assertThat(blocked.message())
        .as("the same words as for a missing role")
        .isEqualTo(((Reply.Refused) infer(call(Gateway.KEY, "secret", 1))).refusal().message());
  }

  @Test
  void aRuleInPreviewIsWrittenDownAndChangesNothing() {
    gateway.previews = List.of("No.Versions_by--name", "x".repeat(64));
    assertThat(infer()).isInstanceOf(Reply.Answered.class);
    assertThat(gateway.log.element().marks())
        .containsExactly("preview-no-versions-by-name", "preview-" + "x".repeat(40));
    assertThat(gateway.seen.element().previews()).isEqualTo(gateway.previews);
    assertThat(infer(call(Gateway.KEY, "secret-model", 1))).isInstanceOf(Reply.Refused.class);
    assertThat(gateway.log).last().satisfies(e -> assertThat(e.marks()).hasSize(2));
  }

  @Test
  void whoAsksForADecoyIsAnsweredLikeAnybodyAndMarked() {
    Reply decoy = infer(call(Gateway.KEY, "decoy", 1));
    assertThat(gateway.log).last().satisfies(e -> assertThat(e.marks()).containsExactly("decoy"));
    assertThat(decoy).isEqualTo(infer(call(Gateway.KEY, "nothing", 1)));
    infer(call(Gateway.KEY, "secret-decoy", 1));
    infer(call("gbk_bad", "decoy", 1));
    infer();
    assertThat(gateway.decoys)
        .as("asked about every model that its sender could not have, and about no other")
        .containsExactly("7 decoy", "7 nothing", "7 secret-decoy", "stranger decoy");
  }

  @Test
  void baitIsAnsweredAsEverAndMarked() {
    Reply before = infer();
    gateway.bait = true;
    assertThat(((Reply.Answered) infer()).answer().scores())
        .isEqualTo(((Reply.Answered) before).answer().scores());
    assertThat(gateway.log).last().satisfies(e -> assertThat(e.marks()).containsExactly("bait"));
  }

  private void doubting(Reaction reaction) {
    gateway.terms =
        new Terms(
            100,
            2,
            Admission.FREE,
            Guards.NONE,
            Spending.FREE,
            Repeats.NONE,
            Optional.empty(),
            (_, _) -> Optional.of(reaction),
            false);
  }

  @Test
  void aRowThatLooksMadeToDeceiveIsMarkedCoarsenedOrRefusedAsThePolicySays() {
    doubting(Reaction.FLAG);
    assertThat(((Reply.Answered) infer()).answer().scores()).isNotEmpty();
    assertThat(gateway.log).last().satisfies(e -> assertThat(e.marks()).contains("adversarial"));
    assertThat(gateway.seen)
        .last()
        .satisfies(t -> assertThat(t.flagged()).containsExactly("adversarial"));
    doubting(Reaction.COARSEN);
    assertThat(((Reply.Answered) infer()).answer().scores()).isEmpty();
    doubting(Reaction.REJECT);
    assertThat(reason(infer())).isEqualTo("adversarial");
  }

  @Test
  void aRequestKeepsThePolicyItBeganWith() {
    Promise<Answer> later = Promise.promise();
    gateway.model = _ -> later.future();
    Future<Reply> reply = gateway.pipeline.infer(call(Gateway.KEY, "credit", 10), _ -> ROWS);
    gateway.digest = "policy-2";
    terms((_, _, _) -> Future.failedFuture("new policy"), Guards.NONE, Spending.FREE);
    later.complete(new Answer(List.of("no", "yes"), 1, new int[] {1}, new float[] {0, 1}));
    assertThat(reply.result()).isInstanceOf(Reply.Answered.class);
    assertThat(gateway.log.element().policyDigest()).isEqualTo("policy-1");
  }

  @Test
  void anUnreadableBodyIsABadRequest() {
    Future<Reply> reply =
        gateway.pipeline.infer(
            call(Gateway.KEY, "credit", 10),
            _ -> {
              throw new BadRequest("bad-json", "not JSON");
            });
    Refusal refusal = ((Reply.Refused) reply.result()).refusal();
    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.BAD_REQUEST);
    assertThat(refusal.message()).isEqualTo("not JSON");
  }

  @Test
  void aFloodOfStrangersDoesNotFillTheLog() {
    for (int i = 0; i < 1000; i++) {
      infer(call("gbk_bad", "credit", 1));
    }
    assertThat(gateway.log.size()).isLessThanOrEqualTo(3 * Pipeline.PRE_AUTHENTICATION_ENTRIES);
    assertThat(gateway.log.size() + gateway.pipeline.unwritten()).isEqualTo(1000);
  }

  @Test
  void leavingHappensOnceHoweverItEnds() {
    AtomicInteger left = new AtomicInteger();
    terms(
        (_, _, _) ->
            Future.succeededFuture(
                new Admission.Entry.Open(Reply.Quota.NONE, left::incrementAndGet)),
        Guards.NONE,
        Spending.FREE);
    Gate gate = gateway.pipeline.enter(call(Gateway.KEY, "credit", 1)).result();
    Visit visit = ((Gate.Open) gate).visit();
    visit.abandon(Refusal.of(Refusal.Kind.BAD_REQUEST, "client-gone", "x"));
    visit.abandon(Refusal.of(Refusal.Kind.BAD_REQUEST, "client-gone", "x"));
    assertThat(left).hasValue(1);
  }
}
