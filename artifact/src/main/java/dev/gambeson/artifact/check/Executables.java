package dev.gambeson.artifact.check;

import java.util.ArrayList;
import java.util.List;

/// Programs inside other bytes, recognised by several fields of their headers at once, so that
/// random weights do not look like one.
final class Executables {
  private Executables() {}

  /// A program at a byte offset.
  record Hit(String what, long offset) {}

  /// The programs in some bytes, the first 20.
  static List<Hit> in(byte[] bytes) {
    List<Hit> hits = new ArrayList<>();
    for (int i = 0; i + 64 <= bytes.length && hits.size() < 20; i++) {
      String what =
          switch (bytes[i]) {
            case 0x7f -> isElf(bytes, i) ? "Linux program (ELF)" : "";
            case 'M' -> isPe(bytes, i) ? "Windows program (PE)" : "";
            case (byte) 0xcf -> isMach(bytes, i) ? "macOS program (Mach-O)" : "";
            case (byte) 0xca -> isClass(bytes, i) ? "Java class" : "";
            case (byte) 0xac -> isJava(bytes, i) ? "serialised Java object" : "";
            default -> "";
          };
      if (!what.isEmpty()) {
        hits.add(new Hit(what, i));
      }
    }
    return hits;
  }

  private static boolean isElf(byte[] b, int i) {
    boolean magic = b[i + 1] == 'E' && b[i + 2] == 'L' && b[i + 3] == 'F';
    return magic
        && (b[i + 4] == 1 || b[i + 4] == 2)
        && (b[i + 5] == 1 || b[i + 5] == 2)
        && b[i + 6] == 1;
  }

  private static boolean isPe(byte[] b, int i) {
    if (b[i + 1] != 'Z') {
      return false;
    }
    long header = little(b, i + 60);
    long at = i + header;
    return header >= 64
        && header < 4096
        && at + 4 <= b.length
        && b[(int) at] == 'P'
        && b[(int) at + 1] == 'E'
        && b[(int) at + 2] == 0
        && b[(int) at + 3] == 0;
  }

  private static boolean isMach(byte[] b, int i) {
    long cpu = little(b, i + 4);
    return b[i + 1] == (byte) 0xfa
        && b[i + 2] == (byte) 0xed
        && b[i + 3] == (byte) 0xfe
        && (cpu == 0x01000007 || cpu == 0x0100000c);
  }

  private static boolean isClass(byte[] b, int i) {
    int major = (b[i + 6] & 0xff) << 8 | (b[i + 7] & 0xff);
    return b[i + 1] == (byte) 0xfe
        && b[i + 2] == (byte) 0xba
        && b[i + 3] == (byte) 0xbe
        && b[i + 4] == 0
        && major >= 45
        && major < 90;
  }

  private static boolean isJava(byte[] b, int i) {
    return b[i + 1] == (byte) 0xed
        && b[i + 2] == 0
        && b[i + 3] == 5
        && (b[i + 4] == 's' || b[i + 4] == 'u')
        && (b[i + 5] == 'r' || b[i + 5] == 'q');
  }

  private static long little(byte[] b, int i) {
    return (b[i] & 0xffL)
        | (b[i + 1] & 0xffL) << 8
        | (b[i + 2] & 0xffL) << 16
        | (b[i + 3] & 0xffL) << 24;
  }
}
