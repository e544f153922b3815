package dev.gambeson.registry.ledger;

import java.util.List;

/// Shows that an entry is at an index of the tree of a given size (RFC 6962, section 2.1.1).
///
/// @param index of the entry, from 0
/// @param size of the tree
/// @param path hashes from the leaf's sibling up to the root's child
public record InclusionProof(long index, long size, List<Hash> path) {
  private static final int MAX_PATH = 64;

  public InclusionProof {
    path = List.copyOf(path);
  }

  /// Whether the proof leads from the leaf to the root (RFC 9162, section 2.1.3.2).
  public boolean verifies(Hash leaf, Hash root) {
    if (index < 0 || index >= size || path.size() > MAX_PATH) {
      return false;
    }
    Hasher hasher = new Hasher();
    long fn = index;
    long sn = size - 1;
    Hash r = leaf;
    for (Hash p : path) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        r = hasher.node(p, r);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        r = hasher.node(r, p);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 && r.equals(root);
  }

  /// The leaf hash of an entry's bytes.
  public static Hash leaf(byte[] entry) {
    return new Hasher().leaf(entry);
  }
}
