package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.Severity;
import java.util.zip.GZIPInputStream;

/// gzip (RFC 1952), of one or more members: programs that read all see their contents joined.
final class Gzip extends Packed {
  Gzip() {
    super("gzip");
  }

  @Override
  public boolean recognises(Input input) {
    return begins(input, 0);
  }

  private static boolean begins(Input input, long at) {
    return input.matches(at, (byte) 0x1f, (byte) 0x8b, (byte) 8)
        && at + 18 <= input.size()
        && (input.u8(at + 3) & 0xe0) == 0;
  }

  @Override
  Unpacker.Result unpack(Input input, Scan scan, long max) {
    long at = data(input, 0);
    Unpacker.Result first = Unpacker.inflate(input.slice(at, input.size() - at), max, true);
    long end = at + first.consumed();
    if (!first.isWhole() || end + 8 > input.size()) {
      return new Unpacker.Result(
          first.memory(),
          input.size(),
          false,
          first.isBomb(),
          first.isWhole() ? "it is cut off" : first.problem());
    }
    checksum(input, scan, first, end);
    if (begins(input, end + 8)) {
      first.memory().close();
      return all(input, max);
    }
    return new Unpacker.Result(first.memory(), end + 8, true, first.isBomb(), "");
  }

  private static void checksum(Input input, Scan scan, Unpacker.Result result, long at) {
    if (ZipContent.crc(result.bytes()) != input.u32(at)
        || (result.size() & 0xffff_ffffL) != input.u32(at + 4)) {
      scan.flag(
          Rules.AMBIGUITY,
          Severity.MEDIUM,
          at,
          "wrong checksum",
          "The checksum or size at the end of the compressed data is wrong.");
    }
  }

  /// Every member, joined. What follows the last one that reads as such is left to nobody.
  private static Unpacker.Result all(Input input, long max) {
    long end = 0;
    while (begins(input, end)) {
      long at = data(input, end);
      Unpacker.Result one = Unpacker.inflate(input.slice(at, input.size() - at), max, true);
      one.memory().close();
      if (!one.isWhole() || at + one.consumed() + 8 > input.size()) {
        throw new Malformed(at, "a member breaks off");
      }
      end = at + one.consumed() + 8;
    }
    long stop = end;
    return Unpacker.read(input.slice(0, stop), max, GZIPInputStream::new, s -> stop);
  }

  /// Where the compressed data begins.
  private static long data(Input input, long from) {
    int flags = input.u8(from + 3);
    long at = from + 10;
    if ((flags & 4) != 0) {
      at += 2 + input.u16(at);
    }
    for (int bit = 8; bit <= 16; bit <<= 1) {
      if ((flags & bit) != 0) {
        long end = input.find((byte) 0, at, input.size());
        if (end < 0) {
          throw new Malformed(at, "the name or comment has no end");
        }
        at = end + 1;
      }
    }
    at += (flags & 2) != 0 ? 2 : 0;
    input.slice(at, 0);
    return at;
  }
}
