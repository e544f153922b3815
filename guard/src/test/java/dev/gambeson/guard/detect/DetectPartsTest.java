package dev.gambeson.guard.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DetectPartsTest {
  private static RandomGenerator random(long seed) {
    return new Seed(seed).random();
  }

  /// Ville's inequality in the form of e-detectors: at most `n * alpha`. 2,000 runs of 500 p-values
  /// at alpha 1e-4: 100 expected at most.
  @Test
  void betsOnUniformValuesReachOneOverAlphaInAtMostNTimesAlphaOfRuns() {
    RandomGenerator random = random(1);
    int alarms = 0;
    for (int run = 0; run < 2_000; run++) {
      double[] capital = new double[Bets.SIZE];
      boolean alarm = false;
      for (int q = 0; q < 500; q++) {
        Bets.bet(1 - random.nextDouble(), capital, 0);
        alarm |= Bets.mean(capital, 0) >= 1e4;
      }
      alarms += alarm ? 1 : 0;
    }

    assertThat(alarms).isBetween(1, 130);
  }

  @Test
  void betsOnSmallValuesGrowFast() {
    double[] capital = new double[Bets.SIZE];
    for (int q = 0; q < 10; q++) {
      Bets.bet(0.01, capital, 0);
    }

    assertThat(Bets.mean(capital, 0)).isGreaterThan(1e7);
  }

  @Test
  void aFamilyOfItsOwnGetsPValuesThatAreNoSmallerThanUniform() {
    RandomGenerator random = random(2);
    float[] narrow = new float[1_000];
    float[] broad = new float[1_000];
    for (int i = 0; i < 1_000; i++) {
      narrow[i] = (float) random.nextDouble();
      broad[i] = (float) (2 + random.nextDouble());
    }
    Calibration both = Calibration.of(List.of(narrow, broad));
    int low = 0;
    for (int i = 0; i < 4_000; i++) {
      low += both.p(random.nextDouble(), random) <= 0.05 ? 1 : 0;
    }

    assertThat(low / 4_000.0).isBetween(0.01, 0.06);
    assertThat(both.p(-1, random)).isLessThan(0.01);
    assertThat(both.p(9, random)).isEqualTo(1);
  }

  @Test
  void tiedScoresGetRandomisedPValuesThatSpreadOverTheTie() {
    float[] same = new float[1_000];
    Calibration ties = Calibration.of(List.of(same));
    RandomGenerator random = random(3);
    double sum = 0;
    for (int i = 0; i < 2_000; i++) {
      sum += ties.p(0, random);
    }

    assertThat(sum / 2_000).isCloseTo(0.5, within(0.03));
  }

  @Test
  void theBlockKernelFindsTheSameNeighboursAsAPlainLoop() {
    RandomGenerator random = random(4);
    Coordinates space = Fixture.BASELINE.space();
    History history = new History(space);
    List<Sighting> kept = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Sighting s = sighting(Fixture.row(random), i % 2);
      history.add(s, 0, random);
      kept.add(s);
    }
    Sighting asked = sighting(Fixture.row(random), 1);
    double[] plain = kept.stream().mapToDouble(k -> distance(space, k, asked)).sorted().toArray();
    History.Distances found = history.distances(asked, 0, new Points.Scratch());

    assertThat(found.first()).isCloseTo(plain[0], within(1e-9));
    assertThat(found.fourth()).isCloseTo(plain[3], within(1e-9));
    assertThat(found.opposite())
        .isCloseTo(
            kept.stream()
                .filter(k -> k.label() == 0)
                .mapToDouble(k -> distance(space, k, asked))
                .min()
                .orElseThrow(),
            within(1e-9));
  }

  @Test
  void rowsAskedMoreThanTwelveHoursAgoAreNotComparedWith() {
    RandomGenerator random = random(9);
    History history = new History(Fixture.BASELINE.space());
    for (int i = 0; i < 20; i++) {
      history.add(sighting(Fixture.row(random), 1), 1_000_000, random);
    }
    Sighting asked = sighting(Fixture.row(random), 0);
    Points.Scratch scratch = new Points.Scratch();

    assertThat(history.distances(asked, 1_000_000 + 12 * 3600, scratch).first()).isFinite();
    History.Distances later = history.distances(asked, 1_000_000 + 13 * 3600, scratch);
    assertThat(List.of(later.first(), later.twin(), later.fourth(), later.opposite(), later.step()))
        .containsOnly(Double.POSITIVE_INFINITY);
  }

  @Test
  void aSearchHasItsLastRowsAmongTheNearestAndAStreamInNoOrderHasNot() {
    RandomGenerator random = random(10);
    History history = new History(Fixture.BASELINE.space());
    for (int i = 0; i < 300; i++) {
      history.add(sighting(Fixture.row(random), 1), 0, random);
    }
    double[] place = Fixture.row(random);
    double inNoOrder = history.distances(sighting(place, 1), 0, new Points.Scratch()).search();
    for (int i = 0; i < 6; i++) {
      history.add(sighting(Fixture.near(place, random), 1), 0, random);
    }

    assertThat(inNoOrder).isGreaterThan(0.05);
    assertThat(history.distances(sighting(place, 1), 0, new Points.Scratch()).search())
        .isLessThan(0.02);
  }

  private static Sighting sighting(double[] row, int label) {
    return Fixture.BASELINE.sight(Rows.of(row), 0, label, 0.5, 1, new Points.Scratch());
  }

  private static double distance(Coordinates space, Sighting a, Sighting b) {
    long sum = 0;
    for (int c = 0; c < space.width(); c++) {
      int d = a.point()[c] - b.point()[c];
      sum += c < space.numeric() ? (long) d * d : d == 0 ? 0 : space.weights()[c];
    }
    return Math.sqrt(sum) / Coordinates.UNIT;
  }

  @Test
  void aHistoryKnowsARowAgainThatFellOutOfItsWindow() {
    RandomGenerator random = random(5);
    History history = new History(Fixture.BASELINE.space());
    List<Sighting> all = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      Sighting s = sighting(Fixture.row(random), 1);
      all.add(s);
      history.add(s, 0, random);
    }
    long known = all.stream().filter(s -> history.contains(s.hash())).count();

    assertThat(history.size()).isEqualTo(History.LENGTH);
    assertThat(known).isGreaterThan(800); // pairs of slots overflow now and then
    assertThat(history.contains(12345)).isFalse();
  }

  @Test
  void equalRowsHashEquallyWhateverTheirZeroAndNan() {
    Rows rows = Rows.of(new double[] {0.0, Double.NaN}, new double[] {-0.0, 0.0 / 0.0});

    assertThat(Coordinates.hash(rows, 0, 7)).isEqualTo(Coordinates.hash(rows, 1, 7));
    assertThat(Coordinates.hash(rows, 0, 7)).isNotEqualTo(Coordinates.hash(rows, 0, 8));
  }

  @Test
  void aLevelFallsByAStepAfterEachQuietWhile() {
    Ladder ladder = new Ladder();
    for (int i = 0; i < 3; i++) {
      ladder.up(100, 1_000, Level.BLOCK);
    }

    assertThat(ladder.at(1_099, 1_000)).isEqualTo(Level.COARSEN);
    assertThat(ladder.at(1_100, 1_000)).isEqualTo(Level.TIGHTEN);
    assertThat(ladder.at(2_100, 1_000)).isEqualTo(Level.ALERT);
    assertThat(ladder.at(3_100, 1_000)).isEqualTo(Level.NONE);
    assertThat(ladder.alarms()).isEqualTo(3);
  }

  @Test
  void prefixesAreOfLiteralsOnly() {
    assertThat(Prefix.of("203.0.113.77")).contains("203.0.113.0/24");
    assertThat(Prefix.of("2001:db8:1:2ff::9")).isEqualTo(Prefix.of("2001:db8:1:201::1"));
    assertThat(Prefix.of("localhost")).isEmpty();
    assertThat(Prefix.of("")).isEmpty();
  }

  @Test
  void aSteadyClientIsNoSpikeAndTwentyTimesItsRateIs() {
    RateWatch rate = new RateWatch();
    RandomGenerator random = random(6);
    double highest = 0;
    for (int window = 0; window < 600; window++) {
      highest = Math.max(highest, rate.count(40 + random.nextInt(40), window * 300L));
    }
    double spike = Math.max(rate.count(1_200, 600 * 300L), rate.count(1, 601 * 300L));

    assertThat(highest).isLessThan(10);
    assertThat(spike).isGreaterThan(1e6);
  }

  /// Counts of a gamma mixture of Poissons: exactly the null of the likelihood ratio.
  @Test
  void theRatioOfRatesIsAnEValue() {
    double sum = 0;
    double mean = 10;
    for (int n = 0; n < 3_000; n++) { // negative binomial of shape 2: (n + 1) q^n p^2
      double q = mean / (mean + 2);
      sum += (n + 1) * Math.pow(q, n) * Math.pow(1 - q, 2) * RateWatch.ratio(n, mean);
    }

    assertThat(sum).isCloseTo(1, within(1e-6));
  }

  @Test
  void printsMatchOtherClientsDifferentRowsWithinADay() {
    PrintTable table = new PrintTable(1 << 12);
    RandomGenerator random = random(7);
    double[] row = Fixture.row(random);
    long[] prints = Fixture.BASELINE.prints().of(sighting(row, 1).point(), 9);

    assertThat(table.matches(prints, 1, 10, 0)).isFalse();
    assertThat(table.matches(prints, 1, 11, 0)).isFalse(); // the same client
    assertThat(table.matches(prints, 2, 11, 0)).isFalse(); // the same row
    assertThat(table.matches(prints, 3, 12, 60)).isTrue();
    assertThat(table.matches(prints, 4, 13, 100_000)).isFalse(); // the next day
  }

  @Test
  void alphaIsTheBudgetOverTheQueriesOfThirtyDays() {
    assertThat(DetectPolicy.defaults().alpha()).isCloseTo(0.01 / 30_000, within(1e-12));
    assertThat(DetectPolicy.defaults().budget(1, 100_000).alpha())
        .isCloseTo(1 / 3e6, within(1e-12));
  }

  @Test
  void aPolicyOutOfRangeSaysWhatAndWhere() {
    assertThatThrownBy(() -> DetectPolicy.defaults().budget(0, 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("false-alarms-per-client-month");
    assertThatThrownBy(() ->
            new DetectPolicy(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Level.LOG),
                Optional.empty(),
                Optional.empty()))
        .hasMessageContaining("alert or a step above");
  }

  @Test
  void everyDetectorHasItsOwnCheck() {
    assertThat(DetectChecks.all().stream().map(i -> i.id()).distinct())
        .hasSize(Detector.values().length + 1)
        .allMatch(id -> id.matches("GB-GRD-01?\\d\\d?"));
  }
}
