package dev.gambeson.guard.canary;

import static java.util.Objects.requireNonNull;

import dev.gambeson.guard.canary.Bait.Label;
import java.util.List;

/// What is needed to recognise the bait of one place, and nothing that would show it: keyed hashes.
/// A plain record: any JSON mapper writes and reads it.
///
/// Whoever has the key and a candidate record can test it; whoever has only this file cannot.
///
/// @param label where it is planted
/// @param prints two longs for each record: HMAC-SHA-256 of its canonical form, truncated
/// @param bands for each record, [BaitMaker#BANDS] keyed hashes of parts of its quantile bins
public record BaitSet(Label label, List<Long> prints, List<Long> bands) {
  public BaitSet {
    requireNonNull(label, "label");
    prints = List.copyOf(prints);
    bands = List.copyOf(bands);
    if (prints.size() % 2 != 0 || bands.size() != prints.size() / 2 * BaitMaker.BANDS) {
      throw new IllegalArgumentException(
          "Bait set %s is damaged: %d prints and %d bands."
              .formatted(label.id(), prints.size(), bands.size()));
    }
  }

  /// Number of records.
  public int size() {
    return prints.size() / 2;
  }
}
