package dev.gambeson.data.internal.stream;

import dev.gambeson.core.GambesonException;
import dev.gambeson.data.source.SourceOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// What a table is written in, told by its content.
enum Format {
  CSV("csv", CsvPart::new),
  JSONL("jsonl", JsonlPart::new),
  PARQUET("parquet", ParquetPart::new),
  ARROW("arrow", ArrowPart::new),
  IDX("images", IdxPart::new);

  private static final int HEAD = 4096;

  /// What is no table, and what to do about it.
  private static final List<Map.Entry<String, String>> REFUSED =
      List.of(
          Map.entry("504b0304", "a ZIP archive or an Excel workbook; unpack it or save it as CSV"),
          Map.entry("504b0506", "an empty ZIP archive"),
          Map.entry("28b52ffd", "a Zstandard archive; unpack it first"),
          Map.entry("425a68", "a bzip2 archive; unpack it first"),
          Map.entry("fd377a585a00", "an xz archive; unpack it first"),
          Map.entry("377abcaf271c", "a 7z archive; unpack it first"),
          Map.entry("25504446", "a PDF document"),
          Map.entry("d0cf11e0", "an old Office document; save it as CSV"),
          Map.entry("89504e47", "a single image; name the folder of its class folders"),
          Map.entry("ffd8ff", "a single image; name the folder of its class folders"),
          Map.entry("4f626a01", "an Avro file; save it as Parquet"),
          Map.entry("4f5243", "an ORC file; save it as Parquet"),
          Map.entry("894844460d0a1a0a", "an HDF5 file; save it as Parquet or CSV"),
          Map.entry("53514c69746520666f726d6174", "an SQLite database; export the table"),
          Map.entry("934e554d5059", "a NumPy array; save it as CSV or Parquet"));

  private final String id;

  @SuppressWarnings("ImmutableEnumChecker") // method references without state
  private final Opener opener;

  private interface Opener {
    PartReader open(Origin origin, SourceOptions options) throws IOException;
  }

  Format(String id, Opener opener) {
    this.id = id;
    this.opener = opener;
  }

  /// As [dev.gambeson.data.source.TableSource#kind] gives it.
  String id() {
    return id;
  }

  PartReader open(Origin origin, SourceOptions options) throws IOException {
    return opener.open(origin, options);
  }

  /// @throws GambesonException when it is nothing that can be read
  static Format of(Origin origin, SourceOptions options) throws IOException {
    if (origin.size() == 0) {
      throw GambesonException.nothingExamined(origin.name() + " is empty.");
    }
    byte[] head = head(origin, options);
    for (Map.Entry<String, String> entry : REFUSED) {
      if (startsWith(head, entry.getKey())) {
        throw GambesonException.badInput("%s is %s.".formatted(origin.name(), entry.getValue()));
      }
    }
    if (startsWith(head, "50415231")) {
      return requirePlain(PARQUET, origin);
    }
    if (startsWith(head, "4152524f5731") || startsWith(head, "ffffffff")) {
      return requirePlain(ARROW, origin);
    }
    if (startsWith(head, "00000803")) {
      return IDX;
    }
    String text = new String(head, StandardCharsets.UTF_8).replace("\uFEFF", "").strip();
    if (text.startsWith("[") && text.substring(1).strip().startsWith("{")) {
      throw GambesonException.badInput(
          "%s is a JSON array; write one object a line (JSONL).".formatted(origin.name()));
    }
    return text.startsWith("{") ? JSONL : CSV;
  }

  /// A format that is read by position, or packs itself, is not packed again.
  private static Format requirePlain(Format format, Origin origin) throws IOException {
    try (InputStream in = origin.open()) {
      if (in.read() == 0x1f) {
        throw GambesonException.badInput(
            "%s is %s inside of gzip; unpack it first.".formatted(origin.name(), format.id()));
      }
      return format;
    }
  }

  private static byte[] head(Origin origin, SourceOptions options) throws IOException {
    try (CountedInput raw = new CountedInput(origin);
        InputStream in = Unpacked.of(raw, options.limits())) {
      return in.readNBytes(HEAD);
    }
  }

  private static boolean startsWith(byte[] head, String hex) {
    byte[] magic = HexFormat.of().parseHex(hex);
    return head.length >= magic.length && Arrays.equals(Arrays.copyOf(head, magic.length), magic);
  }
}
