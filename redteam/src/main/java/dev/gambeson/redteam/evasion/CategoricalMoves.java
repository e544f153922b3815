package dev.gambeson.redteam.evasion;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/// Valid changes of categorical features.
final class CategoricalMoves {
  private CategoricalMoves() {}

  /// Every row that differs from `row` in one categorical feature that is still as in `x0`; a
  /// random `limit` of them when there are more.
  static List<double[]> singles(
      MoveSpace space, double[] x0, double[] row, RandomGenerator random, int limit) {
    List<int[]> moves = new ArrayList<>();
    for (int c = 0; c < space.categorical.length; c++) {
      int f = space.categorical[c];
      for (int level = 0; level < space.levels[c]; level++) {
        if (row[f] == x0[f] && level != (int) row[f]) {
          moves.add(new int[] {f, level});
        }
      }
    }
    if (moves.size() > limit) {
      Collections.shuffle(moves, random);
      moves = moves.subList(0, Math.max(0, limit));
    }
    List<double[]> rows = new ArrayList<>(moves.size());
    for (int[] move : moves) {
      double[] changed = row.clone();
      changed[move[0]] = move[1];
      rows.add(changed);
    }
    return rows;
  }

  /// Sets a random categorical feature to a random other level.
  static void change(MoveSpace space, double[] row, RandomGenerator random) {
    int c = random.nextInt(space.categorical.length);
    int f = space.categorical[c];
    if (space.levels[c] > 1 || row[f] < 0) {
      int level = random.nextInt(row[f] < 0 ? space.levels[c] : space.levels[c] - 1);
      row[f] = row[f] >= 0 && level >= row[f] ? level + 1 : level;
    }
  }
}
