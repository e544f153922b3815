package dev.gambeson.artifact.scan.other;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Scan;

/// Data files whose bounds can be checked from both ends: Parquet, Arrow and Feather, SQLite. They
/// hold values and no code; their columns are not decoded.
final class Table implements FormatParser {
  @Override
  public String kind() {
    return "table";
  }

  @Override
  public boolean recognises(Input input) {
    return isParquet(input)
        || input.matches(0, "ARROW1\0\0")
        || input.matches(0, "SQLite format 3\0");
  }

  private static boolean isParquet(Input input) {
    return input.matches(0, "PAR1") && input.size() >= 12;
  }

  @Override
  public void parse(Input input, Scan scan) {
    if (isParquet(input)) {
      scan.kind("parquet");
      footer(input, "PAR1", 4);
    } else if (input.matches(0, "ARROW1")) {
      scan.kind("arrow");
      footer(input, "ARROW1", 6);
    } else {
      scan.kind("sqlite");
      pages(input);
    }
    scan.ownAll();
  }

  /// The last bytes are the length of the footer and the magic number again.
  private static void footer(Input input, String magic, int width) {
    long end = input.size() - width;
    if (!input.matches(end, magic)) {
      throw new Malformed(Math.max(0, end), "the file does not end as it begins");
    }
    long length = input.u32(end - 4);
    if (length == 0 || length > end - 4 - width) {
      throw new Malformed(end - 4, "a footer of %d bytes does not fit".formatted(length));
    }
  }

  private static void pages(Input input) {
    int stated = input.u16be(16);
    long page = stated == 1 ? 65_536 : stated;
    if (page < 512 || Long.bitCount(page) != 1 || input.size() % page != 0) {
      throw new Malformed(16, "pages of %d bytes do not make up the file".formatted(page));
    }
    long count = input.u32be(28);
    if (count * page != input.size() && input.u32be(24) == input.u32be(92)) {
      throw new Malformed(
          28, "%d pages are announced, there are %d".formatted(count, input.size() / page));
    }
  }
}
