package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.artifact.scan.engine.ScanLimits;
import dev.gambeson.core.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.deflate64.Deflate64CompressorInputStream;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.XZInputStream;

/// Decompression into memory off the heap, within a limit, watching for bombs. What came out before
/// something went wrong is kept: a payload may stand at the start of a bomb.
final class Unpacker {
  /// After a bomb is recognised, this much of it is still read.
  static final long BOMB_READ = 96L << 20;

  private static final int RATIO = ScanLimits.defaults().maxRatio();

  private Unpacker() {}

  /// What came out.
  record Result(Growing memory, long consumed, boolean isWhole, boolean isBomb, String problem) {
    MemorySegment bytes() {
      return memory.bytes();
    }

    long size() {
      return memory.size();
    }

    Unpacked unpacked(List<BiConsumer<Scan, Entry>> flaws) {
      return new Unpacked(bytes(), size(), flaws, memory::close);
    }
  }

  /// A stream that decompresses, and how much of its input it has used.
  interface Opener {
    InputStream open(SegmentStream packed) throws IOException;
  }

  /// A member of a zip, by the number of its method.
  static Result zipMember(int method, MemorySegment packed, long max) {
    return switch (method) {
      case 8 -> inflate(packed, max, true);
      case 9 ->
          read(packed, max, s -> new Deflate64CompressorInputStream(s), s -> packed.byteSize());
      case 12 -> read(packed, max, s -> new BZip2CompressorInputStream(s, true), s -> s.position());
      case 14 -> read(packed, max, s -> lzma(s), s -> packed.byteSize());
      case 95 -> read(packed, max, s -> new XZInputStream(s, Packed.MEMORY_KIB), s -> s.position());
      default -> throw new Malformed(0, "its compression method %d is not read".formatted(method));
    };
  }

  /// LZMA inside zip (APPNOTE 5.8.8): version, size of the properties, properties, data.
  private static InputStream lzma(SegmentStream stream) throws IOException {
    byte[] head = stream.readNBytes(9);
    if (head.length < 9 || head[2] != 5) {
      throw new IOException("no LZMA properties");
    }
    int dictionary =
        (head[5] & 0xff) | (head[6] & 0xff) << 8 | (head[7] & 0xff) << 16 | head[8] << 24;
    if (dictionary < 0 || dictionary > Packed.MEMORY_KIB * 1024) {
      throw new IOException("the dictionary is too large");
    }
    return new LZMAInputStream(stream, -1, head[4], dictionary);
  }

  /// Deflate, bare or inside zlib.
  static Result inflate(MemorySegment packed, long max, boolean bare) {
    Inflater inflater = new Inflater(bare);
    try {
      return read(
          packed,
          max,
          s -> new InflaterInputStream(s, inflater, 1 << 14),
          s -> inflater.finished() ? inflater.getBytesRead() : s.position());
    } finally {
      inflater.end();
    }
  }

  /// How far the input was used.
  interface Consumed {
    long of(SegmentStream stream);
  }

  static Result read(MemorySegment packed, long max, Opener opener, Consumed consumed) {
    SegmentStream source = new SegmentStream(packed);
    Growing memory = new Growing();
    boolean[] bomb = {false};
    String problem = "";
    try (InputStream stream = opener.open(source)) {
      memory.readFrom(
          stream,
          max,
          size -> {
            bomb[0] |=
                size > ScanLimits.RATIO_FROM && size / RATIO > Math.max(1, packed.byteSize());
            return !(bomb[0] && size > BOMB_READ);
          });
      boolean ended =
          memory.size() < max ? !bomb[0] || memory.size() <= BOMB_READ : stream.read() < 0;
      if (!ended) {
        problem = "more than %d bytes come out".formatted(memory.size());
      }
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      problem = "the compressed data is broken";
    }
    return new Result(
        memory,
        Math.min(packed.byteSize(), consumed.of(source)),
        problem.isEmpty(),
        bomb[0],
        problem);
  }

  static void bomb(Scan scan, long offset, String name, Result result) {
    scan.flag(
        Rules.EXHAUSTION,
        Severity.MEDIUM,
        offset,
        "decompression bomb",
        "'%s' unpacks to more than %d times its size; %d bytes were read."
            .formatted(name, RATIO, result.size()));
  }

  static void cut(Scan scan, long offset, String name, Result result) {
    scan.unread(
        Rules.MALFORMED,
        offset,
        "member not unpacked to its end",
        "'%s' was read to byte %d only: %s.".formatted(name, result.size(), result.problem()));
  }
}
