package dev.gambeson.data.profile;

import dev.gambeson.core.data.NumericColumn;
import java.util.Arrays;
import java.util.function.ObjLongConsumer;

/// Numbers that wait to be written out as text, so that one which comes again soon is written once.
final class NumberQueue {
  private static final int SLOTS = 512;
  private static final long FREE = Double.doubleToRawLongBits(Double.NaN);

  private final long[] waiting = new long[SLOTS];
  private final long[] times = new long[SLOTS];

  NumberQueue() {
    Arrays.fill(waiting, FREE);
  }

  /// Takes in a number that is not NaN; another one may have to leave for it.
  void add(double value, ObjLongConsumer<String> leaving) {
    long bits = Double.doubleToRawLongBits(value + 0.0);
    int slot = (int) ((bits * 0x9E3779B97F4A7C15L) >>> 55);
    if (waiting[slot] != bits) {
      release(slot, leaving);
      waiting[slot] = bits;
    }
    times[slot]++;
  }

  /// Lets all of them leave.
  void drain(ObjLongConsumer<String> leaving) {
    for (int slot = 0; slot < SLOTS; slot++) {
      release(slot, leaving);
    }
  }

  private void release(int slot, ObjLongConsumer<String> leaving) {
    if (times[slot] > 0) {
      leaving.accept(NumericColumn.format(Double.longBitsToDouble(waiting[slot])), times[slot]);
      times[slot] = 0;
      waiting[slot] = FREE;
    }
  }
}
