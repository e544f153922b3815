package dev.gambeson.redteam.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.LabelledRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class MembershipCheckTest {
  private static final Workers WORKERS = new Workers(2);
  private static final LabelledRows TRAIN = Worlds.rows(600, 0, new Seed(10));
  private static final LabelledRows TEST = Worlds.rows(3000, 0, new Seed(11));

  @AfterAll
  static void close() {
    WORKERS.close();
  }

  @Test
  void aModelThatMemorisedItsTrainingRowsFails() {
    AuditSubject subject = Worlds.subject(Worlds.trained(TRAIN, Worlds.MEMORISE), TRAIN, TEST);

    CheckResult result = run(subject);

    assertThat(result.outcome()).contains(new Outcome.Fail());
    assertThat(result.estimates().getFirst().low()).isGreaterThan(0.55);
    assertThat(result.findings()).singleElement();
    assertThat(result.exhibits()).hasSize(2);
  }

  @Test
  void aRegularisedModelOfManyRowsPasses() {
    LabelledRows many = Worlds.rows(10_000, 0, new Seed(20));
    LabelledRows fresh = Worlds.rows(10_000, 0, new Seed(21));

    CheckResult result = run(Worlds.subject(Worlds.trained(many, Worlds.REGULARISED), many, fresh));

    assertThat(result.outcome()).as(result.toString()).contains(new Outcome.Pass());
  }

  @Test
  void aModelThatNeverSawTheMembersIsNotAccused() {
    int accused = 0;
    for (int i = 0; i < 20; i++) {
      LabelledRows stranger = Worlds.rows(400, 0, new Seed(100 + i));
      LabelledRows members = Worlds.rows(400, 0, new Seed(200 + i));
      LabelledRows others = Worlds.rows(400, 0, new Seed(300 + i));
      CheckResult result =
          run(Worlds.subject(Worlds.trained(stranger, Worlds.MEMORISE), members, others));
      accused += result.outcome().orElseThrow() instanceof Outcome.Fail ? 1 : 0;
    }

    assertThat(accused).isZero(); // at most 5 % may be, and the limit lies above chance
  }

  @Test
  void aSampleThatDiffersByItselfMakesTheQuestionOpenNotTheModelGuilty() {
    LabelledRows stranger = Worlds.rows(600, 0, new Seed(30));
    LabelledRows shifted = Worlds.rows(600, 0.6, new Seed(31));
    LabelledRows members = onlyConfident(stranger, TEST);

    CheckResult moved =
        run(Worlds.subject(Worlds.trained(stranger, Worlds.REGULARISED), members, shifted));

    assertThat(moved.outcome().orElseThrow()).isInstanceOf(Outcome.Inconclusive.class);
    assertThat(((Outcome.Inconclusive) moved.outcome().orElseThrow()).reason())
        .contains("blind baseline");
  }

  /// Rows of `from` whose labels the model of `stranger` finds easy: "members" that look leaked.
  private static LabelledRows onlyConfident(LabelledRows stranger, LabelledRows from) {
    int[] labels = Worlds.trained(stranger, Worlds.REGULARISED).labels(from.rows());
    return from.select(
        IntStream.range(0, from.size())
            .filter(i -> labels[i] == from.truth()[i] || i % 4 == 0)
            .limit(600)
            .toArray());
  }

  @Test
  void testRowsThatAreTrainingRowsDoNotCountAsOutsiders() {
    LabelledRows half = TRAIN.select(IntStream.range(0, 300).toArray());
    AuditSubject subject =
        Worlds.subject(Worlds.trained(TRAIN, Worlds.MEMORISE), TRAIN, joined(half, TEST));

    Population p = Population.draw(subject, TRAIN, 10_000, new Seed(1), WORKERS);

    assertThat(p.alsoTrained()).isEqualTo(300);
    assertThat(p.perSide()).isEqualTo(600);
  }

  private static LabelledRows joined(LabelledRows a, LabelledRows b) {
    double[] values = new double[a.rows().values().length + b.rows().values().length];
    System.arraycopy(a.rows().values(), 0, values, 0, a.rows().values().length);
    System.arraycopy(
        b.rows().values(), 0, values, a.rows().values().length, b.rows().values().length);
    int[] truth = new int[a.size() + b.size()];
    System.arraycopy(a.truth(), 0, truth, 0, a.size());
    System.arraycopy(b.truth(), 0, truth, a.size(), b.size());
    return new LabelledRows(a.data(), new Rows(truth.length, Worlds.WIDTH, values), truth);
  }

  @Test
  void theFiguresAreTheSameOnAnyNumberOfThreads() {
    AuditSubject subject = Worlds.subject(Worlds.trained(TRAIN, Worlds.MEMORISE), TRAIN, TEST);

    try (Workers one = new Workers(1);
        Workers many = new Workers(5)) {
      assertThat(new MembershipCheck(new Measurement()).run(subject, Worlds.context(one)))
          .isEqualTo(new MembershipCheck(new Measurement()).run(subject, Worlds.context(many)));
    }
  }

  @Test
  void withoutTrainingRowsNothingIsExamined() {
    AuditSubject subject =
        new AuditSubject(
            Path.of("m.onnx"),
            Worlds.trained(TRAIN, Worlds.REGULARISED),
            TEST,
            Optional.empty(),
            "y",
            1,
            List.of());

    for (var check : MembershipChecks.all()) {
      List<CheckResult> results = check.run(subject, Worlds.context(WORKERS));
      assertThat(results).singleElement();
      assertThat(results.getFirst().notExaminedBecause()).contains("--train");
    }
  }

  @Test
  void tooFewRowsShowNothing() {
    LabelledRows few = TRAIN.select(new int[] {1, 2, 3, 4});

    CheckResult result = run(Worlds.subject(Worlds.trained(TRAIN, Worlds.MEMORISE), few, TEST));

    assertThat(result.outcome().orElseThrow()).isInstanceOf(Outcome.Inconclusive.class);
    assertThat(result.summary()).contains("4 training rows").contains("at least 50");
  }

  @Test
  void thePolicyMovesTheLimit() {
    AuditSubject subject = Worlds.subject(Worlds.trained(TRAIN, Worlds.MEMORISE), TRAIN, TEST);
    CheckContext lenient =
        new CheckContext(
            Worlds.policy("GB-PRIV-001", "max-balanced-accuracy", 1),
            new Seed(1),
            WORKERS,
            (_, _) -> {});

    assertThat(new MembershipCheck(new Measurement()).run(subject, lenient).getFirst().outcome())
        .contains(new Outcome.Pass());
  }

  private static CheckResult run(AuditSubject subject) {
    return new MembershipCheck(new Measurement()).run(subject, Worlds.context(WORKERS)).getFirst();
  }
}
