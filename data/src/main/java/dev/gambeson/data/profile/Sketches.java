package dev.gambeson.data.profile;

import dev.gambeson.core.stats.Hash64;
import dev.gambeson.core.stats.Moments;
import dev.gambeson.core.stats.SmallestHashes;
import dev.gambeson.core.stats.ValueBuckets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is remembered of the cells of a column when they are too many to be counted one by one. A
/// function of the cells alone: every part follows the law of profiles. Parts for numbers, times
/// and texts exist once such a cell has come.
final class Sketches {
  private static final double WHOLE = 1e15; // below, a whole number is written without exponent

  private final ProfileOptions options;
  private final CellReader reader = new CellReader();
  final long[] types = new long[CellType.values().length];
  final SmallestHashes hashes;
  int shortest = Integer.MAX_VALUE;
  int longest = -1;
  @Nullable Moments moments;
  @Nullable ValueBuckets numbers;
  @Nullable ValueBuckets times;
  @Nullable Shapes shapes;

  Sketches(ProfileOptions options) {
    this.options = options;
    this.hashes = new SmallestHashes(options.hashes());
  }

  /// Takes in a cell that is not empty, `n` times over.
  @SuppressWarnings("EnumOrdinal") // an index that never leaves the process
  void add(String cell, long n) {
    CellType type = reader.read(cell);
    types[type.ordinal()] += n;
    switch (type) {
      case INTEGER, DECIMAL -> {
        addNumber(reader.number(), n);
        hashes.add(reader.isExact() ? Hash64.of(reader.number()) : Hash64.of(cell), n);
      }
      case DATE, TIMESTAMP -> {
        times().add(reader.number(), n);
        addText(cell, n);
      }
      case BOOLEAN -> addText(cell, n);
      case TEXT -> {
        shapes().add(cell, n);
        addText(cell, n);
      }
    }
  }

  /// Takes in a number as the source declares it; the same as its text.
  @SuppressWarnings("EnumOrdinal") // an index that never leaves the process
  void add(double value, long n) {
    if (Double.isInfinite(value)) {
      add(Double.toString(value), n);
      return;
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < WHOLE;
    types[(whole ? CellType.INTEGER : CellType.DECIMAL).ordinal()] += n;
    addNumber(value, n);
    hashes.add(Hash64.of(value), n);
  }

  private void addNumber(double value, long n) {
    Moments m = moments;
    ValueBuckets b = numbers;
    if (m == null || b == null) {
      m = moments == null ? new Moments(options.roomy()) : moments;
      b = numbers == null ? new ValueBuckets(options.buckets()) : numbers;
      moments = m;
      numbers = b;
    }
    m.add(value, n);
    b.add(value, n);
  }

  private void addText(String cell, long n) {
    hashes.add(Hash64.of(cell), n);
    int length = cell.length();
    shortest = Math.min(shortest, length);
    longest = Math.max(longest, length);
  }

  private ValueBuckets times() {
    ValueBuckets b = times == null ? new ValueBuckets(options.buckets()) : times;
    times = b;
    return b;
  }

  private Shapes shapes() {
    Shapes s = shapes == null ? new Shapes(options.shapes()) : shapes;
    shapes = s;
    return s;
  }

  void merge(Sketches other) {
    for (int i = 0; i < types.length; i++) {
      types[i] += other.types[i];
    }
    hashes.merge(other.hashes);
    shortest = Math.min(shortest, other.shortest);
    longest = Math.max(longest, other.longest);
    if (other.moments != null && other.numbers != null) {
      addNumber(0, 0);
      if (moments != null && numbers != null) {
        moments.merge(other.moments);
        numbers.merge(other.numbers);
      }
    }
    if (other.times != null) {
      times().merge(other.times);
    }
    if (other.shapes != null) {
      shapes().merge(other.shapes);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sketches that
        && Arrays.equals(types, that.types)
        && shortest == that.shortest
        && longest == that.longest
        && hashes.equals(that.hashes)
        && Objects.equals(moments, that.moments)
        && Objects.equals(numbers, that.numbers)
        && Objects.equals(times, that.times)
        && Objects.equals(shapes, that.shapes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(types), hashes, moments, numbers);
  }
}
