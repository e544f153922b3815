package dev.gambeson.data.profile;

import dev.gambeson.core.stats.Hash64;
import java.util.Arrays;
import java.util.function.ObjLongConsumer;

/// Exact counts of the distinct texts of a column, up to a cap. Open addressing, because the same
/// few texts come again and again: no object per cell.
final class Levels {
  static final int LONGEST = 200; // characters: a longer text makes its column one of free text

  private final int cap;
  private String[] texts = new String[16];
  private long[] hashes = new long[16];
  private long[] counts = new long[16]; // 0: the slot is free
  private int size;

  Levels(int cap) {
    this.cap = cap;
    Arrays.fill(texts, "");
  }

  /// Counts a text; false, and nothing counted, when that needs more room than the cap allows.
  boolean add(String text, long times) {
    long hash = Hash64.of(text);
    int slot = slot(text, hash);
    if (counts[slot] == 0) {
      if (size == cap || text.length() > LONGEST) {
        return false;
      }
      texts[slot] = text;
      hashes[slot] = hash;
      size++;
    }
    counts[slot] += times;
    if (2 * size > counts.length) {
      grow();
    }
    return true;
  }

  private int slot(String text, long hash) {
    int mask = counts.length - 1;
    int slot = (int) hash & mask;
    while (counts[slot] != 0 && !(hashes[slot] == hash && texts[slot].equals(text))) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    String[] oldTexts = texts;
    long[] oldHashes = hashes;
    long[] oldCounts = counts;
    int length = 2 * oldCounts.length;
    texts = new String[length];
    Arrays.fill(texts, "");
    hashes = new long[length];
    counts = new long[length];
    for (int i = 0; i < oldCounts.length; i++) {
      if (oldCounts[i] != 0) {
        int slot = slot(oldTexts[i], oldHashes[i]);
        texts[slot] = oldTexts[i];
        hashes[slot] = oldHashes[i];
        counts[slot] = oldCounts[i];
      }
    }
  }

  /// Number of distinct texts.
  int size() {
    return size;
  }

  /// Every text with its count, in no order.
  void forEach(ObjLongConsumer<String> action) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 0) {
        action.accept(texts[i], counts[i]);
      }
    }
  }
}
