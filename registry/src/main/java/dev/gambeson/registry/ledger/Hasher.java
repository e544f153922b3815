package dev.gambeson.registry.ledger;

import dev.gambeson.core.io.Sha256;
import java.security.DigestException;
import java.security.MessageDigest;

/// The hashing of RFC 6962, section 2.1: SHA-256 with one byte in front that keeps leaves (0x00)
/// and nodes (0x01) apart, so that nobody can pass a node off as an entry. Not thread-safe: one per
/// thread.
final class Hasher {
  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final MessageDigest sha256 = Sha256.digest();

  /// The hash of an empty log: SHA-256 of nothing.
  Hash empty() {
    return Hash.of(sha256.digest());
  }

  Hash leaf(byte[] entry) {
    byte[] hash = new byte[Hash.BYTES];
    leaf(entry, 0, entry.length, hash, 0);
    return Hash.of(hash);
  }

  void leaf(byte[] from, int start, int length, byte[] target, int at) {
    sha256.update(LEAF);
    sha256.update(from, start, length);
    digest(target, at);
  }

  Hash node(Hash left, Hash right) {
    byte[] pair = new byte[2 * Hash.BYTES];
    left.copyTo(pair, 0);
    right.copyTo(pair, Hash.BYTES);
    node(pair, 0, pair, 0);
    return Hash.of(pair, 0, Hash.BYTES);
  }

  /// Hashes the pair of hashes that starts at `start`.
  private void node(byte[] from, int start, byte[] target, int at) {
    sha256.update(NODE);
    sha256.update(from, start, 2 * Hash.BYTES);
    digest(target, at);
  }

  /// The root of a perfect tree over `count` consecutive hashes; `count` is a power of two.
  Hash perfect(byte[] hashes, int first, int count) {
    byte[] level =
        java.util.Arrays.copyOfRange(hashes, first * Hash.BYTES, (first + count) * Hash.BYTES);
    for (int n = count; n > 1; n /= 2) {
      for (int i = 0; i < n / 2; i++) {
        node(level, 2 * i * Hash.BYTES, level, i * Hash.BYTES);
      }
    }
    return Hash.of(level, 0, Hash.BYTES);
  }

  private void digest(byte[] target, int at) {
    try {
      sha256.digest(target, at, Hash.BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("a hash has 32 bytes", e);
    }
  }
}
