package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.zip.CRC32;

/// The bytes of a zip member: a slice when stored, otherwise unpacked.
record ZipContent(Input input, ZipView.Part part) implements Content {
  private static final int MAX_CRC_SLICE = 1 << 30;

  @Override
  public Unpacked open(long max) {
    ZipRecord record = part.record();
    MemorySegment packed = input.slice(part.data(), record.packed());
    List<BiConsumer<Scan, Entry>> flaws = new ArrayList<>();
    if (record.isEncrypted()) {
      return encrypted(packed, max, flaws);
    }
    if (record.method() == 0) {
      return stored(packed, max, flaws);
    }
    return packed(packed, max, flaws);
  }

  private Unpacked stored(MemorySegment packed, long max, List<BiConsumer<Scan, Entry>> flaws) {
    ZipRecord record = part.record();
    if (record.size() != record.packed()) {
      flaws.add((scan, entry) ->
          scan.flag(
              Rules.AMBIGUITY,
              entry.offset(),
              "stored member with two sizes",
              "'%s' is stored, but states %d bytes packed and %d unpacked."
                  .formatted(entry.name(), record.packed(), record.size())));
    }
    if (max >= packed.byteSize() || max >= MAX_CRC_SLICE) {
      checksum(packed, flaws);
    }
    return Unpacked.slice(packed, flaws);
  }

  private Unpacked packed(MemorySegment packed, long max, List<BiConsumer<Scan, Entry>> flaws) {
    Unpacker.Result result = Unpacker.zipMember(part.record().method(), packed, max);
    if (result.isBomb()) {
      flaws.add((scan, entry) -> Unpacker.bomb(scan, entry.offset(), entry.name(), result));
    } else if (!result.isWhole()) {
      flaws.add((scan, entry) -> Unpacker.cut(scan, entry.offset(), entry.name(), result));
    } else {
      whole(packed, result, flaws);
    }
    return result.unpacked(flaws);
  }

  private void whole(
      MemorySegment packed, Unpacker.Result result, List<BiConsumer<Scan, Entry>> flaws) {
    if (result.size() != part.record().size() && !part.record().isStreamed()) {
      flaws.add((scan, entry) ->
          scan.flag(
              Rules.AMBIGUITY,
              Severity.MEDIUM,
              entry.offset(),
              "member of another size",
              "'%s' states %d bytes, but unpacks to %d."
                  .formatted(entry.name(), part.record().size(), result.size())));
    }
    long rest = packed.byteSize() - result.consumed();
    if (rest > 0) {
      flaws.add((scan, entry) -> {
        scan.flag(
            Rules.HIDDEN,
            part.data() + result.consumed(),
            "bytes after the compressed data",
            "%d bytes stand after the end of the compressed data of '%s'."
                .formatted(rest, entry.name()));
        scan.member(input.inner(entry.name() + "@rest", packed.asSlice(result.consumed(), rest)));
      });
    }
    checksum(result.bytes(), flaws);
  }

  /// A member that says it is encrypted but is not is a trick (CVE-2025-1945): PyTorch ignores the
  /// flag, Python does not.
  private Unpacked encrypted(MemorySegment packed, long max, List<BiConsumer<Scan, Entry>> flaws) {
    Unpacked plain;
    try {
      plain = part.record().method() == 0 ? stored(packed, max, flaws) : packed(packed, max, flaws);
    } catch (Malformed e) {
      throw new Malformed(part.record().at(), "it is encrypted");
    }
    if (crc(plain.bytes()) != part.record().crc()) {
      plain.close();
      throw new Malformed(part.record().at(), "it is encrypted");
    }
    flaws.add((scan, entry) ->
        scan.flag(
            Rules.AMBIGUITY,
            entry.offset(),
            "encryption flag on a plain member",
            "'%s' is marked as encrypted but is not: Python refuses it, PyTorch reads it (CVE-2025-1945)."
                .formatted(entry.name())));
    return plain;
  }

  private void checksum(MemorySegment bytes, List<BiConsumer<Scan, Entry>> flaws) {
    if (crc(bytes) != part.record().crc()
        && !(part.record().isStreamed() && part.record().crc() == 0)) {
      flaws.add((scan, entry) ->
          scan.flag(
              Rules.AMBIGUITY,
              Severity.MEDIUM,
              entry.offset(),
              "wrong checksum",
              "The checksum of '%s' is wrong: Python refuses it, PyTorch reads it (CVE-2025-10156)."
                  .formatted(entry.name())));
    }
  }

  static long crc(MemorySegment bytes) {
    CRC32 crc = new CRC32();
    for (long at = 0; at < bytes.byteSize(); at += MAX_CRC_SLICE) {
      long n = Math.min(MAX_CRC_SLICE, bytes.byteSize() - at);
      crc.update(bytes.asSlice(at, n).asByteBuffer());
    }
    return crc.getValue();
  }
}
