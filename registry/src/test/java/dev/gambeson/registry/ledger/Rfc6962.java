package dev.gambeson.registry.ledger;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/// RFC 6962, section 2.1, written down a second time straight from the text: recursive, slow, and
/// without a line of the main code. The reference that the fast one is tested against.
final class Rfc6962 {
  private Rfc6962() {}

  private static byte[] sha256(byte[]... parts) {
    try {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      for (byte[] part : parts) {
        all.writeBytes(part);
      }
      return MessageDigest.getInstance("SHA-256").digest(all.toByteArray());
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// MTH of the RFC.
  static byte[] mth(List<byte[]> d) {
    int n = d.size();
    if (n == 0) {
      return sha256();
    }
    if (n == 1) {
      return sha256(new byte[] {0}, d.getFirst());
    }
    int k = k(n);
    return sha256(new byte[] {1}, mth(d.subList(0, k)), mth(d.subList(k, n)));
  }

  private static int k(int n) {
    int k = 1;
    while (k * 2 < n) {
      k *= 2;
    }
    return k;
  }

  /// PATH of section 2.1.1.
  static List<byte[]> path(int m, List<byte[]> d) {
    int n = d.size();
    if (n == 1) {
      return List.of();
    }
    int k = k(n);
    List<byte[]> path =
        new ArrayList<>(m < k ? path(m, d.subList(0, k)) : path(m - k, d.subList(k, n)));
    path.add(mth(m < k ? d.subList(k, n) : d.subList(0, k)));
    return path;
  }

  /// SUBPROOF of section 2.1.2.
  static List<byte[]> subproof(int m, List<byte[]> d, boolean b) {
    int n = d.size();
    if (m == n) {
      return b ? List.of() : List.of(mth(d));
    }
    int k = k(n);
    boolean left = m <= k;
    List<byte[]> proof =
        new ArrayList<>(
            left ? subproof(m, d.subList(0, k), b) : subproof(m - k, d.subList(k, n), false));
    proof.add(mth(left ? d.subList(k, n) : d.subList(0, k)));
    return proof;
  }
}
