package dev.gambeson.monitor.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class GridTest {
  @Test
  void aCellIsTheNumberOfEdgesAtOrBelow() {
    Random random = new Random(1);
    for (int size = 0; size < 40; size++) {
      double[] edges = random.doubles(size).sorted().distinct().toArray();
      Grid grid = Grid.of(edges);
      for (double v : new double[] {-1, 0, 0.5, 2, Double.POSITIVE_INFINITY, random.nextDouble()}) {
        int expected = 0;
        for (double e : edges) {
          expected += e <= v ? 1 : 0;
        }
        assertThat(grid.cell(v)).isEqualTo(expected);
      }
      for (int i = 0; i < edges.length; i++) {
        assertThat(grid.cell(edges[i])).isEqualTo(i + 1);
      }
    }
  }

  @Test
  void edgesOfAllSizesAreFound() {
    double[] edges = {
      -Double.MAX_VALUE,
      -1e300,
      -5,
      -Double.MIN_VALUE,
      0,
      1e-300,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      1e18,
      Double.MAX_VALUE
    };
    for (double[] some : new double[][] {edges, {3}, {3, Math.nextUp(3.0)}, {}, {-1e300, 1e300}}) {
      Grid grid = Grid.of(some);
      for (double e : edges) {
        for (double v : new double[] {Math.nextDown(e), e, Math.nextUp(e)}) {
          long expected = Arrays.stream(some).filter(x -> x <= v).count();
          assertThat(grid.cell(v)).as("%s", v).isEqualTo((int) expected);
        }
      }
    }
  }

  @Test
  void aConstantColumnHasOneCellForItsValueAndOneOnEitherSide() {
    Grid grid = Grid.quantiles(new double[] {0.4, 0.4, 0.4}, 50);
    assertThat(grid.cells()).isEqualTo(3);
    assertThat(grid.cell(0.4)).isEqualTo(1);
    assertThat(grid.outside(grid.cell(0.39999))).isTrue();
    assertThat(grid.outside(grid.cell(Math.nextUp(0.4)))).isTrue();
  }

  @Test
  void aSpikeHasItsOwnCell() {
    double[] values = new double[1000];
    for (int i = 900; i < 1000; i++) {
      values[i] = i;
    }
    Grid grid = Grid.quantiles(values, 10);
    assertThat(grid.cell(0)).isNotEqualTo(grid.cell(1));
    assertThat(grid.cell(900)).isEqualTo(grid.cell(999));
  }
}
