package dev.gambeson.data.pii;

import java.util.Arrays;

/// What one column holds of one kind. Sums and smallest row numbers only, so that any partition
/// gives the same.
final class TypeTally {
  static final int SHOWN = 5;

  /// Cells that have the form.
  long shaped;

  /// Cells that have the form and pass the test.
  long valid;

  /// Valid cells that need no word to be believed.
  long sure;

  /// Cells in which it stands among other text.
  long inside;

  private final long[] rows = new long[SHOWN];
  private final String[] masks = new String[SHOWN];
  private int shown;

  /// Whether this row would be shown.
  boolean wants(long row) {
    return shown < SHOWN || row < rows[shown - 1];
  }

  void show(long row, String mask) {
    if (!wants(row)) {
      return;
    }
    int at = shown < SHOWN ? shown++ : SHOWN - 1;
    while (at > 0 && rows[at - 1] > row) {
      rows[at] = rows[at - 1];
      masks[at] = masks[at - 1];
      at--;
    }
    rows[at] = row;
    masks[at] = mask;
  }

  void merge(TypeTally other) {
    shaped += other.shaped;
    valid += other.valid;
    sure += other.sure;
    inside += other.inside;
    for (int i = 0; i < other.shown; i++) {
      show(other.rows[i], other.masks[i]);
    }
  }

  long[] rows() {
    return Arrays.copyOf(rows, shown);
  }

  String firstMask() {
    return shown == 0 ? "" : masks[0];
  }
}
