package dev.gambeson.guard;

import dev.gambeson.core.data.Rows;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A secret key of HMAC-SHA-256 (RFC 2104). It cannot be read back and is never printed.
/// Thread-safe.
public final class MacKey {
  private static final int LEAST = 16;

  private final Mac prototype;

  private MacKey(byte[] secret) {
    if (secret.length < LEAST) {
      throw new IllegalArgumentException(
          "A key of %d bytes is too short: at least %d random bytes."
              .formatted(secret.length, LEAST));
    }
    try {
      prototype = Mac.getInstance("HmacSHA256");
      prototype.init(new SecretKeySpec(secret, "HmacSHA256"));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  /// The key with these bytes, at least 16 random ones; copied.
  public static MacKey of(byte[] secret) {
    return new MacKey(secret.clone());
  }

  /// A new key that lives as long as this process.
  public static MacKey random(SecureRandom random) {
    byte[] secret = new byte[32];
    random.nextBytes(secret);
    return new MacKey(secret);
  }

  /// A key for one purpose, derived from this one: HMAC of the purpose. Keys of different purposes
  /// tell nothing of each other.
  public MacKey derive(String purpose) {
    return new MacKey(mac(purpose.getBytes(StandardCharsets.UTF_8)));
  }

  /// 32 bytes.
  public byte[] mac(byte[] message) {
    try {
      return ((Mac) prototype.clone()).doFinal(message);
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the platform's HmacSHA256 can be copied", e);
    }
  }

  /// 32 bytes of one row: of its values' bits, with one form for zero and one for missing.
  public byte[] mac(Rows rows, int row) {
    return mac(bytes(rows, row));
  }

  /// The bytes of one row that [#mac(Rows, int)] goes over: 8 per feature, big-endian.
  public static byte[] bytes(Rows rows, int row) {
    byte[] bytes = new byte[rows.width() * Double.BYTES];
    ByteBuffer out = ByteBuffer.wrap(bytes);
    for (int f = 0; f < rows.width(); f++) {
      out.putLong(Double.doubleToLongBits(rows.at(row, f) + 0.0));
    }
    return bytes;
  }

  @Override
  public String toString() {
    return "MacKey";
  }
}
