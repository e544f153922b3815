package dev.gambeson.data.pii;

import java.util.Arrays;
import java.util.BitSet;

/// Looks at cells, one after another. Not thread-safe.
final class CellReader {
  private static final int WINDOW = 1 << 16;
  private static final int OVERLAP = 256;
  private final PiiFinder finder;
  private final TextScan scan;
  private final int person;

  CellReader(PiiFinder finder) {
    this.finder = finder;
    this.scan = finder.newScan();
    this.person = finder.types().indexOf(PiiTypes.PERSON);
  }

  PiiType type(int number) {
    return finder.types().get(number);
  }

  /// What stands in a cell; `header` holds the kinds that its column's name speaks of.
  CellOutcome read(String cell, BitSet header) {
    String text = cell.strip();
    if (text.length() <= WINDOW) {
      finder.scan(scan, text, 0, text.length(), header);
      return CellOutcome.of(scan, person);
    }
    return readLong(text, header);
  }

  /// A cell too long for one look: whatever any window holds stands inside it.
  private CellOutcome readLong(String text, BitSet header) {
    int[] inside = new int[0];
    for (int from = 0; from + OVERLAP < text.length(); from += WINDOW - OVERLAP) {
      finder.scan(scan, text, from, Math.min(text.length(), from + WINDOW), header);
      int[] found = CellOutcome.of(scan, person).inside();
      int n = inside.length;
      inside = Arrays.copyOf(inside, n + found.length);
      for (int i = 0; i < found.length; i++) {
        inside[n + i] = found[i] + (i % 3 == 0 ? 0 : from);
      }
    }
    return new CellOutcome(new int[0], new int[0], new boolean[0], inside);
  }
}
