package dev.gambeson.data;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.data.internal.read.CsvTable;
import dev.gambeson.data.internal.read.ParquetTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// Reads tables from files: the door to the `data` room.
///
/// The format is told by content, never by the file's name. The whole table is held in memory by
/// column: 8 bytes a number, 4 bytes a text cell plus each distinct text once. What exceeds the
/// limits is refused with a message, not tried.
public final class DataFiles {
  private static final String PARQUET = "50415231"; // PAR1

  private DataFiles() {}

  /// [#read(Path, ReadOptions)] with [ReadOptions#defaults].
  public static Dataset read(Path file) {
    return read(file, ReadOptions.defaults());
  }

  /// Reads a CSV or Parquet file.
  ///
  /// CSV is RFC 4180 with a header: quoted cells may hold delimiters, doubled quotes and line
  /// breaks; lines end in LF, CRLF or CR; the delimiter (`,` `;` tab `|`) is the one the header has
  /// most of; the encoding is UTF-8, or UTF-16 or UTF-32 with a byte order mark. White space around
  /// header names is dropped. Empty lines at the end are ignored; elsewhere they are a missing cell
  /// in a table of one column, and ignored in a wider one.
  ///
  /// A column is numeric when each of its present cells is a finite decimal number. In a numeric
  /// column the cells `NaN`, `nan`, `NA`, `N/A`, `null`, `NULL` and `None` are missing; in a text
  /// column they are text. A column without any present cell is numeric.
  ///
  /// Parquet must be flat (no lists, maps or records), unencrypted, and packed with snappy, zstd,
  /// gzip, LZ4_RAW or not at all. Whole, decimal and floating-point types and booleans (0 and 1)
  /// are numbers; text, dates and time stamps (ISO 8601, UTC) are text. Nulls and NaN are missing.
  ///
  /// @throws GambesonException when the file cannot be read, is malformed (the message names the
  ///   line), exceeds a limit, holds an infinite number, or holds no row
  public static Dataset read(Path file, ReadOptions options) {
    long size = sizeOf(file);
    if (size > options.limits().fileBytes()) {
      throw GambesonException.badInput(
          "%s has %,d bytes; the limit is %,d. Audit a random sample of its rows instead."
              .formatted(file, size, options.limits().fileBytes()));
    }
    if (size == 0) {
      throw GambesonException.nothingExamined(file + " is empty.");
    }
    try {
      byte[] head = head(file);
      refuseOtherFormats(file, head);
      if (file.toString().endsWith(".parquet") && !startsWith(head, PARQUET)) {
        throw GambesonException.badInput(
            file + " is not a Parquet file: it does not begin with PAR1.");
      }
      return startsWith(head, PARQUET)
          ? ParquetTable.read(file, options)
          : CsvTable.read(file, options);
    } catch (IOException e) {
      throw GambesonException.badInput("%s cannot be read: %s.".formatted(file, e.getMessage()), e);
    }
  }

  /// What a table is written in, by its content: `parquet` or `csv`.
  public static String kind(Path file) throws IOException {
    return startsWith(head(file), PARQUET) ? "parquet" : "csv";
  }

  private static long sizeOf(Path file) {
    if (!Files.exists(file)) {
      throw GambesonException.usage("There is no file %s.".formatted(file.toAbsolutePath()));
    }
    if (Files.isDirectory(file)) {
      throw GambesonException.usage(file + " is a directory; name a file in it.");
    }
    if (!Files.isRegularFile(file)) {
      throw GambesonException.usage(
          file + " is a pipe or device; write the data to a file first, since it is read twice.");
    }
    if (!Files.isReadable(file)) {
      throw GambesonException.badInput(file + " cannot be read: permission denied.");
    }
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw GambesonException.badInput(file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private static byte[] head(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(8);
    }
  }

  private static void refuseOtherFormats(Path file, byte[] head) {
    String kind =
        startsWith(head, "1f8b")
            ? "a gzip archive; unpack it first"
            : startsWith(head, "504b0304")
                ? "a ZIP archive or an Excel workbook; unpack it or save it as CSV"
                : startsWith(head, "28b52ffd")
                    ? "a Zstandard archive; unpack it first"
                    : startsWith(head, "25504446")
                        ? "a PDF document"
                        : startsWith(head, "4152524f5731") ? "an Arrow file; save it as CSV" : "";
    if (!kind.isEmpty()) {
      throw GambesonException.badInput("%s is %s.".formatted(file, kind));
    }
  }

  private static boolean startsWith(byte[] head, String hex) {
    byte[] magic = HexFormat.of().parseHex(hex);
    return head.length >= magic.length && Arrays.equals(Arrays.copyOf(head, magic.length), magic);
  }
}
