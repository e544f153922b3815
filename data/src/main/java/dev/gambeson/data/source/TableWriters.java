package dev.gambeson.data.source;

import dev.gambeson.core.GambesonException;
import dev.gambeson.data.internal.write.CsvWriting;
import dev.gambeson.data.internal.write.JsonlWriting;
import dev.gambeson.data.internal.write.ParquetWriting;
import java.nio.file.Path;
import java.util.List;

/// Opens writers of tables.
public final class TableWriters {
  /// Rows of a chunk unless said otherwise.
  public static final int CHUNK_ROWS = 65_536;

  private TableWriters() {}

  /// [#open(Path, String, List, int)] with [#CHUNK_ROWS].
  public static TableWriter open(Path target, String kind, List<String> names) {
    return open(target, kind, names, CHUNK_ROWS);
  }

  /// Begins a file.
  ///
  /// CSV is RFC 4180 in UTF-8, with a header, commas and line feeds; a cell is quoted when it must
  /// be. JSONL is one object a line in UTF-8; missing cells are `null`. Parquet has one row group a
  /// chunk, doubles and text, packed with Snappy; a column that begins with numbers and goes on
  /// with something else is refused.
  ///
  /// @param target where it will appear; its folder must exist
  /// @param kind `csv`, `jsonl` or `parquet`
  /// @param names columns, distinct
  /// @param chunkRows rows of a chunk, at least 1
  /// @throws GambesonException when the kind is unknown or the folder cannot be written to
  public static TableWriter open(Path target, String kind, List<String> names, int chunkRows) {
    return switch (kind) {
      case "csv" -> new CsvWriting(target, names, chunkRows);
      case "parquet" -> new ParquetWriting(target, names, chunkRows);
      case "jsonl" -> new JsonlWriting(target, names, chunkRows);
      default ->
          throw GambesonException.usage(
              "Tables are written as csv, jsonl or parquet, not as '%s'.".formatted(kind));
    };
  }
}
