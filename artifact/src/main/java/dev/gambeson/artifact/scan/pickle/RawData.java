package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.archive.ArchiveFormats;
import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import dev.gambeson.artifact.scan.engine.Rules;
import dev.gambeson.artifact.scan.engine.Scan;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Bytes of no kind that anybody reads: raw numbers, or a file that was made to look so. They are
/// searched to the end for pickles and archives, which must do something or be complete to count:
/// in random numbers the beginnings of both are common. What they are for stays unknown, so the
/// verdict is never clean.
final class RawData implements FormatParser {
  private static final int CHUNK = 1 << 16;

  /// Pickles that are followed; a file with more is no data.
  private static final int MAX_HITS = 1000;

  @Override
  public String kind() {
    return "data";
  }

  /// That of text, the other reader of what is left.
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
    return true;
  }

  @Override
  public void parse(Input input, Scan scan) {
    scan.unread(
        Rules.NOT_EXAMINED,
        0,
        "unknown kind of file",
        "The bytes are of no kind that the scanner reads, so it is not known what they do. They were"
            + " searched for pickles and archives.");
    scan.ownAll();
    byte[] chunk = new byte[CHUNK + 1];
    long at = 0;
    int hits = 0;
    while (at < input.size() && hits < MAX_HITS) {
      int n = (int) Math.min(chunk.length, input.size() - at);
      MemorySegment.copy(input.bytes(), ValueLayout.JAVA_BYTE, at, chunk, 0, n);
      int i = candidate(chunk, n);
      if (i < 0) {
        at += Math.max(1, n - 1);
        continue;
      }
      long next = look(input, scan, at + i, i == 0 && at == 0);
      if (next < 0) {
        return;
      }
      hits += next > at + i + 1 ? 1 : 0;
      at = next;
    }
  }

  /// The next place where something may begin.
  private static int candidate(byte[] chunk, int n) {
    for (int i = 0; i < n - 1; i++) {
      byte b = chunk[i];
      byte next = chunk[i + 1];
      if ((b == (byte) 0x80 && next >= 0 && next <= 5)
          || (b == 'c' && (next == '_' || (next >= 'a' && next <= 'z')))
          || (b == 'P' && next == 'K')) {
        return i;
      }
    }
    return -1;
  }

  /// @return where to search on; negative when all the rest has been examined
  private static long look(Input input, Scan scan, long at, boolean isStart) {
    if (input.u8(at) == 'P') {
      return archive(input, scan, at);
    }
    if (!isStart && input.u8(at) == 'c' && !isImport(input, at)) {
      return at + 1;
    }
    if (!Probe.isHidden(input, at)) {
      return at + 1;
    }
    scan.flag(
        Rules.HIDDEN,
        at,
        "pickle inside other bytes",
        "A Python pickle stands at offset %d, among bytes of another kind.".formatted(at));
    try {
      return Math.max(at + 1, Pickle.one(input, scan, new Storages(scan), at));
    } catch (Malformed e) {
      return at + 1; // what it did before it broke is reported
    }
  }

  /// Whether two lines follow that look like a module and a name.
  private static boolean isImport(Input input, long at) {
    long limit = Math.min(input.size(), at + 128);
    int lines = 0;
    for (long i = at + 1; i < limit && lines < 2; i++) {
      int b = input.u8(i);
      if (b == '\n') {
        lines++;
      } else if (b != '_' && b != '.' && !Character.isLetterOrDigit(b)) {
        return false;
      }
    }
    return lines == 2;
  }

  private static long archive(Input input, Scan scan, long at) {
    if (!ArchiveFormats.isZipMember(input, at)) {
      return at + 1;
    }
    scan.flag(
        Rules.HIDDEN,
        at,
        "archive inside other bytes",
        "A zip archive begins at offset %d, among bytes of another kind.".formatted(at));
    scan.member(input.inner("@" + at, input.slice(at, input.size() - at)));
    return -1;
  }
}
