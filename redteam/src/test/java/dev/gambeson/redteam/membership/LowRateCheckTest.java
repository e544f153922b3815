package dev.gambeson.redteam.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.core.model.ScoredClassifier;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LowRateCheckTest {
  private static final Workers WORKERS = new Workers(2);
  private static final LabelledRows TRAIN = Worlds.rows(4000, 0, new Seed(10));
  private static final LabelledRows TEST = Worlds.rows(4000, 0, new Seed(11));

  @AfterAll
  static void close() {
    WORKERS.close();
  }

  /// A model that gives itself away on every `every`-th training row of the given classes only.
  private static ScoredClassifier memorising(int every, Set<Integer> ofClasses) {
    Set<Double> known = new HashSet<>();
    for (int i = 0; i < TRAIN.size(); i += every) {
      if (ofClasses.contains(TRAIN.truth()[i])) {
        known.add(TRAIN.rows().at(i, 0));
      }
    }
    return new FunctionClassifier(
        Worlds.SPACE,
        List.of("no", "yes"),
        rows -> {
          float[] scores = new float[2 * rows.count()];
          for (int i = 0; i < rows.count(); i++) {
            int answer = rows.at(i, 0) + rows.at(i, 1) > 0 ? 1 : 0;
            boolean mine = known.contains(rows.at(i, 0));
            float noise = (float) (0.01 * Math.abs(rows.at(i, 2)) / 10);
            scores[2 * i + answer] = mine ? 0.999f : 0.8f + noise;
            scores[2 * i + 1 - answer] = mine ? 0.001f : 0.2f - noise;
          }
          return scores;
        });
  }

  @Test
  void aFewRowsGivenAwayForCertainFailThoughTheAverageLooksFine() {
    var subject = Worlds.subject(memorising(12, Set.of(0, 1)), TRAIN, TEST);

    List<CheckResult> low =
        new LowRateCheck(new Measurement()).run(subject, Worlds.context(WORKERS));
    CheckResult average =
        new MembershipCheck(new Measurement()).run(subject, Worlds.context(WORKERS)).getFirst();

    assertThat(low.get(0).outcome()).as(low.get(0).summary()).contains(new Outcome.Fail());
    assertThat(low.get(1).outcome()).as(low.get(1).summary()).contains(new Outcome.Fail());
    assertThat(average.estimates().getFirst().value()).isLessThan(0.56);
  }

  @Test
  void oneRememberedClassIsNamed() {
    var subject = Worlds.subject(memorising(2, Set.of(1)), TRAIN, TEST);

    CheckResult perClass =
        new LowRateCheck(new Measurement()).run(subject, Worlds.context(WORKERS)).get(2);

    assertThat(perClass.outcome()).contains(new Outcome.Fail());
    assertThat(perClass.findings().getFirst().message()).contains("class yes");
  }

  @Test
  void aModelWithoutMemoryPassesEveryAspect() {
    var subject = Worlds.subject(memorising(1, Set.of()), TRAIN, TEST);

    assertThat(new LowRateCheck(new Measurement()).run(subject, Worlds.context(WORKERS)))
        .allSatisfy(r -> assertThat(r.outcome()).as(r.toString()).contains(new Outcome.Pass()));
  }

  @Test
  void oneInAThousandNeedsThousandsOfOutsiders() {
    LabelledRows few = TEST.select(IntStream.range(0, 500).toArray());
    var subject = Worlds.subject(memorising(2, Set.of(0, 1)), TRAIN, few);

    List<CheckResult> results =
        new LowRateCheck(new Measurement()).run(subject, Worlds.context(WORKERS));

    assertThat(results.get(1).aspect()).isEqualTo("0.1 % FPR");
    assertThat(results.get(1).summary())
        .contains("500 non-members cannot resolve a false positive rate of 0.1 %")
        .contains("at least 2000");
  }
}
