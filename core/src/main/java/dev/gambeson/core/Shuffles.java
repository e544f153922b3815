package dev.gambeson.core;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Random orders and samples of indices (Fisher and Yates). The draws are part of what a seed
/// means: a change here changes published results.
public final class Shuffles {
  private Shuffles() {}

  /// Puts the values into a random order, in place.
  public static void shuffle(int[] values, RandomGenerator random) {
    for (int i = values.length - 1; i > 0; i--) {
      swap(values, i, random.nextInt(i + 1));
    }
  }

  /// The indices 0 to `n - 1` in a random order.
  public static int[] shuffled(int n, RandomGenerator random) {
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    shuffle(order, random);
    return order;
  }

  /// `n` of the given values without replacement, in random order.
  ///
  /// @param n from 0 to `from.length`
  public static int[] sample(int[] from, int n, RandomGenerator random) {
    int[] all = from.clone();
    for (int i = 0; i < n; i++) {
      swap(all, i, i + random.nextInt(all.length - i));
    }
    return Arrays.copyOf(all, n);
  }

  private static void swap(int[] values, int i, int j) {
    int held = values[i];
    values[i] = values[j];
    values[j] = held;
  }
}
