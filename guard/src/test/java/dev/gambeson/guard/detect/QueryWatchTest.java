package dev.gambeson.guard.detect;

import static dev.gambeson.guard.detect.Fixture.BASELINE;
import static dev.gambeson.guard.detect.Fixture.MODEL;
import static dev.gambeson.guard.detect.Fixture.ask;
import static dev.gambeson.guard.detect.Fixture.client;
import static dev.gambeson.guard.detect.Fixture.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Query;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QueryWatchTest {
  private static final Client CLIENT = client("c1");

  private static RandomGenerator random(long seed) {
    return new Seed(seed).random();
  }

  private static List<double[]> variants(int n, RandomGenerator random) {
    double[] row = Fixture.row(random);
    return Stream.generate(() -> Fixture.near(row, random)).limit(n).toList();
  }

  @Test
  void rowsMadeUpFromTheRangesRaiseAnAlertWithinThirtyQueries() {
    RandomGenerator random = random(1);
    List<double[]> rows = Stream.generate(() -> Fixture.uniform(random)).limit(150).toList();

    assertThat(Fixture.firstAlert(watch(Fixture.policy(), 1), CLIENT, rows))
        .hasValueSatisfying(n -> assertThat(n).isLessThan(30));
  }

  @Test
  void noisyCopiesOfOneRecordRaiseAnAlertWithinThirtyQueries() {
    assertThat(Fixture.firstAlert(watch(Fixture.policy(), 1), CLIENT, variants(150, random(2))))
        .hasValueSatisfying(n -> assertThat(n).isLessThan(30));
  }

  @Test
  void noisyCopiesAreSeenInAnswersThatHoldLabelsOnly() {
    QueryWatch watch = watch(Fixture.policy(), 1);
    boolean seen = false;
    List<double[]> rows = variants(60, random(3));
    for (int q = 0; q < rows.size(); q++) {
      Rows one = Rows.of(rows.get(q));
      seen |=
          !watch.observe(Fixture.query(CLIENT, one, q), Fixture.labelsOnly(one)).alerts().isEmpty();
    }

    assertThat(seen).isTrue();
  }

  @Test
  void anAttackOfOneQueryInTenIsSeenBeforeItsHundredthQuery() {
    RandomGenerator random = random(4);
    List<double[]> attack = variants(100, random);
    List<double[]> mixed = new ArrayList<>(Fixture.benign(1_000, random));
    for (int i = 0; i < attack.size(); i++) {
      mixed.set(i * 10 + 5, attack.get(i));
    }

    assertThat(Fixture.firstAlert(watch(Fixture.policy(), 1), CLIENT, mixed)).isPresent();
  }

  /// Budget: 1e-6 a query, so that one client in a hundred is alarmed in 10,000 queries. Of forty
  /// with 2,500 queries each 0.1 are expected.
  @Test
  void benignClientsWithRetriesAndUpdatesRaiseNoAlert() {
    DetectPolicy policy = Fixture.policy().budget(0.01, 334);
    int alarmed = 0;
    for (int c = 0; c < 40; c++) {
      List<double[]> rows = Fixture.benign(2_500, random(100 + c));
      alarmed += Fixture.firstAlert(watch(policy, c), client("c" + c), rows).isPresent() ? 1 : 0;
    }

    assertThat(alarmed).isLessThanOrEqualTo(1);
  }

  @Test
  void aPortfolioScoredAgainEveryNightWithALittleDriftRaisesNoAlert() {
    for (int c = 0; c < 3; c++) {
      RandomGenerator random = new Seed(70).child(c).random();
      QueryWatch watch = Fixture.watch(Fixture.policy(), c);
      double[][] records = new double[150][];
      Arrays.setAll(records, _ -> Fixture.row(random));
      int alerts = 0;
      for (int night = 0; night < 8; night++) {
        for (int r = 0; r < records.length; r++) {
          records[r] = Fixture.near(records[r], random);
          long second = night * 86_400L + 2 * r;
          alerts += Fixture.ask(watch, Fixture.client("b"), records[r], second).alerts().size();
        }
      }
      assertThat(alerts).isZero();
    }
  }

  @Test
  void clientsOfOneSegmentRaiseNoAlert() {
    for (int c = 0; c < 12; c++) {
      int region = c % 3;
      double above = c % 4 * 0.3 - 0.6;
      RandomGenerator random = random(200 + c);
      List<double[]> rows =
          Stream.generate(() -> Fixture.row(random))
              .filter(r -> r[7] == region && r[0] > above)
              .limit(1_500)
              .toList();
      assertThat(Fixture.firstAlert(watch(Fixture.policy(), c), client("s" + c), rows)).isEmpty();
    }
  }

  @Test
  void exactRetriesAreCountedAndNotScored() {
    QueryWatch watch = watch(Fixture.policy(), 1);
    double[] row = Fixture.row(random(5));
    for (int q = 0; q < 500; q++) {
      assertThat(ask(watch, CLIENT, row, q).alerts()).isEmpty();
    }

    Standing standing = watch.standing(CLIENT.key(), MODEL).orElseThrow();
    assertThat(standing.queries()).isEqualTo(500);
    assertThat(standing.retries()).isEqualTo(499);
    assertThat(standing.level()).isEqualTo(Level.NONE);
  }

  @Test
  void theFirstAlarmIsAnAlertAndNotABlockHoweverMuchComesAtOnce() {
    RandomGenerator random = random(6);
    Rows batch =
        Rows.of(Stream.generate(() -> Fixture.uniform(random)).limit(400).toArray(double[][]::new));

    Suspicion first =
        watch(Fixture.policy(), 1).observe(Fixture.query(CLIENT, batch, 0), Fixture.answer(batch));

    assertThat(first.level()).isEqualTo(Level.ALERT);
    assertThat(first.alerts()).hasSize(1);
  }

  @Test
  void eachAlarmIsOneStepUpToTheHighestTheRulesAllow() {
    QueryWatch watch = watch(highest(Level.COARSEN), 1);
    RandomGenerator random = random(7);
    List<Level> levels = new ArrayList<>();
    for (int q = 0; q < 400; q++) {
      Suspicion s = ask(watch, CLIENT, Fixture.uniform(random), q);
      s.alerts().forEach(_ -> levels.add(s.level()));
    }

    assertThat(levels)
        .startsWith(Level.ALERT, Level.TIGHTEN, Level.COARSEN, Level.COARSEN)
        .doesNotContain(Level.BLOCK);
    assertThat(watch.level(CLIENT, MODEL)).isEqualTo(Level.COARSEN);
  }

  @Test
  void whoAlarmsOnTheLastStepAgainAndAgainIsToldOfOnceAMinute() {
    QueryWatch watch = watch(highest(Level.ALERT), 1);
    RandomGenerator random = random(7);
    List<Instant> told = new ArrayList<>();
    for (int q = 0; q < 1200; q++) {
      Rows rows = Rows.of(Fixture.uniform(random));
      Query query = Fixture.query(CLIENT, rows, q / 10);
      watch.observe(query, Fixture.answer(rows)).alerts().forEach(a -> told.add(a.time()));
    }

    assertThat(watch.standing(CLIENT.key(), MODEL).orElseThrow().alarms()).isGreaterThan(10);
    assertThat(told).hasSize(2);
    assertThat(Duration.between(told.getFirst(), told.getLast()))
        .isGreaterThanOrEqualTo(Duration.ofMinutes(1));
  }

  private static DetectPolicy highest(Level level) {
    return new DetectPolicy(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(level),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void whoProbesFromTheStartDoesNotCalibrateTheDetectorsToHimself() {
    QueryWatch watch = watch(Fixture.policy(), 1);
    RandomGenerator random = random(8);
    List<double[]> rows = new ArrayList<>(Fixture.benign(300, random));
    for (int i = 0; i < rows.size(); i += 3) { // a third of the learning traffic
      rows.set(i, Fixture.near(rows.get(Math.max(0, i - 1)), random));
    }
    for (int q = 0; q < rows.size(); q++) {
      ask(watch, CLIENT, rows.get(q), q);
    }

    assertThat(watch.standing(CLIENT.key(), MODEL).orElseThrow().learning())
        .isEqualTo(Standing.Learning.DENIED);
  }

  @Test
  void anAttackAfterALittleOfItInTheLearningTrafficIsStillSeen() {
    QueryWatch watch = watch(Fixture.policy(), 1);
    RandomGenerator random = random(9);
    List<double[]> rows = new ArrayList<>(Fixture.benign(560, random));
    List<double[]> attack = variants(200, random);
    for (int i = 0; i < 20; i++) {
      rows.set(70 + i * 24, attack.get(i));
    }
    rows.addAll(attack.subList(20, 170));

    assertThat(Fixture.firstAlert(watch, CLIENT, rows)).isPresent();
  }

  @Test
  void aBenignClientIsLearntAfterItsLearningQueries() {
    QueryWatch watch = watch(Fixture.policy(), 1);
    List<double[]> rows = Fixture.benign(700, random(10));
    for (int q = 0; q < rows.size(); q++) {
      ask(watch, CLIENT, rows.get(q), q);
    }

    Standing standing = watch.standing(CLIENT.key(), MODEL).orElseThrow();
    assertThat(standing.learning()).isEqualTo(Standing.Learning.OWN);
    assertThat(standing.coverage()).isBetween(0.2, 0.7);
    assertThat(standing.evidence()).isLessThan(1);
  }

  @Test
  void aSegmentClientThatBeginsToSweepEverythingIsSeen() {
    QueryWatch watch = watch(Fixture.policy(), 1);
    RandomGenerator random = random(11);
    List<double[]> rows = new ArrayList<>();
    Stream.generate(() -> Fixture.row(random))
        .filter(r -> r[7] == 1 && r[0] > 0.3)
        .limit(700)
        .forEach(rows::add);
    int before = rows.size();
    Stream.generate(() -> Fixture.row(random)).limit(600).forEach(rows::add);

    assertThat(Fixture.firstAlert(watch, CLIENT, rows))
        .hasValueSatisfying(n -> assertThat(n).isGreaterThan(before));
  }

  @Test
  void anAttackSplitOverAccountsOfATenantIsSeenAtTheTenant() {
    QueryWatch watch = watch(Fixture.policy(), 1);
    List<double[]> rows = variants(60, random(12));
    List<Alert> alerts = new ArrayList<>();
    for (int q = 0; q < rows.size(); q++) {
      alerts.addAll(ask(watch, client("a" + q, "bank", ""), rows.get(q), q).alerts());
    }

    assertThat(alerts)
        .anySatisfy(a -> {
          assertThat(a.subject().tenant()).isEqualTo("bank");
          assertThat(a.subject().client()).isEmpty();
        });
  }

  @Test
  void anAttackSplitOverTenantsBehindOneNetworkIsSeenAtThePrefix() {
    QueryWatch watch = watch(Fixture.policy(), 1);
    List<double[]> rows = variants(60, random(13));
    List<Alert> alerts = new ArrayList<>();
    for (int q = 0; q < rows.size(); q++) {
      Client who = client("a", "tenant" + q, "203.0.113." + q);
      alerts.addAll(ask(watch, who, rows.get(q), q).alerts());
    }

    assertThat(alerts).anyMatch(a -> a.subject().client().equals("203.0.113.0/24"));
  }

  @Test
  void aNeighbourOfAnAttackerGetsCoarserAnswersAtWorst() {
    QueryWatch watch = watch(Fixture.policy(), 1);
    RandomGenerator random = random(14);
    for (int q = 0; q < 600; q++) {
      ask(watch, client("bad" + q % 2), Fixture.uniform(random), q);
    }

    assertThat(watch.level(client("bad0"), MODEL)).isEqualTo(Level.BLOCK);
    assertThat(watch.level(client("good"), MODEL)).isEqualTo(Level.COARSEN);
    assertThat(watch.level(client("good", "other", ""), MODEL)).isEqualTo(Level.NONE);
  }

  @Test
  void variantsOfOneRowFromAccountsOfDifferentTenantsAreMatchedByTheirPrints() {
    QueryWatch watch = watch(Fixture.policy(), 1);
    RandomGenerator random = random(15);
    double[] row = Fixture.row(random);
    List<Alert> alerts = new ArrayList<>();
    for (int q = 0; q < 240; q++) {
      double[] variant = row.clone();
      variant[q % 6] += 0.01 * random.nextGaussian();
      Client who = client("a", "tenant" + q % 40, "");
      alerts.addAll(ask(watch, who, variant, q).alerts());
    }

    assertThat(alerts).anyMatch(a -> a.check().equals("GB-GRD-008"));
  }

  @Test
  void aFloodOfTheSignIsSeenAndARareOneIsNot() {
    QueryWatch watch = watch(Fixture.policy(), 1);
    for (int q = 0; q < 3_000; q++) {
      Client good = client("good");
      assertThat(watch.observeSign(good, MODEL, q % 60 == 0, Fixture.START.plusSeconds(q)).alerts())
          .isEmpty();
    }
    boolean seen = false;
    for (int q = 0; q < 60; q++) {
      seen |=
          !watch
              .observeSign(client("bad"), MODEL, q % 2 == 0, Fixture.START.plusSeconds(q))
              .alerts()
              .isEmpty();
    }

    assertThat(seen).isTrue();
  }

  @Test
  void anAlertNamesSubjectCheckAndFiguresAndHoldsNoValueOfARow() {
    QueryWatch watch = watch(Fixture.policy(), 1);
    double[] row = {0.123456, 0.234567, 0.345678, 45.6789, 44, 0.456789, 1, 2};
    List<Alert> alerts = new ArrayList<>();
    RandomGenerator random = random(16);
    for (int q = 0; q < 60; q++) {
      alerts.addAll(ask(watch, CLIENT, Fixture.near(row, random), q).alerts());
    }
    Alert first = alerts.getFirst();

    assertThat(first.subject()).isEqualTo(Alert.Subject.of("bank", "c1", MODEL));
    assertThat(DetectChecks.all()).anyMatch(i -> i.id().equals(first.check()));
    assertThat(first.facts()).containsEntry("level", "alert").containsKey("queries");
    assertThat(first.toString()).doesNotContain("45.6").doesNotContain("0.12");
    assertThat(alerts.stream().map(Alert::id).distinct()).hasSameSizeAs(alerts);
  }

  @Test
  void aRestartedWatchGoesOnWhereTheOldOneStopped() {
    List<double[]> rows = variants(60, random(17));
    QueryWatch old = watch(Fixture.policy(), 1);
    int alarm = 0;
    for (int q = 0; q < 8; q++) {
      ask(old, CLIENT, rows.get(q), q);
    }
    QueryWatch restarted = watch(Fixture.policy(), 2);
    int taken = restarted.restore(old.snapshot());

    assertThat(taken).isGreaterThanOrEqualTo(1);
    assertThat(restarted.standing(CLIENT.key(), MODEL))
        .isEqualTo(old.standing(CLIENT.key(), MODEL));
    for (int q = 8; q < rows.size() && alarm == 0; q++) {
      alarm = ask(restarted, CLIENT, rows.get(q), q).alerts().isEmpty() ? 0 : q + 1;
    }
    assertThat(alarm).isBetween(9, 30);
    assertThat(ask(restarted, CLIENT, rows.get(alarm - 1), 99).alerts()).isEmpty();
  }

  @Test
  void ofTwoRecordsTheOneThatHasSeenMoreStays() {
    QueryWatch more = watch(Fixture.policy(), 1);
    QueryWatch less = watch(Fixture.policy(), 1);
    RandomGenerator random = random(18);
    ask(less, CLIENT, Fixture.row(random), 0);
    for (int q = 0; q < 5; q++) {
      ask(more, CLIENT, Fixture.row(random), q);
    }
    more.restore(less.snapshot());

    assertThat(more.standing(CLIENT.key(), MODEL).orElseThrow().queries()).isEqualTo(5);
  }

  @Test
  void damagedSnapshotsAreRefusedWithAMessageAndChangeNothing() {
    QueryWatch watch = watch(Fixture.policy(), 1);
    RandomGenerator random = random(19);
    for (int q = 0; q < 300; q++) {
      ask(watch, CLIENT, Fixture.row(random), q);
    }
    byte[] good = watch.snapshot();
    QueryWatch other = watch(Fixture.policy(), 1);
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      byte[] bad = i % 2 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
      if (i % 2 == 1) {
        bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      }
      try {
        other.restore(bad);
      } catch (GambesonException e) {
        refused++;
        assertThat(e).hasMessageContaining("start without it");
      }
    }

    assertThat(refused).isGreaterThanOrEqualTo(200); // every one that was cut off
  }

  @Test
  void memoryStaysBoundedWhateverTheNumberOfClients() {
    DetectPolicy small =
        new DetectPolicy(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(4),
            Optional.empty());
    QueryWatch watch = watch(small, 1);
    RandomGenerator random = random(20);
    for (int q = 0; q < 20_000; q++) {
      ask(watch, client("c" + q, "t" + q, ""), Fixture.row(random), q);
    }

    assertThat(watch.standings()).hasSizeBetween(200, 4_000);
  }

  @Test
  void whomAPersonClearsStartsAnewAndIsLearntAgain() {
    QueryWatch watch = watch(Fixture.policy(), 1);
    RandomGenerator random = random(21);
    for (int q = 0; q < 100; q++) {
      ask(watch, CLIENT, Fixture.uniform(random), q);
    }
    boolean known = watch.clear(Standing.Scope.CLIENT, CLIENT.key(), MODEL);

    Standing standing = watch.standing(CLIENT.key(), MODEL).orElseThrow();
    assertThat(known).isTrue();
    assertThat(standing.level()).isEqualTo(Level.NONE);
    assertThat(standing.learning()).isEqualTo(Standing.Learning.POPULATION);
    assertThat(watch.clear(Standing.Scope.CLIENT, "nobody", MODEL)).isFalse();
  }

  @Test
  void anotherBaselineKeepsTheLevelAndDropsWhatWasLearnt() {
    QueryWatch watch = watch(Fixture.policy(), 1);
    RandomGenerator random = random(22);
    for (int q = 0; q < 200; q++) {
      ask(watch, CLIENT, Fixture.uniform(random), q);
    }
    Level before = watch.level(CLIENT, MODEL);
    watch.watch(
        MODEL,
        ModelBaseline.learn(Fixture.CLASSIFIER, Fixture.rows(300, random(23)), new Seed(24)));
    ask(watch, CLIENT, Fixture.row(random), 300);

    assertThat(before).isEqualTo(Level.BLOCK);
    assertThat(watch.level(CLIENT, MODEL)).isEqualTo(Level.BLOCK);
    assertThat(watch.standing(CLIENT.key(), MODEL).orElseThrow().queries()).isEqualTo(201);
  }

  @Test
  void missingValuesAndUnknownLevelsAreRowsLikeOthers() {
    QueryWatch watch = watch(Fixture.policy(), 1);
    double[] row = Fixture.row(random(25));
    row[0] = Double.NaN;
    row[3] = Double.POSITIVE_INFINITY;
    row[6] = -1;
    row[7] = 1e9;
    Rows rows = Rows.of(row);
    Answer withheld =
        new Answer(List.of("no", "yes"), 1, new int[] {-1}, new float[] {Float.NaN, Float.NaN});

    watch.observe(Fixture.query(CLIENT, rows, 0), withheld);
    watch.observe(Fixture.query(CLIENT, rows, 1), withheld);

    assertThat(watch.standing(CLIENT.key(), MODEL).orElseThrow().retries()).isEqualTo(1);
  }

  @Test
  void aModelWithoutBaselineIsNotWatchedAndAWrongWidthIsRefused() {
    QueryWatch watch = watch(Fixture.policy(), 1);
    Rows narrow = Rows.of(new double[] {1, 2});
    Answer one = new Answer(List.of("no", "yes"), 1, new int[] {1}, new float[0]);

    assertThat(
            new QueryWatch(Fixture.policy(), 1, new Random(1), InstantSource.system())
                .observe(Fixture.query(CLIENT, narrow, 0), one))
        .isEqualTo(Suspicion.NONE);
    assertThatThrownBy(() -> watch.observe(Fixture.query(CLIENT, narrow, 0), one))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("baseline of 8 features");
  }

  @Test
  void aBaselineSurvivesItsBytesAndJudgesTheSame() {
    ModelBaseline read = ModelBaseline.of(BASELINE.toBytes());

    assertThat(read.toBytes()).isEqualTo(BASELINE.toBytes());
    assertThat(read.id()).isEqualTo(BASELINE.id());
    assertThatThrownBy(() -> ModelBaseline.of(new byte[] {1, 2, 3, 4, 5}))
        .isInstanceOf(GambesonException.class);
    assertThatThrownBy(() ->
            ModelBaseline.of(Arrays.copyOf(BASELINE.toBytes(), BASELINE.toBytes().length / 2)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("too early");
  }

  @Test
  void tooFewTrainingRowsAreRefused() {
    assertThatThrownBy(() ->
            ModelBaseline.learn(Fixture.CLASSIFIER, Fixture.rows(99, random(26)), new Seed(1)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("at least 100");
  }
}
