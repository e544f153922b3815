package dev.gambeson.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.stats.Binomials;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FairnessAuditTest {
  private record Data(int[] truth, int[] predicted, int[] sex, int[] race, double[] weights) {
    static Data random(int n, long seed) {
      RandomGenerator r = new Seed(seed).random();
      Data d = new Data(new int[n], new int[n], new int[n], new int[n], new double[n]);
      for (int i = 0; i < n; i++) {
        d.sex[i] = r.nextInt(2);
        d.race[i] = r.nextInt(4) - 1;
        d.truth[i] = r.nextDouble() < 0.4 + 0.2 * d.sex[i] ? 1 : 0;
        d.predicted[i] = r.nextDouble() < 0.2 + 0.5 * d.truth[i] ? 1 : 0;
        d.weights[i] = 1 + r.nextInt(3);
      }
      return d;
    }

    Data rows(int[] rows) {
      return new Data(
          pick(truth, rows),
          pick(predicted, rows),
          pick(sex, rows),
          pick(race, rows),
          Arrays.stream(rows).mapToDouble(i -> weights[i]).toArray());
    }

    private static int[] pick(int[] from, int[] rows) {
      return Arrays.stream(rows).map(i -> from[i]).toArray();
    }

    Decisions decisions() {
      return Decisions.of(truth, predicted, 1);
    }

    FairnessAudit audit(Decisions decisions) {
      return FairnessAudit.of(
          decisions,
          new Attribute("sex", List.of("f", "m"), sex),
          new Attribute("race", List.of("x", "y", "z"), race));
    }
  }

  @Test
  void auditsOfPartsMergeToTheAuditOfTheWhole() {
    Data data = Data.random(10_000, 1);
    int[] head = IntStream.range(0, 3000).toArray();
    int[] tail = IntStream.range(3000, 10_000).toArray();
    FairnessAudit parts =
        data.rows(head)
            .audit(data.rows(head).decisions())
            .merge(data.rows(tail).audit(data.rows(tail).decisions()));

    FairnessAudit whole = data.audit(data.decisions());

    assertThat(parts.intersection()).isEqualTo(whole.intersection());
    assertThat(parts.overall()).isEqualTo(whole.overall());
  }

  @Test
  void aWeightOfThreeCountsLikeThreeRows() {
    Data data = Data.random(2000, 2);
    int[] repeated =
        IntStream.range(0, 2000)
            .flatMap(i -> IntStream.generate(() -> i).limit((long) data.weights()[i]))
            .toArray();
    FairnessAudit weighted = data.audit(data.decisions().withWeights(data.weights()));
    FairnessAudit replicated = data.rows(repeated).audit(data.rows(repeated).decisions());

    for (Rate rate : List.of(Rate.SELECTION_RATE, Rate.TRUE_POSITIVE_RATE, Rate.ERROR_RATE)) {
      Estimate a = weighted.by("sex").compare("f", "m").difference(rate);
      Estimate b = replicated.by("sex").compare("f", "m").difference(rate);
      assertThat(a.value()).isCloseTo(b.value(), within(1e-12));
      assertThat(a.high() - a.low()).isGreaterThan(b.high() - b.low());
    }
    assertThat(weighted.by("sex").theilIndex().value())
        .isCloseTo(replicated.by("sex").theilIndex().value(), within(1e-12));
  }

  @Test
  void theMarginOfTheIntersectionIsTheAttribute() {
    Data data = Data.random(5000, 3);
    FairnessAudit audit = data.audit(data.decisions());
    Confusion women =
        audit.intersection().groups().stream()
            .filter(g -> g.name().startsWith("f & "))
            .map(GroupAudit.Group::counts)
            .reduce(Confusion.EMPTY, Confusion::plus);
    long missing = IntStream.range(0, 5000).filter(i -> data.race()[i] < 0).count();

    assertThat(audit.by("race").leftOut().rows()).isEqualTo(missing);
    assertThat(women.rows()).isLessThan(audit.by("sex").group("f").rows());
    assertThat(audit.by("sex").overall()).isEqualTo(audit.overall());
  }

  @Test
  void aDifferenceTurnsItsSignWithItsDirectionAndSaysWhich() {
    Data data = Data.random(1000, 4);
    GroupAudit sex = data.audit(data.decisions()).by("sex");
    Estimate there = sex.compare("f", "m").statisticalParityDifference();
    Estimate back = sex.compare("m", "f").statisticalParityDifference();

    assertThat(there.value()).isEqualTo(-back.value());
    assertThat(there.low()).isCloseTo(-back.high(), within(1e-12));
    assertThat(there.name()).isEqualTo("statistical parity difference, f minus m");
    assertThat(sex.compare("f", "m").disparateImpact().name())
        .isEqualTo("disparate impact, f over m");
  }

  @Test
  void theFavourableClassDecidesTheSign() {
    Data data = Data.random(1000, 5);
    double one =
        data.audit(data.decisions())
            .by("sex")
            .compare("f", "m")
            .statisticalParityDifference()
            .value();
    double other =
        data.audit(Decisions.of(data.truth(), data.predicted(), 0))
            .by("sex")
            .compare("f", "m")
            .statisticalParityDifference()
            .value();

    assertThat(one).isCloseTo(-other, within(1e-12)).isNotZero();
  }

  @Test
  void undefinedMetricsGiveTheReasonInsteadOfNaNAlone() {
    GroupAudit.Group none = new GroupAudit.Group("unlucky", Confusion.of(0, 3, 0, 7));
    GroupAudit.Group some = new GroupAudit.Group("lucky", Confusion.of(5, 3, 2, 7));
    Comparison c = new Comparison(none, some, 0.95);

    assertThat(c.equalOpportunityDifference().isDefined()).isFalse();
    assertThat(c.equalOpportunityDifference().method())
        .isEqualTo("undefined: no rows whose true outcome is favourable in group 'unlucky'");
    assertThat(c.averageOddsDifference().method()).contains("'unlucky'");
    assertThat(c.equalizedOddsDifference().isDefined()).isFalse();
    assertThat(c.klDivergence().method()).contains("absent in 'unlucky'");
  }

  @Test
  void aRatioToARateOfZeroIsUndefined() {
    GroupAudit.Group some = new GroupAudit.Group("some", Confusion.of(5, 3, 2, 7));
    GroupAudit.Group never = new GroupAudit.Group("never", Confusion.of(0, 0, 2, 7));

    assertThat(new Comparison(some, never, 0.95).disparateImpact().method())
        .isEqualTo("undefined: the selection rate of 'never' is 0");
  }

  @Test
  void aMisspelledAttributeIsAnsweredWithTheRightOne() {
    Data data = Data.random(10, 6);

    assertThatThrownBy(() -> data.audit(data.decisions()).by("rase"))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("Did you mean 'race'?");
  }

  @Test
  void theDeltaIntervalAgreesWithTheBootstrap() {
    Data data = Data.random(3000, 8);
    GroupAudit sex = data.audit(data.decisions()).by("sex");
    Estimate delta = sex.theilIndex();
    Estimate bootstrap = sex.bootstrap("Theil", a -> a.theilIndex().value(), new Seed(1));

    assertThat(delta.low()).isCloseTo(bootstrap.low(), within(0.1 * (delta.high() - delta.low())));
    assertThat(delta.high())
        .isCloseTo(bootstrap.high(), within(0.1 * (delta.high() - delta.low())));
  }

  @Test
  void theBootstrapDependsOnItsSeedAlone() {
    Data data = Data.random(500, 9);
    GroupAudit all = data.audit(data.decisions()).intersection();

    assertThat(all.differentialFairnessBiasAmplification(new Seed(3)))
        .isEqualTo(all.differentialFairnessBiasAmplification(new Seed(3)))
        .isNotEqualTo(all.differentialFairnessBiasAmplification(new Seed(4)));
  }

  @Test
  void intervalsOfDifferencesCoverTheTruthAsOftenAsTheySay() {
    RandomGenerator random = new Seed(10).random();
    int covered = 0;
    int runs = 4000;
    for (int i = 0; i < runs; i++) {
      Confusion a = sample(random, 200, 0.5, 0.8, 0.3);
      Confusion b = sample(random, 200, 0.5, 0.6, 0.2);
      Estimate e =
          new Comparison(new GroupAudit.Group("a", a), new GroupAudit.Group("b", b), 0.95)
              .averageOddsDifference();
      covered += e.low() <= 0.15 && 0.15 <= e.high() ? 1 : 0;
    }
    // 95 % +- 1.5 %, more than four standard errors of 0.34 %
    assertThat((double) covered / runs).isBetween(0.935, 0.965);
  }

  private static Confusion sample(RandomGenerator r, int n, double base, double tpr, double fpr) {
    long deserving = Binomials.draw(n, base, r);
    long tp = Binomials.draw(deserving, tpr, r);
    long fp = Binomials.draw(n - deserving, fpr, r);
    return Confusion.of(tp, fp, deserving - tp, n - deserving - fp);
  }
}
