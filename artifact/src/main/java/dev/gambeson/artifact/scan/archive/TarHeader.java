package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Malformed;
import java.nio.charset.StandardCharsets;

/// One header block of a tar.
///
/// @param at where it begins
/// @param name with its prefix
/// @param size of the data that follow
/// @param type flag: what it is
/// @param link target of a link
record TarHeader(long at, String name, long size, char type, String link) {
  static final int BLOCK = 512;

  /// Whether a block is a header: its checksum is right.
  static boolean isHeader(Input input, long at) {
    if (at < 0 || at > input.size() - BLOCK || input.u8(at) == 0) {
      return false;
    }
    long stated;
    try {
      stated = number(input, at + 148, 8);
    } catch (Malformed e) {
      return false;
    }
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      int b = i >= 148 && i < 156 ? ' ' : input.u8(at + i);
      unsigned += b;
      signed += (byte) b;
    }
    return stated == unsigned || stated == signed;
  }

  static TarHeader read(Input input, long at) {
    String name = text(input, at, 100);
    if (input.matches(at + 257, "ustar") && input.u8(at + 263) == '0') {
      String prefix = text(input, at + 345, 155);
      name = prefix.isEmpty() ? name : prefix + "/" + name;
    }
    int type = input.u8(at + 156);
    return new TarHeader(
        at,
        name,
        number(input, at + 124, 12),
        type == 0 ? '0' : (char) type,
        text(input, at + 157, 100));
  }

  /// Octal digits, or binary when the first bit is set (GNU).
  static long number(Input input, long at, int length) {
    if ((input.u8(at) & 0x80) != 0) {
      long value = input.u8(at) & 0x7f;
      for (int i = 1; i < length; i++) {
        if (value > Long.MAX_VALUE >> 8) {
          throw new Malformed(at, "a size beyond any file");
        }
        value = value << 8 | input.u8(at + i);
      }
      return value;
    }
    String digits = text(input, at, length).strip();
    if (digits.isEmpty()) {
      return 0;
    }
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '7')) {
      throw new Malformed(at, "a number is written as something else");
    }
    return Long.parseLong(digits, 8);
  }

  static String text(Input input, long at, int length) {
    String text = input.text(at, length, length, StandardCharsets.UTF_8);
    int end = text.indexOf(0);
    return end < 0 ? text : text.substring(0, end);
  }
}
