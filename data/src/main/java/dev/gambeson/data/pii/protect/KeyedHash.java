package dev.gambeson.data.pii.protect;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;

/// HMAC-SHA-256 of a value under a key and the name of its column: the first 128 bits, 32
/// hexadecimal digits.
///
/// Guaranteed: without the key nothing is learned of a value but which cells of the column are
/// equal. Not protected against: counting (the most frequent hash is the most frequent value), and
/// whoever has the key, who can try all values of a small domain.
final class KeyedHash {
  static final int HEX = 32;
  private final Mac mac;
  private final byte[] domain;

  /// @param domain separates columns: equal values of two domains have different hashes
  KeyedHash(ProtectionKey key, String domain) {
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(key.derive("keyed-hash"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HmacSHA256 is part of every JDK", e);
    }
    this.domain = (domain + "\u0000").getBytes(StandardCharsets.UTF_8);
  }

  String of(String value) {
    mac.update(domain);
    byte[] hash = mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(hash, 0, HEX / 2);
  }
}
