package dev.gambeson.artifact.scan.other;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The numbers and texts of an R stream, in any of its encodings. Every length is checked against
/// what is left before anything is taken.
final class RStream {
  /// How numbers are written.
  enum Encoding {
    /// Big-endian binary.
    XDR,
    /// Little-endian binary.
    LITTLE,
    /// Decimal digits, one number a line.
    ASCII
  }

  private static final int MAX_REFERENCES = 2_000_000;

  private final Input input;
  private final Encoding encoding;
  private long at;
  private final List<String> references = new ArrayList<>();

  RStream(Input input, long at, Encoding encoding) {
    this.input = input;
    this.at = at;
    this.encoding = encoding;
  }

  long at() {
    return at;
  }

  int integer() {
    if (encoding == Encoding.ASCII) {
      String word = word();
      if (word.equals("NA")) {
        return Integer.MIN_VALUE;
      }
      try {
        return Integer.parseInt(word);
      } catch (NumberFormatException e) {
        throw new Malformed(at, "no number stands where one must");
      }
    }
    at += 4;
    return encoding == Encoding.XDR ? input.i32be(at - 4) : input.i32(at - 4);
  }

  /// The next number, not taken.
  int peek() {
    long before = at;
    int value = integer();
    at = before;
    return value;
  }

  /// A number of elements: each takes at least four bytes, or a character.
  int count() {
    int count = integer();
    if (count == -1) {
      throw new Malformed(at, "a vector of more than 2^31 elements");
    }
    return fits(count, encoding == Encoding.ASCII ? 1 : 4);
  }

  /// A length of at most `max`.
  int length(int max) {
    int length = integer();
    if (length < 0 || length > max) {
      throw new Malformed(at, "a text of %d bytes where at most %d fit".formatted(length, max));
    }
    return length;
  }

  private int fits(int count, int width) {
    if (count < 0 || (long) count * width > input.size() - at) {
      throw new Malformed(
          at, "%d elements are announced, %d bytes follow".formatted(count, input.size() - at));
    }
    return count;
  }

  void skip(long length) {
    if (encoding == Encoding.ASCII) {
      string();
    } else {
      input.slice(at, length);
      at += length;
    }
  }

  /// The numbers of a vector.
  void numbers(int width) {
    int count = integer();
    if (count == -1) {
      count = longCount(width);
    }
    if (encoding == Encoding.ASCII) {
      long words = (long) fits(count, 1) * (width == 16 ? 2 : 1);
      for (long i = 0; i < words; i++) {
        word();
      }
    } else {
      skip((long) fits(count, width) * width);
    }
  }

  private int longCount(int width) {
    long high = integer() & 0xffff_ffffL;
    long low = integer() & 0xffff_ffffL;
    long count = (high << 32) + low;
    if (high > 1 || count > Integer.MAX_VALUE || count * width > input.size()) {
      throw new Malformed(at, "a vector of %d elements".formatted(count));
    }
    return (int) count;
  }

  void raw() {
    int count = fits(integer(), 1);
    if (encoding == Encoding.ASCII) {
      for (int i = 0; i < count; i++) {
        word();
      }
    } else {
      skip(count);
    }
  }

  /// A text with its length before it; empty for the missing one.
  String text(int max) {
    int length = integer();
    if (length == -1) {
      return "";
    }
    fits(length, 1);
    if (encoding == Encoding.ASCII) {
      return string();
    }
    String text = input.text(at, Math.min(length, max), max, StandardCharsets.UTF_8);
    skip(length);
    return text;
  }

  /// Symbols, environments and pointers are numbered in their order.
  void remember(String name) {
    references.add(name);
    if (references.size() > MAX_REFERENCES) {
      throw new Malformed(at, "more than %d names and environments".formatted(MAX_REFERENCES));
    }
  }

  /// A reference to an earlier one.
  ///
  /// @return its name, empty when it has none
  String reference(int flags) {
    int packed = flags >>> 8;
    int index = packed == 0 ? integer() : packed;
    if (index < 1 || index > references.size()) {
      throw new Malformed(at, "a reference to object %d of %d".formatted(index, references.size()));
    }
    return references.get(index - 1);
  }

  private String string() {
    StringBuilder text = new StringBuilder();
    blanks();
    while (at < input.size() && input.u8(at) > ' ') {
      text.append((char) input.u8(at++));
    }
    return text.toString();
  }

  private String word() {
    String word = string();
    if (word.isEmpty() || word.length() > 64) {
      throw new Malformed(at, "the text ends where a number must stand");
    }
    return word;
  }

  private void blanks() {
    while (at < input.size() && input.u8(at) <= ' ') {
      at++;
    }
  }
}
