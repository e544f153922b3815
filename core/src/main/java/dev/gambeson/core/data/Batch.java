package dev.gambeson.core.data;

import java.util.List;

/// Some consecutive rows of a table, by column: what streams through profiles, contracts and
/// screens. A batch says where each of its rows stood, so that batches may be worked on in any
/// order and by any number of threads.
///
/// @param names column names, the same list in every batch of a source
/// @param columns one per name, all of one length
/// @param rowNumbers the number of each row in its source, from 1, ascending, header not counted.
///   Not copied: treat as immutable.
/// @param flaws rows that could not be taken apart; they are not among the rows
@SuppressWarnings("ArrayRecordComponent") // a bulk buffer, passed along without copies
public record Batch(List<String> names, List<Cells> columns, long[] rowNumbers, List<Flaw> flaws) {
  public Batch {
    names = List.copyOf(names);
    columns = List.copyOf(columns);
    flaws = List.copyOf(flaws);
    if (names.size() != columns.size()) {
      throw new IllegalArgumentException(
          "%d names for %d columns".formatted(names.size(), columns.size()));
    }
    for (Cells column : columns) {
      if (column.size() != rowNumbers.length) {
        throw new IllegalArgumentException(
            "a column of %d cells in a batch of %d rows"
                .formatted(column.size(), rowNumbers.length));
      }
    }
  }

  /// A row that could not be taken apart: too few or too many cells, no JSON, bad encoding.
  ///
  /// @param row its number in the source, from 1
  /// @param reason what is wrong, one clause without the content
  public record Flaw(long row, String reason) {}

  /// Number of rows.
  public int size() {
    return rowNumbers.length;
  }

  /// Index of a column, -1 when there is none of this name.
  public int indexOf(String name) {
    return names.indexOf(name);
  }
}
