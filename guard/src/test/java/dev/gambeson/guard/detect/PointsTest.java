package dev.gambeson.guard.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// The fast loops against plain ones.
class PointsTest {
  private final RandomGenerator random = new Seed(1).random();

  /// Numbers first, then levels; more or fewer than the loops take at once.
  private static Coordinates space(int numbers, int levels) {
    List<Feature> features = new ArrayList<>();
    double[] a = new double[numbers + levels];
    double[] b = new double[numbers + levels];
    for (int f = 0; f < a.length; f++) {
      boolean number = f < numbers;
      features.add(
          number
              ? new Feature.Numeric("n" + f, false, 0, 1, 1, false)
              : new Feature.Categorical("l" + f, List.of("x", "y", "z"), false));
      b[f] = 1;
    }
    return Coordinates.learn(new FeatureSpace(features), Rows.of(a, b), new Seed(2));
  }

  private short[] point(Coordinates space, boolean far) {
    short[] out = new short[space.width()];
    for (int c = 0; c < out.length; c++) {
      out[c] = (short) (c >= space.numeric() ? random.nextInt(3) : number(far));
    }
    return out;
  }

  private int number(boolean far) {
    return far ? random.nextBoolean() ? -1024 : 1536 : random.nextInt(4) * 170;
  }

  private static int plainStride(short[][] points, short[] x, int[] apart, int many) {
    int least = Points.FAR;
    for (int i = 0; i < points.length; i++) {
      int changes = 0;
      for (int c = 0; c < x.length; c++) {
        changes += x[c] == points[i][c] ? 0 : 1;
      }
      if (changes >= many) {
        least = Math.min(least, apart[i] / Math.max(1, changes));
      }
    }
    return least;
  }

  private void agree(int numbers, int levels, int n, boolean far) {
    Coordinates space = space(numbers, levels);
    int stride = n + 3;
    int from = 2;
    float[] block = new float[stride * space.width()];
    short[][] points = new short[n][];
    short[] x = point(space, far);
    int[] apart = new int[n];
    int nearest = 0;
    for (int i = 0; i < n; i++) {
      points[i] = point(space, far);
      apart[i] = Points.apart(space, x, points[i]);
      nearest = apart[i] < apart[nearest] ? i : nearest;
      for (int c = 0; c < x.length; c++) {
        block[c * stride + from + i] = points[i][c];
      }
    }
    Points.Scratch scratch = new Points.Scratch();
    Points.distances(space, x, block, stride, from, n, scratch);
    assertThat(scratch.squared).startsWith(apart);
    assertThat(Points.nearest(scratch.squared, n)).isEqualTo(nearest);
    for (int many : new int[] {0, 2, 5}) {
      assertThat(Points.stride(x, block, stride, from, n, many, nearest, Points.FAR, scratch))
          .as("%d numbers, %d levels, %d points, %d changes", numbers, levels, n, many)
          .isEqualTo(plainStride(points, x, apart, many));
    }
  }

  @Test
  void theFastLoopsSayWhatPlainOnesSay() {
    for (int numbers : new int[] {0, 1, 2, 3, 6, 8, 30}) {
      for (int levels : new int[] {1, 2, 5}) {
        for (int n : new int[] {1, 15, 64, 100, 256}) {
          agree(numbers, levels, n, false);
        }
      }
    }
  }

  @Test
  void sumsAreExactAtTheFarthestPointsThereAre() {
    for (int i = 0; i < 20; i++) {
      agree(60, 2, 256, true);
    }
  }
}
