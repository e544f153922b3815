package dev.gambeson.data.internal.read;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// Numbers distinct texts in order of first appearance, straight from a character buffer. The hash
/// starts at a random value: nobody can write a file whose texts all collide. Order and numbers do
/// not depend on it.
final class Words {
  private static final long START = ThreadLocalRandom.current().nextLong();
  private static final int STRING_OVERHEAD = 56; // object, array header, reference, table slots

  private final List<String> words = new ArrayList<>();
  private int[] table = new int[64]; // number + 1; 0 is free
  private int[] hashes = new int[64];
  private long bytes;

  int numberOf(char[] buffer, int from, int length) {
    int hash = hash(buffer, from, length);
    int slot = hash & (table.length - 1);
    while (table[slot] != 0) {
      if (hashes[slot] == hash && same(words.get(table[slot] - 1), buffer, from, length)) {
        return table[slot] - 1;
      }
      slot = (slot + 1) & (table.length - 1);
    }
    words.add(new String(buffer, from, length));
    bytes += STRING_OVERHEAD + 2L * length;
    table[slot] = words.size();
    hashes[slot] = hash;
    if (words.size() * 2 > table.length) {
      grow();
    }
    return words.size() - 1;
  }

  private static int hash(char[] buffer, int from, int length) {
    long h = START;
    for (int i = from; i < from + length; i++) {
      h = (h ^ buffer[i]) * 0x100000001b3L;
      h ^= h >>> 29;
    }
    return (int) (h ^ (h >>> 32));
  }

  private static boolean same(String word, char[] buffer, int from, int length) {
    if (word.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (word.charAt(i) != buffer[from + i]) {
        return false;
      }
    }
    return true;
  }

  private void grow() {
    int[] oldTable = table;
    int[] oldHashes = hashes;
    table = new int[oldTable.length * 2];
    hashes = new int[table.length];
    for (int i = 0; i < oldTable.length; i++) {
      if (oldTable[i] != 0) {
        int slot = oldHashes[i] & (table.length - 1);
        while (table[slot] != 0) {
          slot = (slot + 1) & (table.length - 1);
        }
        table[slot] = oldTable[i];
        hashes[slot] = oldHashes[i];
      }
    }
  }

  /// Every text, at its number.
  List<String> words() {
    return words;
  }

  /// Estimated memory.
  long bytes() {
    return bytes + 8L * table.length;
  }
}
