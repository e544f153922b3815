package dev.gambeson.artifact.scan.other;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.Set;

/// Bytes without any structure, under a name that promises none: raw weights and raw data. Nothing
/// that loads them can find anything to run, so they are clean, with a note; under the name of a
/// format, or beginning like one, such bytes are of an unknown kind instead.
final class Raw implements FormatParser {
  private static final Set<String> ENDINGS =
      Set.of(
          "bin",
          "dat",
          "raw",
          "data",
          "weight",
          "weights",
          "params",
          "f32",
          "i8",
          "u8",
          "idx",
          "idx1-ubyte",
          "idx3-ubyte",
          "vec",
          "emb",
          "npraw",
          "blob");
  private static final int LEAST = 64;

  @Override
  public String kind() {
    return "raw";
  }

  @Override
  public String family() {
    return "text";
  }

  @Override
  public boolean isFallback() {
    return true;
  }

  @Override
  public boolean recognises(Input input) {
    return input.depth() == 0
        && ENDINGS.contains(input.ending())
        && input.size() >= LEAST
        && !looksSerialised(input);
  }

  /// Beginnings that some loader would follow, however short.
  private static boolean looksSerialised(Input input) {
    int first = input.u8(0);
    int second = input.u8(1);
    return (first == 0x80 && second <= 5)
        || (first == 0xac && second == 0xed)
        || (first == 0x1f && second == 0x8b)
        || (first == 0x78 && (second == 0x01 || second == 0x5e || second == 0x9c || second == 0xda))
        || input.matches(0, "PK")
        || input.matches(0, "BZh")
        || input.matches(0, "7z")
        || (first == 0x7f && second == 'E')
        || (first == 0xca && second == 0xfe)
        || (first == 0x89 && second == 'H')
        || input.matches(0, (byte) 0xfd, (byte) '7');
  }

  @Override
  public void parse(Input input, Scan scan) {
    scan.ownAll();
    scan.flag(
        Rules.NOT_EXAMINED,
        Severity.INFO,
        0,
        "bytes without structure",
        "The bytes follow no format: raw numbers, as far as anybody can tell. A program that is told otherwise reads them otherwise.");
  }
}
