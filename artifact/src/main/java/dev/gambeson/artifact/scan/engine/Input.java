package dev.gambeson.artifact.scan.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Read-only bytes with a place. Every access is checked: reading past the end is [Malformed],
/// never an exception of the platform. Offsets are 64 bit; files are mapped, not copied.
///
/// A big-endian read is the little-endian one with its bytes reversed; both are given because
/// formats differ.
public final class Input {
  private static final ValueLayout.OfShort I16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final String place;
  private final String name;
  private final MemorySegment bytes;
  private final int depth;
  private final Optional<Path> file;

  Input(String place, String name, MemorySegment bytes, int depth, Optional<Path> file) {
    this.place = place;
    this.name = name;
    this.bytes = bytes.asReadOnly();
    this.depth = depth;
    this.file = file;
  }

  /// Some bytes in memory, as a top-level file.
  public static Input of(String name, byte[] bytes) {
    return new Input(name, name, MemorySegment.ofArray(bytes), 0, Optional.empty());
  }

  /// Something inside this one.
  public Input inner(String member, MemorySegment content) {
    return new Input(place + "!" + member, member, content, depth + 1, Optional.empty());
  }

  /// File and members, joined by `!`.
  public String place() {
    return place;
  }

  /// The name by which this is known in its folder or archive, with `/` between folders.
  public String name() {
    return name;
  }

  /// The last part of the name, in lower case.
  public String baseName() {
    String path = name.replace('\\', '/');
    return path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  /// The ending of the name in lower case without the dot; empty when there is none.
  public String ending() {
    String base = baseName();
    int dot = base.lastIndexOf('.');
    return dot < 0 ? "" : base.substring(dot + 1);
  }

  /// The file on disk, when this is one and no member.
  public Optional<Path> file() {
    return file;
  }

  /// How many containers this is inside of.
  public int depth() {
    return depth;
  }

  /// Number of bytes.
  public long size() {
    return bytes.byteSize();
  }

  /// All bytes.
  public MemorySegment bytes() {
    return bytes;
  }

  /// A stretch of bytes, not copied.
  public MemorySegment slice(long from, long length) {
    require(from, length);
    return bytes.asSlice(from, length);
  }

  /// A copy of a stretch.
  ///
  /// @param max longest copy; a longer one is malformed
  public byte[] copy(long from, long length, int max) {
    require(from, length);
    if (length > max) {
      throw new Malformed(from, "%d bytes stand where at most %d fit".formatted(length, max));
    }
    return bytes.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE);
  }

  /// A stretch as text; malformed bytes become replacement characters.
  public String text(long from, long length, int max, Charset charset) {
    return new String(copy(from, length, max), charset);
  }

  /// The first bytes as ISO 8859-1 text, at most `count`: for recognising.
  public String head(int count) {
    return new String(copy(0, Math.min(count, size()), count), StandardCharsets.ISO_8859_1);
  }

  /// One unsigned byte.
  public int u8(long at) {
    require(at, 1);
    return bytes.get(ValueLayout.JAVA_BYTE, at) & 0xff;
  }

  /// Two bytes, little-endian, unsigned.
  public int u16(long at) {
    require(at, 2);
    return bytes.get(I16, at) & 0xffff;
  }

  /// Two bytes, big-endian, unsigned.
  public int u16be(long at) {
    require(at, 2);
    return Short.reverseBytes(bytes.get(I16, at)) & 0xffff;
  }

  /// Four bytes, little-endian, signed.
  public int i32(long at) {
    require(at, 4);
    return bytes.get(I32, at);
  }

  /// Four bytes, little-endian, unsigned.
  public long u32(long at) {
    return i32(at) & 0xffff_ffffL;
  }

  /// Four bytes, big-endian, signed.
  public int i32be(long at) {
    return Integer.reverseBytes(i32(at));
  }

  /// Four bytes, big-endian, unsigned.
  public long u32be(long at) {
    return i32be(at) & 0xffff_ffffL;
  }

  /// Eight bytes, little-endian, signed.
  public long i64(long at) {
    require(at, 8);
    return bytes.get(I64, at);
  }

  /// Eight bytes, big-endian, signed.
  public long i64be(long at) {
    return Long.reverseBytes(i64(at));
  }

  /// A length or offset of eight bytes, little-endian.
  ///
  /// @throws Malformed when it is 2^63 or more
  public long length64(long at) {
    long value = i64(at);
    if (value < 0) {
      throw new Malformed(
          at, "a length of " + Long.toUnsignedString(value) + " is beyond any file");
    }
    return value;
  }

  /// Whether these bytes stand here; false near the end.
  public boolean matches(long at, byte... expected) {
    if (at < 0 || expected.length > size() || at > size() - expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (bytes.get(ValueLayout.JAVA_BYTE, at + i) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /// Whether this ASCII text stands here.
  public boolean matches(long at, String expected) {
    return matches(at, expected.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// The first place of a byte.
  ///
  /// @return -1 when it is not there between from (inclusive) and to (exclusive)
  public long find(byte value, long from, long to) {
    long end = Math.min(to, size());
    for (long at = Math.max(0, from); at < end; at++) {
      if (bytes.get(ValueLayout.JAVA_BYTE, at) == value) {
        return at;
      }
    }
    return -1;
  }

  private void require(long from, long length) {
    if (from < 0 || length < 0 || from > size() || length > size() - from) {
      throw new Malformed(
          Math.clamp(from, 0, size()),
          "%d bytes are announced at offset %d, but there are %d in all"
              .formatted(length, from, size()));
    }
  }
}
