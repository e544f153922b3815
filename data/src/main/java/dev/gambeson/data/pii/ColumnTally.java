package dev.gambeson.data.pii;

import dev.gambeson.core.data.Cells;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one column holds. Mergeable: any partition and order of the rows gives the same.
final class ColumnTally {
  private static final int CACHE = 512;
  private static final double WHOLE = 1e6;
  private static final double EXACT = 9.007199254740992e15;

  private final BitSet header;
  private long present;
  private long decimals;
  private final List<@Nullable TypeTally> types = new ArrayList<>(0);

  /// Values seen lately and what was in them: columns repeat themselves. No part of the state.
  private @Nullable String @Nullable [] known;

  private final CellOutcome[] outcomes = new CellOutcome[CACHE];

  ColumnTally(BitSet header) {
    this.header = header;
  }

  void add(Cells cells, long[] rowNumbers, Sampling sampling, CellReader reader) {
    switch (cells) {
      case Cells.Texts texts -> addTexts(texts.values(), rowNumbers, sampling, reader);
      case Cells.Numbers numbers -> addNumbers(numbers, rowNumbers, sampling, reader);
    }
  }

  private void addTexts(String[] values, long[] rowNumbers, Sampling sampling, CellReader reader) {
    for (int i = 0; i < values.length; i++) {
      String value = values[i];
      if (!value.isEmpty() && sampling.takes(rowNumbers[i])) {
        present++;
        CellShape shape = CellShape.of(value);
        decimals += shape == CellShape.NUMBER && value.indexOf('.') >= 0 ? 1 : 0;
        if (shape == CellShape.OPEN || !header.isEmpty()) {
          take(value, rowNumbers[i], outcome(value, reader), reader);
        }
      }
    }
  }

  private void addNumbers(
      Cells.Numbers numbers, long[] rowNumbers, Sampling sampling, CellReader reader) {
    double[] values = numbers.values();
    for (int i = 0; i < values.length; i++) {
      double value = values[i];
      if (!Double.isNaN(value) && sampling.takes(rowNumbers[i])) {
        present++;
        boolean whole = value == Math.rint(value);
        decimals += whole ? 0 : 1;
        if (whole && value >= WHOLE && value <= EXACT) {
          String text = Long.toString((long) value);
          take(text, rowNumbers[i], reader.read(text, header), reader);
        }
      }
    }
  }

  private CellOutcome outcome(String value, CellReader reader) {
    if (known == null) {
      known = new String[CACHE];
    }
    int hash = value.hashCode();
    int slot = (hash ^ (hash >>> 16)) & (CACHE - 1);
    if (value.equals(known[slot])) {
      return outcomes[slot];
    }
    CellOutcome outcome = reader.read(value, header);
    known[slot] = value;
    outcomes[slot] = outcome;
    return outcome;
  }

  private void take(String value, long row, CellOutcome outcome, CellReader reader) {
    for (int type : outcome.shaped()) {
      tally(type).shaped++;
    }
    for (int i = 0; i < outcome.valid().length; i++) {
      int type = outcome.valid()[i];
      TypeTally tally = tally(type);
      tally.valid++;
      tally.sure += outcome.sure()[i] ? 1 : 0;
      if (tally.wants(row)) {
        tally.show(row, Masked.of(reader.type(type), value.strip()));
      }
    }
    int[] inside = outcome.inside();
    BitSet counted = inside.length > 3 ? new BitSet() : null;
    for (int i = 0; i < inside.length; i += 3) {
      if (counted == null || !counted.get(inside[i])) {
        TypeTally tally = tally(inside[i]);
        tally.inside++;
        if (tally.wants(row)) {
          String part = value.strip().substring(inside[i + 1], inside[i + 2]);
          tally.show(row, Masked.of(reader.type(inside[i]), part));
        }
        if (counted != null) {
          counted.set(inside[i]);
        }
      }
    }
  }

  private TypeTally tally(int type) {
    while (types.size() <= type) {
      types.add(null);
    }
    TypeTally tally = types.get(type);
    if (tally == null) {
      tally = new TypeTally();
      types.set(type, tally);
    }
    return tally;
  }

  void merge(ColumnTally other) {
    present += other.present;
    decimals += other.decimals;
    for (int type = 0; type < other.types.size(); type++) {
      TypeTally theirs = other.types.get(type);
      if (theirs != null) {
        tally(type).merge(theirs);
      }
    }
  }

  BitSet header() {
    return header;
  }

  /// Cells that were looked at and not empty.
  long present() {
    return present;
  }

  /// Numbers with a decimal point among them.
  long decimals() {
    return decimals;
  }

  /// What was counted of a kind; null when nothing was.
  @Nullable TypeTally of(int type) {
    return type < types.size() ? types.get(type) : null;
  }
}
