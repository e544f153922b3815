package dev.gambeson.data.admit;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// Down-samples sources to their quotas: of each source those rows stay whose keyed hash is
/// smallest. The hash is over the row's number and cells under the seed, so the choice is
/// repeatable, and rows alike have different hashes.
///
/// Not protected: who knows the seed and the row numbers can craft rows that stay. Give a secret
/// seed where that matters.
final class Sampling {
  /// Rows whose hashes are held in memory, 8 bytes each.
  static final long MAX_ROWS = 100_000_000;

  private final int column;
  private final long key;
  private final Map<String, Hashes> bySource = new HashMap<>();
  private long rows;

  Sampling(int column, Seed seed) {
    this.column = column;
    this.key = seed.child("blend").value();
  }

  /// Takes in rows that nothing else holds back.
  void add(Batch batch, int[] kept) {
    rows += kept.length;
    if (rows > MAX_ROWS) {
      throw GambesonException.badInput(
          "Caps of sources can be applied to %,d rows at most. Admit the data in several batches."
              .formatted(MAX_ROWS));
    }
    Cells sources = batch.columns().get(column);
    for (int row : kept) {
      bySource.computeIfAbsent(sources.text(row), _ -> new Hashes()).add(hash(batch, row, key));
    }
  }

  /// Rows by source.
  SortedMap<String, Long> counts() {
    SortedMap<String, Long> counts = new TreeMap<>();
    bySource.forEach((source, hashes) -> counts.put(source, (long) hashes.size));
    return counts;
  }

  /// The rules that hold back the excess, one per check that asks for it.
  ///
  /// @param quotas rows to keep by source
  /// @param why which check says so, and in which words, by source
  List<RowRule> rules(Map<String, Long> quotas, Function<String, HeldRow.Reason> why) {
    Map<String, Excess> byCheck = new TreeMap<>();
    bySource.forEach((source, hashes) -> {
      long quota = quotas.getOrDefault(source, Long.MAX_VALUE);
      if (quota < hashes.size) {
        HeldRow.Reason reason = why.apply(source);
        Excess rule =
            byCheck.computeIfAbsent(
                reason.check(), c -> new Excess(c, column, key, new HashMap<>(), new HashMap<>()));
        rule.limits.put(source, hashes.largestOf((int) quota));
        rule.reasons.put(source, reason.text());
      }
    });
    return List.copyOf(byCheck.values());
  }

  static long hash(Batch batch, int row, long key) {
    long h = mix(key ^ batch.rowNumbers()[row]);
    for (Cells cells : batch.columns()) {
      String text = cells.text(row);
      for (int i = 0; i < text.length(); i++) {
        h = (h ^ text.charAt(i)) * 0x100000001b3L;
      }
      h = mix(h + 0x9e3779b97f4a7c15L);
    }
    return h;
  }

  private static long mix(long z) { // SplitMix64 finaliser, Steele et al. 2014
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private static final class Hashes {
    private long[] values = new long[16];
    private int size;

    void add(long hash) {
      if (size == values.length) {
        values = Arrays.copyOf(values, Math.multiplyExact(size, 2));
      }
      values[size++] = hash;
    }

    /// A bound that at most `quota` hashes do not exceed; ties at the bound are left out.
    long largestOf(int quota) {
      long[] sorted = Arrays.copyOf(values, size);
      Arrays.sort(sorted);
      int last = quota - 1;
      while (last >= 0 && sorted[last] == sorted[last + 1]) {
        last--;
      }
      return last < 0 ? Long.MIN_VALUE : sorted[last];
    }
  }

  /// Holds back what is beyond the bound of its source.
  private record Excess(
      String check, int column, long key, Map<String, Long> limits, Map<String, String> reasons)
      implements RowRule {
    @Override
    public void judge(Batch batch, Holding holding) {
      Cells sources = batch.columns().get(column);
      for (int row = 0; row < batch.size(); row++) {
        String source = sources.text(row);
        Long limit = limits.get(source);
        if (limit != null && hash(batch, row, key) > limit) {
          holding.hold(row, reasons.getOrDefault(source, ""));
        }
      }
    }
  }
}
