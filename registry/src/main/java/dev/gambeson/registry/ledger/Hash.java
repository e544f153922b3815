package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// A SHA-256 value: 32 bytes, immutable, compared by content.
public final class Hash {
  /// Bytes of a hash.
  static final int BYTES = 32;

  private final byte[] bytes;

  private Hash(byte[] own) {
    this.bytes = own;
  }

  /// A copy of these bytes.
  ///
  /// @throws IllegalArgumentException unless there are 32
  public static Hash of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  static Hash of(byte[] from, int start, int length) {
    if (length != BYTES) {
      throw new IllegalArgumentException("A hash has " + length + " bytes; SHA-256 has 32.");
    }
    return new Hash(Arrays.copyOfRange(from, start, start + BYTES));
  }

  /// From standard base 64 with padding, as checkpoints and proofs write it.
  static Hash ofBase64(String text, String what) {
    byte[] decoded = Strict.base64(text, what);
    if (decoded.length != BYTES) {
      throw GambesonException.badInput(
          "%s has %d bytes; a SHA-256 hash has 32.".formatted(what, decoded.length));
    }
    return new Hash(decoded);
  }

  /// A copy of the bytes.
  public byte[] bytes() {
    return bytes.clone();
  }

  void copyTo(byte[] target, int at) {
    System.arraycopy(bytes, 0, target, at, BYTES);
  }

  /// Standard base 64.
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /// Lower-case hexadecimal.
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash h && Arrays.equals(bytes, h.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return hex();
  }
}
