package dev.gambeson.server.identity;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32C;

/// How an API key is written: `gbk_<id>_<secret><checksum>`, id 10, secret 32 (160 random bits),
/// checksum 7 characters of base 32. The checksum tells a mistyped key from a wrong one and lets
/// scanners for leaked secrets be sure of what they found; it protects nothing.
final class KeyForm {
  static final int LENGTH = 54;
  static final String PREFIX = "gbk_";
  private static final int ID = 10;
  private static final int SECRET_AT = PREFIX.length() + ID + 1;
  private static final int CHECKSUM_AT = LENGTH - 7;

  private KeyForm() {}

  /// A new key.
  static String make(SecureRandom random) {
    byte[] id = new byte[7];
    byte[] secret = new byte[20];
    random.nextBytes(id);
    random.nextBytes(secret);
    String body = PREFIX + Base32.encode(id, ID) + "_" + Base32.encode(secret, 32);
    return body + checksum(body);
  }

  /// Whether a text has the form of a key; says nothing about whether it is one.
  static boolean fits(String text) {
    if (text.length() != LENGTH || !text.startsWith(PREFIX) || text.charAt(SECRET_AT - 1) != '_') {
      return false;
    }
    for (int i = PREFIX.length(); i < LENGTH; i++) {
      if (i != SECRET_AT - 1 && !Base32.known(text.charAt(i))) {
        return false;
      }
    }
    return text.regionMatches(CHECKSUM_AT, checksum(text.substring(0, CHECKSUM_AT)), 0, 7);
  }

  /// The id in a key that [#fits].
  static String id(String key) {
    return key.substring(PREFIX.length(), PREFIX.length() + ID);
  }

  private static String checksum(String body) {
    CRC32C crc = new CRC32C();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    return Base32.encode((int) crc.getValue());
  }
}
