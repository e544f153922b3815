package dev.gambeson.data.source;

import dev.gambeson.core.data.Batch;
import java.nio.file.Path;
import java.util.List;

/// Writes a table to a file that appears whole or not at all: rows go to a temporary file beside
/// the target, which [#finish] flushes to the disk and renames. A writer that is closed without
/// having been finished leaves nothing behind. Not thread-safe.
///
/// The same rows in the same order, under the same options, give the same bytes, however they were
/// cut into batches. What is read back from the file is what was written, cell by cell, with one
/// exception: a text cell that is empty and one that is missing are the same.
public interface TableWriter extends AutoCloseable {
  /// Adds every row of a batch.
  default void write(Batch batch) {
    int[] all = new int[batch.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    write(batch, all);
  }

  /// Adds some rows of a batch, in the order given.
  ///
  /// @param batch of the columns the writer was opened with
  /// @param rows indexes into the batch
  /// @throws dev.gambeson.core.GambesonException when the disk is full, or a cell cannot be written
  ///   in this format; nothing appears then
  void write(Batch batch, int[] rows);

  /// Makes the file appear, replacing one of the same name. A table of no rows is written too.
  ///
  /// @throws dev.gambeson.core.GambesonException when it cannot be written
  Written finish();

  /// Throws away what was not finished.
  @Override
  void close();

  /// A run of rows as it stands in the file.
  ///
  /// @param firstRow first row, from 1
  /// @param rows number of rows
  /// @param sha256 of its bytes, hexadecimal
  /// @param offset first byte in the file
  /// @param bytes number of bytes. In CSV and JSONL the chunks make up the whole file, the header
  ///   being part of the first; in Parquet a chunk is a row group, and the footer belongs to none
  record Chunk(long firstRow, long rows, String sha256, long offset, long bytes) {}

  /// A finished file.
  ///
  /// @param sha256 of the whole file, hexadecimal
  /// @param formulaCells text cells that a spreadsheet would take for a formula (`=`, `+`, `-`,
  ///   `@`, tab or carriage return first, and no number): they are written as they are, since
  ///   training data must not be altered silently
  record Written(
      Path file, long rows, long bytes, String sha256, List<Chunk> chunks, long formulaCells) {
    public Written {
      chunks = List.copyOf(chunks);
    }
  }
}
