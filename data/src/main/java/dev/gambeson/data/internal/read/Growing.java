package dev.gambeson.data.internal.read;

import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import java.util.ArrayList;
import java.util.List;

/// A column while it grows. Memory comes in chunks, so that growing never copies.
sealed interface Growing {
  /// Largest chunk, in cells.
  int CHUNK = 1 << 16;

  /// Cells so far.
  int size();

  /// Estimated memory.
  long bytes();

  /// The finished column; this object must not be used afterwards.
  Column finish(String name);

  /// Size of the chunk after `chunks` others: small tables with many columns stay small.
  private static int chunkSize(int chunks) {
    return Math.min(CHUNK, 64 << Math.min(chunks, 10));
  }

  /// Numbers, NaN for missing.
  final class Numbers implements Growing {
    private final List<double[]> chunks = new ArrayList<>();
    private double[] last = new double[0];
    private int used; // in last
    private int size;
    private long bytes;

    void add(double value) {
      if (used == last.length) {
        last = new double[chunkSize(chunks.size())];
        bytes += 8L * last.length;
        chunks.add(last);
        used = 0;
      }
      last[used++] = value;
      size++;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public long bytes() {
      return bytes;
    }

    @Override
    public Column finish(String name) {
      double[] all = new double[size];
      int at = 0;
      for (double[] chunk : chunks) {
        int n = Math.min(chunk.length, size - at);
        System.arraycopy(chunk, 0, all, at, n);
        at += n;
      }
      return new NumericColumn(name, all);
    }
  }

  /// Text, each distinct one once.
  final class Texts implements Growing {
    private final List<int[]> chunks = new ArrayList<>();
    private final Words words = new Words();
    private int[] last = new int[0];
    private int used;
    private int size;
    private long bytes;

    void add(char[] buffer, int from, int length) {
      add(words.numberOf(buffer, from, length));
    }

    void addMissing() {
      add(-1);
    }

    private void add(int code) {
      if (used == last.length) {
        last = new int[chunkSize(chunks.size())];
        bytes += 4L * last.length;
        chunks.add(last);
        used = 0;
      }
      last[used++] = code;
      size++;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public long bytes() {
      return bytes + words.bytes();
    }

    @Override
    public Column finish(String name) {
      int[] all = new int[size];
      int at = 0;
      for (int[] chunk : chunks) {
        int n = Math.min(chunk.length, size - at);
        System.arraycopy(chunk, 0, all, at, n);
        at += n;
      }
      return new TextColumn(name, words.words(), all);
    }
  }
}
