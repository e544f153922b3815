package dev.gambeson.registry.ledger;

import java.util.List;

/// Shows that the tree of the old size is the beginning of the tree of the new size: nothing was
/// removed or changed in between (RFC 6962, section 2.1.2).
///
/// @param oldSize entries then
/// @param newSize entries now
/// @param path hashes in the order of the RFC
public record ConsistencyProof(long oldSize, long newSize, List<Hash> path) {
  private static final int MAX_PATH = 128;

  public ConsistencyProof {
    path = List.copyOf(path);
  }

  /// Whether the proof ties the two roots together (RFC 9162, section 2.1.4.2). An empty old tree
  /// is the beginning of every tree; its root must be the one of the empty tree.
  public boolean verifies(Hash oldRoot, Hash newRoot) {
    if (oldSize < 0 || oldSize > newSize || path.size() > MAX_PATH) {
      return false;
    }
    if (oldSize == newSize) {
      return path.isEmpty() && oldRoot.equals(newRoot);
    }
    if (oldSize == 0) {
      return path.isEmpty() && oldRoot.equals(new Hasher().empty());
    }
    boolean power = Long.bitCount(oldSize) == 1;
    if (path.isEmpty() && !power) {
      return false;
    }
    return walk(power ? oldRoot : path.getFirst(), power ? 0 : 1, oldRoot, newRoot);
  }

  private boolean walk(Hash start, int from, Hash oldRoot, Hash newRoot) {
    Hasher hasher = new Hasher();
    long fn = oldSize - 1;
    long sn = newSize - 1;
    while ((fn & 1) == 1) {
      fn >>= 1;
      sn >>= 1;
    }
    Hash fr = start;
    Hash sr = start;
    for (Hash c : path.subList(from, path.size())) {
      if (sn == 0) {
        return false;
      }
      if ((fn & 1) == 1 || fn == sn) {
        fr = hasher.node(c, fr);
        sr = hasher.node(c, sr);
        while ((fn & 1) == 0 && fn != 0) {
          fn >>= 1;
          sn >>= 1;
        }
      } else {
        sr = hasher.node(sr, c);
      }
      fn >>= 1;
      sn >>= 1;
    }
    return sn == 0 && fr.equals(oldRoot) && sr.equals(newRoot);
  }
}
