package dev.gambeson.redteam.evasion;

import dev.gambeson.core.data.Rows;
import java.util.Arrays;

/// A growing block of rows to be asked together, each on account of one attacked row.
final class Questions {
  private final int width;
  private int size;
  private int[] owners = new int[64];
  private double[] values;

  Questions(int width) {
    this.width = width;
    this.values = new double[64 * width];
  }

  int size() {
    return size;
  }

  int owner(int i) {
    return owners[i];
  }

  void add(int owner, double[] row) {
    if (size == owners.length) {
      owners = Arrays.copyOf(owners, 2 * size);
      values = Arrays.copyOf(values, Math.multiplyExact(2 * size, width));
    }
    owners[size] = owner;
    System.arraycopy(row, 0, values, size * width, width);
    size++;
  }

  double at(int i, int feature) {
    return values[i * width + feature];
  }

  double[] row(int i) {
    return Arrays.copyOfRange(values, i * width, (i + 1) * width);
  }

  Rows rows(int from, int to) {
    return new Rows(to - from, width, Arrays.copyOfRange(values, from * width, to * width));
  }

  void clear() {
    size = 0;
  }
}
