package dev.gambeson.guard.canary;

import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.canary.Bait.Label;
import dev.gambeson.guard.input.InputProfile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// Recognises bait among queries and among training rows. Holds keyed hashes only. Thread-safe.
///
/// Guaranteed: an exact hit (the same record at six significant digits) is bait, but for the
/// collision rate that the set was issued under and a chance of 2^-64 of the hash. A fuzzy hit (at
/// least [#FEWEST_BANDS] of the four bands) may be an honest record that lies near: it takes two
/// different ones from one client to mean something ([CanaryWatch]).
public final class BaitMatcher {
  /// Bands that must agree for a fuzzy hit.
  public static final int FEWEST_BANDS = 3;

  /// Narrower tables have no fuzzy hits: a band of one feature agrees by chance.
  public static final int FEWEST_FEATURES = 8;

  /// A match.
  ///
  /// @param row which row of the query
  /// @param label whose bait
  /// @param record which record of the set
  /// @param exact whether the whole record agrees
  public record Hit(int row, Label label, int record, boolean exact) {}

  private record Place(BaitSet set, int record) {}

  private final MacKey key;
  private final CanonicalForm form;
  private final Bins bins;
  private final Map<CanonicalForm.Print, Place> exact = new HashMap<>();
  private final Map<Long, List<Place>> fuzzy = new HashMap<>();

  /// @param sets all sets that are planted
  /// @param key the key they were made with
  public BaitMatcher(FeatureSpace space, InputProfile profile, List<BaitSet> sets, MacKey key) {
    this.key = key(key);
    this.form = new CanonicalForm(space);
    this.bins = new Bins(profile);
    for (BaitSet set : sets) {
      for (int i = 0; i < set.size(); i++) {
        Place place = new Place(set, i);
        exact.put(
            new CanonicalForm.Print(set.prints().get(2 * i), set.prints().get(2 * i + 1)), place);
        for (int b = 0; b < BaitMaker.BANDS && space.width() >= FEWEST_FEATURES; b++) {
          fuzzy
              .computeIfAbsent(set.bands().get(i * BaitMaker.BANDS + b), _ -> new ArrayList<>())
              .add(place);
        }
      }
    }
  }

  static MacKey key(MacKey key) {
    return key.derive("gambeson bait");
  }

  /// The exact match of a row, if there is one that has not expired. The hot path: one HMAC and one
  /// look-up.
  public Optional<Hit> exact(Rows rows, int row, Instant now) {
    if (exact.isEmpty() || rows.width() != form.width()) {
      return Optional.empty();
    }
    Place place = exact.get(form.print(key, rows, row));
    return place == null ? Optional.empty() : hit(place, row, true, now);
  }

  /// The exact match of a row, expired or not: for training rows, where bait is never good.
  public Optional<Hit> ever(Rows rows, int row) {
    return exact(rows, row, Instant.MIN);
  }

  /// The exact match, or else the record that most bands agree with. Four HMACs more: for after the
  /// answer.
  public Optional<Hit> match(Rows rows, int row, Instant now) {
    Optional<Hit> same = exact(rows, row, now);
    if (same.isPresent() || fuzzy.isEmpty() || rows.width() != form.width()) {
      return same;
    }
    long[] bands = new long[BaitMaker.BANDS];
    bins.bands(key, rows, row, bands);
    Map<Place, Integer> agreeing = new HashMap<>();
    for (long band : bands) {
      fuzzy.getOrDefault(band, List.of()).forEach(p -> agreeing.merge(p, 1, Integer::sum));
    }
    return agreeing.entrySet().stream()
        .filter(e -> e.getValue() >= FEWEST_BANDS)
        .max(Map.Entry.comparingByValue())
        .flatMap(e -> hit(e.getKey(), row, false, now));
  }

  private static Optional<Hit> hit(Place place, int row, boolean exact, Instant now) {
    Label label = place.set().label();
    return now.isBefore(label.expires())
        ? Optional.of(new Hit(row, label, place.record(), exact))
        : Optional.empty();
  }

  /// The rows that are no bait, expired or not: what a training loader may keep.
  public Rows dropFrom(Rows rows) {
    Set<Integer> bait = new HashSet<>();
    for (int row = 0; row < rows.count(); row++) {
      if (exact.containsKey(form.print(key, rows, row))) {
        bait.add(row);
      }
    }
    return rows.select(
        IntStream.range(0, rows.count()).filter(row -> !bait.contains(row)).toArray());
  }
}
