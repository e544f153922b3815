package dev.gambeson.data.source;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;

/// How a source is to be read. Start from [#defaults].
///
/// @param delimiter between cells of CSV; empty to find it in the header
/// @param query what to ask a database; required for `jdbc:` and meaningless elsewhere
/// @param timeout longest wait for an answer of a database or an object store
/// @param limits what is refused
public record SourceOptions(
    Optional<Character> delimiter, Optional<String> query, Duration timeout, Limits limits) {
  public SourceOptions {
    requireNonNull(timeout, "timeout");
    requireNonNull(limits, "limits");
    if (delimiter.isPresent() && "\"\r\n\0".indexOf(delimiter.get()) >= 0) {
      throw new IllegalArgumentException("a quote or a line break cannot separate cells");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("the time-out must be positive");
    }
  }

  /// What is refused instead of read. Rows are not limited: they stream.
  ///
  /// @param cellChars length of one cell
  /// @param rowChars length of one row
  /// @param columns number of columns
  /// @param flaws rows that could not be taken apart, after which the rest is refused too
  /// @param ratio bytes that one compressed byte may become
  /// @param unpackedBytes size of what is compressed, unpacked
  /// @param pixels of one image
  public record Limits(
      int cellChars,
      int rowChars,
      int columns,
      int flaws,
      int ratio,
      long unpackedBytes,
      long pixels) {
    public Limits {
      if (cellChars < 1
          || rowChars < 1
          || columns < 1
          || flaws < 0
          || ratio < 1
          || unpackedBytes < 1
          || pixels < 1) {
        throw new IllegalArgumentException("limits must be positive");
      }
    }

    /// 1 MiB a cell, 32 MiB a row, 10,000 columns, 10,000 unreadable rows, 200 times its size and 1
    /// TiB for what is compressed, 16 million pixels.
    public static Limits defaults() {
      return new Limits(1 << 20, 1 << 25, 10_000, 10_000, 200, 1L << 40, 1L << 24);
    }
  }

  /// The delimiter found, no query, one minute, the default limits.
  public static SourceOptions defaults() {
    return new SourceOptions(
        Optional.empty(), Optional.empty(), Duration.ofMinutes(1), Limits.defaults());
  }

  /// The same with this delimiter.
  public SourceOptions withDelimiter(char character) {
    return new SourceOptions(Optional.of(character), query, timeout, limits);
  }

  /// The same with this query.
  public SourceOptions withQuery(String sql) {
    return new SourceOptions(delimiter, Optional.of(sql), timeout, limits);
  }

  /// The same with this time-out.
  public SourceOptions withTimeout(Duration longest) {
    return new SourceOptions(delimiter, query, longest, limits);
  }

  /// The same with these limits.
  public SourceOptions withLimits(Limits other) {
    return new SourceOptions(delimiter, query, timeout, other);
  }
}
