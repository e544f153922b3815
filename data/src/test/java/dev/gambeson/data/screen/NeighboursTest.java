package dev.gambeson.data.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class NeighboursTest {
  private static final Workers ONE = new Workers(1);

  @AfterAll
  static void close() {
    ONE.close();
  }

  @Test
  void findsWhatAPlainSearchFinds() {
    for (int[] shape : new int[][] {{2, 1, 1}, {7, 3, 6}, {200, 5, 4}, {2100, 3, 7}, {90, 17, 3}}) {
      Rows rows = grid(shape[0], shape[1], shape[0]);

      Neighbours neighbours = Neighbours.among(rows, shape[2], ONE);

      for (int row = 0; row < rows.count(); row++) {
        int[] expected = plain(rows, row, rows, row, shape[2]);
        assertThat(neighbours.indices(row)).isEqualTo(expected);
        for (int rank = 0; rank < shape[2]; rank++) {
          assertThat(neighbours.distance(row, rank))
              .isCloseTo(Math.sqrt(square(rows, row, rows, expected[rank])), within(1e-12));
        }
      }
    }
  }

  @Test
  void searchesOtherRowsThanItsOwn() {
    Rows reference = grid(333, 4, 1);
    Rows queries = grid(65, 4, 2);

    Neighbours neighbours = Neighbours.of(queries, reference, 5, ONE);

    for (int row = 0; row < queries.count(); row++) {
      assertThat(neighbours.indices(row)).isEqualTo(plain(queries, row, reference, -1, 5));
    }
  }

  @Test
  void aCopyIsANeighbourAndTheRowItselfIsNot() {
    Neighbours neighbours =
        Neighbours.among(
            Rows.of(new double[] {1, 2}, new double[] {1, 2}, new double[] {1, 2}), 2, ONE);

    assertThat(neighbours.indices(1)).containsExactly(0, 2);
    assertThat(neighbours.distance(1, 1)).isZero();
  }

  @Test
  void nearCopiesKeepTheirDistance() {
    Neighbours neighbours =
        Neighbours.among(Rows.of(new double[] {1e8}, new double[] {1e8 + 1e-6}), 1, ONE);

    assertThat(neighbours.distance(0, 0)).isEqualTo(1e8 + 1e-6 - 1e8).isPositive();
  }

  @Test
  void anyNumberOfThreadsFindsTheSame() {
    Rows rows = grid(700, 6, 3);

    try (Workers three = new Workers(3)) {
      Neighbours there = Neighbours.among(rows, 8, three);
      Neighbours here = Neighbours.among(rows, 8, ONE);
      for (int row = 0; row < rows.count(); row++) {
        assertThat(there.indices(row)).isEqualTo(here.indices(row));
        assertThat(there.distance(row, 7)).isEqualTo(here.distance(row, 7));
      }
    }
  }

  @Test
  void moreNeighboursThanRowsAreAllOfThem() {
    Neighbours neighbours =
        Neighbours.among(Rows.of(new double[] {0}, new double[] {5}, new double[] {1}), 9, ONE);

    assertThat(neighbours.k()).isEqualTo(2);
    assertThat(neighbours.indices(0)).containsExactly(2, 1);
  }

  @Test
  void distancesBeyondDoublesStillHaveNeighbours() {
    Neighbours neighbours =
        Neighbours.among(
            Rows.of(new double[] {1e200}, new double[] {-1e200}, new double[] {0}), 2, ONE);

    assertThat(neighbours.indices(0)).containsExactly(1, 2);
    assertThat(neighbours.distance(0, 0)).isInfinite();
  }

  @Test
  void refusesWhatHasNoDistance() {
    Rows missing = Rows.of(new double[] {0, 1}, new double[] {0, Double.NaN});

    assertThatThrownBy(() -> Neighbours.among(missing, 1, ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row 1, feature 1 is NaN");
    assertThatThrownBy(() -> Neighbours.among(Rows.of(new double[] {1}), 1, ONE))
        .hasMessageContaining("at least 2 rows");
    assertThatThrownBy(() -> Neighbours.among(grid(5, 2, 1), 0, ONE))
        .hasMessageContaining("k is 0");
    assertThatThrownBy(() -> Neighbours.of(grid(5, 2, 1), grid(5, 3, 1), 1, ONE))
        .hasMessageContaining("2 features");
  }

  /// Values on a coarse grid, so that equal distances are common.
  private static Rows grid(int count, int width, long seed) {
    RandomGenerator random = new Seed(seed).random();
    double[] values = new double[count * width];
    Arrays.setAll(values, _ -> random.nextInt(6) / 2.0);
    return new Rows(count, width, values);
  }

  private static int[] plain(Rows queries, int query, Rows reference, int self, int k) {
    return IntStream.range(0, reference.count())
        .filter(i -> i != self)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> square(queries, query, reference, i)))
        .limit(k)
        .mapToInt(i -> i)
        .toArray();
  }

  private static double square(Rows a, int i, Rows b, int j) {
    double sum = 0;
    for (int f = 0; f < a.width(); f++) {
      sum += (a.at(i, f) - b.at(j, f)) * (a.at(i, f) - b.at(j, f));
    }
    return sum;
  }
}
