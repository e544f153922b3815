package dev.gambeson.server.audit;

import java.time.Instant;
import java.util.random.RandomGenerator;

/// Ids of requests: 32 hexadecimal digits in the layout of a UUID of version 7 (RFC 9562), so that
/// an id tells when its request came and the ledger can be searched by time.
///
/// Guaranteed: 74 random bits; no two nodes need to agree. Not a secret.
public final class RequestIds {
  private static final int LENGTH = 32;
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private RequestIds() {}

  /// A new id.
  public static String create(Instant now, RandomGenerator random) {
    long high = (now.toEpochMilli() << 16) | 0x7000 | (random.nextLong() & 0xfff);
    long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    char[] out = new char[LENGTH];
    for (int i = 0; i < 16; i++) {
      out[i] = HEX[(int) (high >>> (60 - 4 * i)) & 15];
      out[i + 16] = HEX[(int) (low >>> (60 - 4 * i)) & 15];
    }
    return new String(out);
  }

  /// Whether a text has the form of an id.
  public static boolean isId(String text) {
    return text.length() == LENGTH
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  /// When the request of an id came, to the millisecond.
  ///
  /// @param id as [#isId] accepts it
  public static Instant time(String id) {
    return Instant.ofEpochMilli(Long.parseLong(id, 0, 12, 16));
  }
}
