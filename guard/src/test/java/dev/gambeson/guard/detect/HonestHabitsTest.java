package dev.gambeson.guard.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Rows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What honest clients do that looks like probing at first sight: rows in order, small tables.
class HonestHabitsTest {
  private static List<double[]> sorted(int n, int feature, RandomGenerator random) {
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      rows.add(Fixture.row(random));
    }
    rows.sort(Comparator.comparingDouble(r -> r[feature]));
    return rows;
  }

  @Test
  void ofRowsInOrderFewAreBetOnButMadeUpOnesAreSeenAllTheSame() {
    RandomGenerator random = new Seed(40).random();
    List<double[]> asked = sorted(30, 0, random);
    List<double[]> invented = new ArrayList<>();
    for (int i = 0; i < 150; i++) {
      double[] row = Fixture.uniform(random);
      row[0] = random.nextDouble(3, 5);
      invented.add(row);
    }
    invented.sort(Comparator.comparingDouble(r -> r[0]));
    asked.addAll(invented);

    QueryWatch watch = Fixture.watch(Fixture.policy(), 1);
    Optional<Integer> seen = Fixture.firstAlert(watch, Fixture.client("eve"), asked);
    assertThat(seen).hasValueSatisfying(q -> assertThat(q).isBetween(42, 150));
  }

  @Test
  void rowsOfASmallTableAllPlayClientsSoThatStrangeOnesGetSmallPValues() {
    Rows training = Fixture.rows(150, new Seed(50).random());
    ModelBaseline small = ModelBaseline.learn(Fixture.CLASSIFIER, training, new Seed(51));

    double p = small.p(Detector.OFF_DATA.index, 1, -99, new Seed(52).random());
    // 1.7e-4 when one half of the rows plays clients.
    assertThat(p).isLessThan(0.00012);
  }

  @Test
  void aHistoryTellsRowsInOrderFromOthersAfterARestartToo() throws IOException {
    RandomGenerator random = new Seed(60).random();
    assertThat(again(history(sorted(100, 4, random), random)).inOrder()).isTrue();
    assertThat(again(history(sorted(100, 4, random).reversed(), random)).inOrder()).isTrue();
    int taken = 0;
    for (int run = 0; run < 50; run++) {
      List<double[]> rows = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        rows.add(Fixture.row(random));
      }
      taken += history(rows, random).inOrder() ? 1 : 0;
    }
    assertThat(taken).isLessThan(5);
  }

  private static History history(List<double[]> rows, RandomGenerator random) {
    History history = new History(Fixture.BASELINE.space());
    Points.Scratch scratch = new Points.Scratch();
    for (double[] row : rows) {
      history.add(Fixture.BASELINE.sight(Rows.of(row), 0, 1, Double.NaN, 1, scratch), 0, random);
    }
    return history;
  }

  private static History again(History history) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    history.write(new DataOutputStream(bytes));
    return History.read(
        new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())),
        Fixture.BASELINE.space());
  }
}
