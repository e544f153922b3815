package dev.gambeson.data.internal.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.data.Cells;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class RowHashesTest {
  private final SplittableRandom random = new SplittableRandom(11);

  /// Hashes of small numbers, 0 staying 0.
  private static long hash(long n) {
    return n == 0 ? 0 : CellHash.join(n, 1);
  }

  private record Table(long[] rows, long[] keys, long[] values) {}

  private Table table() {
    int n = 1 + random.nextInt(300);
    long[] rows = new long[n];
    long[] keys = new long[n];
    long[] values = new long[n];
    long row = 0;
    for (int i = 0; i < n; i++) {
      row += 1 + (random.nextInt(20) == 0 ? 3 : 0); // rows that could not be read leave gaps
      rows[i] = row;
      keys[i] = random.nextInt(40);
      values[i] = random.nextInt(4);
    }
    return new Table(rows, keys, values);
  }

  /// Cut into pieces that come in any order.
  private RowHashes remembered(Table t, boolean doubles) {
    List<int[]> pieces = new ArrayList<>();
    for (int from = 0; from < t.rows.length; ) {
      int to = Math.min(t.rows.length, from + 1 + random.nextInt(50));
      pieces.add(random.nextInt(pieces.size() + 1), new int[] {from, to});
      from = to;
    }
    RowHashes left = new RowHashes();
    RowHashes right = new RowHashes();
    for (int[] p : pieces) {
      int n = p[1] - p[0];
      long[] rows = new long[n];
      long[] hashes = new long[n];
      long[] values = new long[n];
      for (int i = 0; i < n; i++) {
        rows[i] = t.rows[p[0] + i];
        hashes[i] = hash(t.keys[p[0] + i]);
        long v = t.values[p[0] + i];
        values[i] = doubles ? Double.doubleToLongBits(v == 0 ? Double.NaN : v) : hash(v);
      }
      (random.nextBoolean() ? left : right).add(rows, hashes, values);
    }
    left.merge(right);
    return left;
  }

  @RepeatedTest(20)
  void repeatsAreTheRowsWhoseKeyAnEarlierRowHas() {
    Table t = table();
    Set<Long> seen = new HashSet<>();
    Set<Long> expected = new TreeSet<>();
    for (int i = 0; i < t.rows.length; i++) {
      if (t.keys[i] != 0 && !seen.add(t.keys[i])) {
        expected.add(t.rows[i]);
      }
    }
    List<Long> found = new ArrayList<>();
    remembered(t, false).repeats(found::add);
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
  }

  @RepeatedTest(20)
  void deviationsAreTheFewestRowsThatMustGo() {
    Table t = table();
    Map<Long, Map<Long, Integer>> counts = new HashMap<>();
    for (int i = 0; i < t.rows.length; i++) {
      if (t.keys[i] != 0 && t.values[i] != 0) {
        counts.computeIfAbsent(t.keys[i], _ -> new HashMap<>()).merge(t.values[i], 1, Integer::sum);
      }
    }
    int fewest =
        counts.values().stream()
            .mapToInt(c ->
                c.values().stream().mapToInt(v -> v).sum()
                    - c.values().stream().mapToInt(v -> v).max().orElse(0))
            .sum();
    Set<Long> gone = new HashSet<>();
    remembered(t, false).deviations(gone::add);
    assertThat(gone).hasSize(fewest);
    Map<Long, Long> decided = new HashMap<>();
    for (int i = 0; i < t.rows.length; i++) {
      if (t.keys[i] != 0 && t.values[i] != 0 && !gone.contains(t.rows[i])) {
        assertThat(decided.merge(t.keys[i], t.values[i], (a, _) -> a)).isEqualTo(t.values[i]);
      }
    }
  }

  @RepeatedTest(20)
  void rowsGoBackWhenTheyLieBeforeTheLastOneOfTheirKey() {
    Table t = table();
    Map<Long, Long> last = new HashMap<>();
    List<Long> expected = new ArrayList<>();
    for (int i = 0; i < t.rows.length; i++) {
      if (t.keys[i] != 0 && t.values[i] != 0) {
        Long before = last.put(t.keys[i], t.values[i]);
        if (before != null && t.values[i] < before) {
          expected.add(t.rows[i]);
        }
      }
    }
    List<Long> found = new ArrayList<>();
    remembered(t, true).goingBack(false, found::add);
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void millionsOfRowsAreAnsweredInParts() {
    int n = 1 << 21; // more than one part
    RowHashes hashes = new RowHashes();
    long[] rows = new long[n + 3];
    long[] keys = new long[n + 3];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i + 1;
      keys[i] = hash(1 + i % n);
    }
    hashes.add(rows, keys);
    List<Long> found = new ArrayList<>();
    hashes.repeats(found::add);
    assertThat(found).containsExactlyInAnyOrder(n + 1L, n + 2L, n + 3L);
  }

  @Test
  void aNumberHashesLikeItsDigits() {
    CellHash hash = new CellHash(99);
    double[] numbers = {0, 1, -1, 12345, 1e14, 0.5, -273.15, 1e300, Double.NaN};
    String[] texts = {"0", "1", "-1", "12345", "100000000000000", "0.5", "-273.15", "1.0E300", ""};
    long[] ofNumbers = new long[numbers.length];
    long[] ofTexts = new long[numbers.length];
    hash.of(new Cells.Numbers(numbers), ofNumbers);
    hash.of(new Cells.Texts(texts), ofTexts);
    assertThat(ofNumbers).isEqualTo(ofTexts);
    assertThat(ofTexts[8]).isZero();
  }

  @Test
  void nearlyEqualTextsHashApart() {
    CellHash hash = new CellHash(0x1234567L);
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 200_000; i++) {
      seen.add(hash.of("user-" + i));
      seen.add(hash.of(Integer.toString(i)));
    }
    assertThat(seen).hasSize(400_000);
  }

  @Test
  void theOrderOfCellsInAKeyMatters() {
    CellHash hash = new CellHash(5);
    assertThat(CellHash.join(hash.of("a"), hash.of("b")))
        .isNotEqualTo(CellHash.join(hash.of("b"), hash.of("a")));
  }
}
