package dev.gambeson.monitor;

import dev.gambeson.core.data.Rows;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/// A uniform sample of rows: each row draws a random number, and the rows with the smallest stay.
/// So the sample of two streams is made of their samples, in any order. Not thread-safe.
final class RowSample {
  private final int capacity;
  private final PriorityQueue<Drawn> rows =
      new PriorityQueue<>(Comparator.comparingLong(Drawn::draw).reversed());

  /// A row with the number it drew.
  @SuppressWarnings("ArrayRecordComponent") // never handed out
  private record Drawn(long draw, double[] row) {}

  RowSample(int capacity) {
    this.capacity = capacity;
  }

  /// Whether a row that drew this number stays; asked before the row is copied.
  boolean takes(long draw) {
    return rows.size() < capacity || (capacity > 0 && draw < rows.element().draw());
  }

  /// Takes a copy of a row in.
  void add(long draw, double[] values, int from, int width) {
    keep(new Drawn(draw, Arrays.copyOfRange(values, from, from + width)));
  }

  private void keep(Drawn drawn) {
    rows.add(drawn);
    if (rows.size() > capacity) {
      rows.remove();
    }
  }

  void merge(RowSample other) {
    other.rows.stream().filter(d -> takes(d.draw())).forEach(this::keep);
  }

  /// The rows, in the order of what they drew.
  Rows rows(int width) {
    double[] values = new double[rows.size() * width];
    int at = 0;
    for (Drawn drawn : sorted()) {
      System.arraycopy(drawn.row(), 0, values, at, width);
      at += width;
    }
    return new Rows(rows.size(), width, values);
  }

  private Drawn[] sorted() {
    Drawn[] sorted = rows.toArray(Drawn[]::new);
    Arrays.sort(sorted, Comparator.comparingLong(Drawn::draw));
    return sorted;
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(rows.size());
    for (Drawn drawn : sorted()) {
      out.writeLong(drawn.draw());
      for (double v : drawn.row()) {
        out.writeDouble(v);
      }
    }
  }

  static RowSample read(DataInput in, int capacity, int width) throws IOException {
    RowSample sample = new RowSample(capacity);
    int n = in.readInt();
    for (int i = 0; i < n; i++) { // ends with the input, whatever n says
      long draw = in.readLong();
      double[] row = new double[width];
      for (int f = 0; f < width; f++) {
        row[f] = in.readDouble();
      }
      sample.keep(new Drawn(draw, row));
    }
    return sample;
  }
}
