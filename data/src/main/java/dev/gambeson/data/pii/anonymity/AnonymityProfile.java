package dev.gambeson.data.pii.anonymity;

import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.Profile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sizes of the classes of rows that agree in all quasi-identifiers, in bounded memory.
///
/// Up to 65,536 classes are counted, all exactly; of more, those with the smallest hashes, which
/// are a random sample of the classes with exact sizes. Two classes with one 64-bit hash would
/// count as one: by chance that is rarer than one in a million tables of 10 million classes, but
/// whoever chooses the values can bring it about.
public final class AnonymityProfile implements Profile<AnonymityProfile> {
  static final int MAX_CLASSES = 1 << 16;

  private final ColumnChoice choice;
  private Optional<ColumnChoice.Chosen> chosen = Optional.empty();
  private Map<Long, ClassTally> classes = new HashMap<>();

  /// Largest hash that is still counted, unsigned.
  private long limit = -1L;

  private long rows;

  public AnonymityProfile(ColumnChoice choice) {
    this.choice = choice;
  }

  @Override
  public void add(Batch batch) {
    ColumnChoice.Chosen columns = chosen.orElseGet(() -> choice.of(batch.names()));
    chosen = Optional.of(columns);
    rows += batch.size();
    if (columns.quasi().isEmpty()) {
      return;
    }
    long[] keys = hashes(batch, columns.quasi());
    List<long[]> sensitive = new ArrayList<>();
    for (String name : columns.sensitive()) {
      sensitive.add(hashes(batch, List.of(name)));
    }
    long[] values = new long[sensitive.size()];
    for (int i = 0; i < keys.length; i++) {
      if (Long.compareUnsigned(keys[i], limit) <= 0) {
        for (int s = 0; s < values.length; s++) {
          values[s] = sensitive.get(s)[i];
        }
        classes
            .computeIfAbsent(keys[i], _ -> new ClassTally(values.length))
            .add(batch.rowNumbers()[i], values);
        if (classes.size() > 2 * MAX_CLASSES) {
          prune();
        }
      }
    }
  }

  private static long[] hashes(Batch batch, List<String> columns) {
    long[] hashes = new long[batch.size()];
    for (String name : columns) {
      Cells cells = batch.columns().get(batch.indexOf(name));
      for (int i = 0; i < hashes.length; i++) {
        long value =
            switch (cells) {
              case Cells.Texts t -> ofText(t.values()[i]);
              case Cells.Numbers n -> Double.doubleToLongBits(n.values()[i]);
            };
        hashes[i] = mix(hashes[i] * 31 + value);
      }
    }
    return hashes;
  }

  private static long ofText(String text) {
    long hash = 0xcbf29ce484222325L; // FNV-1a over UTF-16 units
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /// The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
  private static long mix(long z) {
    long x = z + 0x9e3779b97f4a7c15L;
    x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
    x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
    return x ^ (x >>> 31);
  }

  /// Keeps the classes with the smallest hashes. One that is dropped never comes back: the limit
  /// only falls.
  private void prune() {
    if (classes.size() <= MAX_CLASSES) {
      return;
    }
    List<Long> order = new ArrayList<>(classes.keySet());
    order.sort(Long::compareUnsigned);
    limit = order.get(MAX_CLASSES - 1);
    for (Long hash : order.subList(MAX_CLASSES, order.size())) {
      classes.remove(hash);
    }
  }

  @Override
  public void merge(AnonymityProfile other) {
    if (chosen.isEmpty()) {
      chosen = other.chosen;
    }
    rows += other.rows;
    limit = Long.compareUnsigned(limit, other.limit) < 0 ? limit : other.limit;
    other.classes.forEach((hash, theirs) -> {
      ClassTally ours = classes.get(hash);
      if (ours == null) {
        classes.put(hash, theirs);
      } else {
        ours.merge(theirs);
      }
    });
    classes.keySet().removeIf(hash -> Long.compareUnsigned(hash, limit) > 0);
    prune();
  }

  /// What was seen, sampled classes pruned to the smallest hashes.
  Classes seen() {
    prune();
    List<Long> order = new ArrayList<>(classes.keySet());
    order.sort(Long::compareUnsigned);
    return new Classes(order.stream().map(hash -> classes.get(hash)).toList(), limit == -1L, rows);
  }

  /// The columns; empty before the first batch.
  Optional<ColumnChoice.Chosen> chosen() {
    return chosen;
  }

  /// Classes of rows.
  ///
  /// @param all the classes that were counted, in the order of their hashes
  /// @param complete whether these are all there are
  /// @param rows of the table
  record Classes(List<ClassTally> all, boolean complete, long rows) {}
}
