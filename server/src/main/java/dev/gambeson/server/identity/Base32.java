package dev.gambeson.server.identity;

import java.util.Arrays;

/// RFC 4648's base 32 in lower case without padding: what people read aloud and type.
public final class Base32 {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final boolean[] KNOWN = new boolean[128];

  static {
    ALPHABET.chars().forEach(c -> KNOWN[c] = true);
  }

  private Base32() {}

  /// The first `length` characters of the encoding.
  public static String encode(byte[] bytes, int length) {
    char[] out = new char[length];
    Arrays.fill(out, 'a');
    for (int bit = 0; bit < length * 5; bit++) {
      int at = bit >>> 3;
      if (at < bytes.length && (bytes[at] >>> (7 - (bit & 7)) & 1) == 1) {
        int index = bit / 5;
        out[index] = ALPHABET.charAt(ALPHABET.indexOf(out[index]) | 1 << (4 - bit % 5));
      }
    }
    return new String(out);
  }

  /// Seven characters of 32 bits.
  static String encode(int value) {
    char[] out = new char[7];
    long rest = Integer.toUnsignedLong(value);
    for (int i = 6; i >= 0; i--) {
      out[i] = ALPHABET.charAt((int) (rest & 31));
      rest >>>= 5;
    }
    return new String(out);
  }

  static boolean known(char c) {
    return c < 128 && KNOWN[c];
  }
}
