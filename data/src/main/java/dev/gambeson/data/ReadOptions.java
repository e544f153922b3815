package dev.gambeson.data;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// How a table is to be read. Start from [#defaults].
///
/// @param types columns whose kind is given instead of inferred; names the file does not have are
///   ignored, so that one setting serves training and test files
/// @param missing cells that mean "missing" in every column, besides the empty one. None by
///   default: `?` and `NA` are ordinary categories until somebody says otherwise
/// @param delimiter between cells of a CSV file; empty to find it in the header
/// @param limits what is refused
public record ReadOptions(
    Map<String, Kind> types, Set<String> missing, Optional<Character> delimiter, Limits limits) {
  public ReadOptions {
    types = Map.copyOf(types);
    missing = Set.copyOf(missing);
    requireNonNull(delimiter, "delimiter");
    requireNonNull(limits, "limits");
    if (delimiter.isPresent() && "\"\r\n\0".indexOf(delimiter.get()) >= 0) {
      throw new IllegalArgumentException("a quote or a line break cannot separate cells");
    }
  }

  /// What a column holds.
  public enum Kind {
    /// Numbers; anything else in such a column is refused.
    NUMBER,
    /// Text, each cell exactly as written: `01` stays `01`.
    TEXT
  }

  /// What is refused instead of read.
  ///
  /// @param fileBytes size of the file
  /// @param cells rows times columns
  /// @param fieldChars length of one cell
  /// @param columns number of columns
  /// @param memoryBytes estimated size of the table in memory
  public record Limits(long fileBytes, long cells, int fieldChars, int columns, long memoryBytes) {
    public Limits {
      if (fileBytes < 1 || cells < 1 || fieldChars < 1 || columns < 1 || memoryBytes < 1) {
        throw new IllegalArgumentException("limits must be positive");
      }
    }

    /// 4 GiB, 100 million cells, 1 MiB a cell, 10,000 columns, 80 % of the heap.
    public static Limits defaults() {
      long heap = Runtime.getRuntime().maxMemory() / 5 * 4;
      return new Limits(4L << 30, 100_000_000, 1 << 20, 10_000, heap);
    }
  }

  /// Kinds inferred, nothing but the empty cell missing, the default limits.
  public static ReadOptions defaults() {
    return new ReadOptions(Map.of(), Set.of(), Optional.empty(), Limits.defaults());
  }

  /// The same with these kinds given.
  public ReadOptions withTypes(Map<String, Kind> given) {
    return new ReadOptions(given, missing, delimiter, limits);
  }

  /// The same with these cells meaning "missing".
  public ReadOptions withMissing(Set<String> tokens) {
    return new ReadOptions(types, tokens, delimiter, limits);
  }

  /// The same with this delimiter.
  public ReadOptions withDelimiter(char character) {
    return new ReadOptions(types, missing, Optional.of(character), limits);
  }

  /// The same with these limits.
  public ReadOptions withLimits(Limits other) {
    return new ReadOptions(types, missing, delimiter, other);
  }
}
