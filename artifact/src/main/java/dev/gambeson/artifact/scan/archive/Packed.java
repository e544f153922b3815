package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;

/// One compressed file: what comes out is examined as its only member.
abstract class Packed implements FormatParser {
  /// For the decompressors of xz and lzma, which allocate what a header says.
  static final int MEMORY_KIB = 64 << 10;

  private final String kind;

  Packed(String kind) {
    this.kind = kind;
  }

  @Override
  public final String kind() {
    return kind;
  }

  /// Unpacks at most so many bytes.
  abstract Unpacker.Result unpack(Input input, Scan scan, long max);

  @Override
  public void parse(Input input, Scan scan) {
    Unpacker.Result result = unpack(input, scan, scan.budget().room());
    try (Unpacked unpacked = result.unpacked(java.util.List.of())) {
      scan.budget().inflated(unpacked.inflated());
      scan.own(0, result.consumed());
      if (result.isBomb()) {
        Unpacker.bomb(scan, 0, input.baseName(), result);
      } else if (!result.isWhole()) {
        scan.own(0, input.size());
        Unpacker.cut(scan, 0, input.baseName(), result);
      }
      if (result.size() > 0) {
        scan.member(input.inner(innerName(input), unpacked.bytes()));
      } else if (result.isWhole()) {
        scan.unread(Rules.NOT_EXAMINED, 0, "nothing inside", "The compressed file is empty.");
      }
    }
  }

  private String innerName(Input input) {
    String name = input.baseName();
    int dot = name.lastIndexOf('.');
    boolean known = dot > 0 && name.substring(dot + 1).matches("gz|gzip|bz2|xz|lzma|z|zlib|tgz");
    return known ? name.substring(0, dot) : name;
  }
}
