package dev.gambeson.artifact.scan.tensor;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// GGUF, versions 1 to 3, in either byte order: header, key-value metadata, tensor table, aligned
/// tensor data. Nothing in it runs but the chat templates, which are judged as programs; what else
/// is checked is every count, length and offset, since the loaders are written in C.
///
/// Source: docs/gguf.md of ggml; TALOS-2024-1912 to -1916, CVE-2025-53630, CVE-2026-27940,
/// CVE-2026-33298, CVE-2026-7482.
final class Gguf implements FormatParser {
  private static final int MAX_TENSORS = 1 << 20;
  private static final int MAX_KEYS = 1 << 20;
  private static final int MAX_NAME = 1 << 16;

  @Override
  public String kind() {
    return "gguf";
  }

  @Override
  public boolean recognises(Input input) {
    return input.matches(0, "GGUF");
  }

  @Override
  public void parse(Input input, Scan scan) {
    boolean isBig = isBigEndian(input);
    Bytes in = new Bytes(input, isBig, 4);
    long version = in.u32();
    if (version < 1 || version > 3) {
      throw new Malformed(4, "version %d does not exist".formatted(version));
    }
    boolean isNarrow = version == 1;
    long tensors = isNarrow ? in.u32() : in.length64();
    long keys = isNarrow ? in.u32() : in.length64();
    require(tensors, MAX_TENSORS, in.left() / 24, 8, "tensors");
    require(keys, MAX_KEYS, in.left() / 9, 16, "metadata keys");
    GgufValues values = new GgufValues(in, isNarrow, scan);
    metadata(in, scan, keys, values);
    List<GgufTensor> table = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (long i = 0; i < tensors; i++) {
      long at = in.at();
      String name = values.string(MAX_NAME);
      if (!names.add(name)) {
        scan.flag(
            Rules.AMBIGUITY,
            at,
            "tensor twice",
            "Two tensors have the same name; loaders differ on which one counts.");
      }
      table.add(GgufTensor.read(in, at, isNarrow));
    }
    scan.own(0, in.at());
    GgufTensor.own(scan, input, table, in.at(), values.alignment());
  }

  /// The version is a small number in one order and a huge one in the other.
  private static boolean isBigEndian(Input input) {
    return input.u32(4) > 0xffff && input.u32be(4) <= 0xffff;
  }

  private static void require(long count, long most, long room, long at, String what) {
    if (count > most || count > room) {
      throw new Malformed(
          at,
          "%d %s are announced; %d fit into the file and at most %d are allowed"
              .formatted(count, what, room, most));
    }
  }

  private static void metadata(Bytes in, Scan scan, long keys, GgufValues values) {
    Set<String> seen = new HashSet<>();
    for (long i = 0; i < keys; i++) {
      long at = in.at();
      String key = values.string(MAX_NAME);
      if (!seen.add(key)) {
        scan.flag(
            Rules.AMBIGUITY,
            at,
            "repeated metadata key",
            "A metadata key stands twice; loaders differ on which value counts.");
      }
      values.read(key);
    }
  }
}
