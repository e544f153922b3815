package dev.gambeson.data.duplicates;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Profile;
import dev.gambeson.core.data.Roles;
import dev.gambeson.data.internal.rows.CellHash;
import dev.gambeson.data.internal.rows.RowHashes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.LongStream;

/// The hash of every row, and of 256 rows the hash of every cell, to know how likely twins are by
/// chance.
public final class RepeatedRowsProfile implements Profile<RepeatedRowsProfile> {
  private static final int SAMPLED = 256;
  private static final Seed RANK = new Seed(18).child("repeated rows");

  private final Roles roles;
  private final CellHash hash;
  private final RowHashes hashes = new RowHashes();
  private final PriorityQueue<Sampled> sample =
      new PriorityQueue<>(
          Comparator.comparingLong(Sampled::rank).thenComparingLong(Sampled::row).reversed());
  private List<String> names = List.of();
  private int[] compared = {};
  private long rows;

  @SuppressWarnings("ArrayRecordComponent") // never leaves this class
  private record Sampled(long rank, long row, long[] cells) {}

  RepeatedRowsProfile(Roles roles, long key) {
    this.roles = roles;
    this.hash = new CellHash(key);
  }

  @SuppressWarnings("ReferenceEquality") // a short cut: the same list comes with every batch
  private void layOut(List<String> given) {
    if (given != names && !given.equals(names)) {
      names = given;
      List<String> wanted = new ArrayList<>(roles.features(given));
      roles.label().filter(given::contains).ifPresent(wanted::add);
      compared = wanted.stream().mapToInt(given::indexOf).toArray();
    }
  }

  @Override
  public void add(Batch batch) {
    layOut(batch.names());
    int n = batch.size();
    rows += n;
    long[] joined = new long[n];
    Arrays.fill(joined, 1);
    long[] cells = new long[n];
    List<Sampled> chosen = chosen(batch);
    for (int c = 0; c < compared.length; c++) {
      hash.of(batch.columns().get(compared[c]), cells);
      for (int i = 0; i < n; i++) {
        joined[i] = CellHash.join(joined[i], cells[i] == 0 ? 1 : cells[i]); // empty is a value, too
      }
      for (Sampled s : chosen) {
        s.cells()[c] = cells[Arrays.binarySearch(batch.rowNumbers(), s.row())];
      }
    }
    if (compared.length > 0) {
      hashes.add(batch.rowNumbers(), joined);
    }
    chosen.forEach(this::keep);
  }

  private List<Sampled> chosen(Batch batch) {
    List<Sampled> chosen = new ArrayList<>();
    for (long row : batch.rowNumbers()) {
      long rank = RANK.child(row).value();
      if (sample.size() < SAMPLED || rank <= sample.element().rank()) {
        chosen.add(new Sampled(rank, row, new long[compared.length]));
      }
    }
    return chosen;
  }

  private void keep(Sampled row) {
    sample.add(row);
    if (sample.size() > SAMPLED) {
      sample.remove();
    }
  }

  @Override
  public void merge(RepeatedRowsProfile other) {
    if (names.isEmpty()) {
      layOut(other.names);
    }
    rows += other.rows;
    hashes.merge(other.hashes);
    other.sample.forEach(this::keep);
  }

  /// Rows seen.
  public long rows() {
    return rows;
  }

  /// Columns compared.
  int columns() {
    return compared.length;
  }

  /// Numbers of the rows that repeat an earlier one, ascending.
  long[] repeats() {
    LongStream.Builder found = LongStream.builder();
    hashes.repeats(found::add);
    return found.build().sorted().toArray();
  }

  /// Twins a row has by chance, were the columns independent: from the pairs of the sampled rows; a
  /// column in which no pair agrees counts as one pair.
  double twinsByChance() {
    List<Sampled> all = List.copyOf(sample);
    double pairs = all.size() * (all.size() - 1) / 2.0;
    double chance = rows;
    for (int c = 0; c < compared.length && pairs > 0; c++) {
      long same = 0;
      for (int i = 1; i < all.size(); i++) {
        for (int j = 0; j < i; j++) {
          same += all.get(i).cells()[c] == all.get(j).cells()[c] ? 1 : 0;
        }
      }
      chance *= Math.max(1, same) / pairs;
    }
    return chance;
  }
}
