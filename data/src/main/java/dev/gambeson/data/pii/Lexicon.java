package dev.gambeson.data.pii;

import java.util.Map;

/// Words, and short runs of words, looked up in a folded text without making strings of it.
final class Lexicon<V> {
  private final String[] keys;
  private final Object[] values;
  private final int longest;

  /// @param words folded words to their values
  Lexicon(Map<String, V> words) {
    int size = Integer.highestOneBit(Math.max(4, words.size() * 4)) * 2;
    this.keys = new String[size];
    this.values = new Object[size];
    int max = 0;
    for (Map.Entry<String, V> word : words.entrySet()) {
      int slot = slot(word.getKey().hashCode());
      while (keys[slot] != null) {
        slot = (slot + 1) & (size - 1);
      }
      keys[slot] = word.getKey();
      values[slot] = word.getValue();
      max = Math.max(max, word.getKey().length());
    }
    this.longest = max;
  }

  private int slot(int hash) {
    return (hash ^ (hash >>> 15)) & (keys.length - 1);
  }

  /// What the characters from `from` to before `to` mean; `otherwise` when they are not listed.
  @SuppressWarnings("unchecked") // values come from the constructor
  V find(char[] text, int from, int to, V otherwise) {
    int length = to - from;
    if (length > longest) {
      return otherwise;
    }
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text[i];
    }
    for (int slot = slot(hash); keys[slot] != null; slot = (slot + 1) & (keys.length - 1)) {
      if (equals(keys[slot], text, from, length)) {
        return (V) values[slot];
      }
    }
    return otherwise;
  }

  private static boolean equals(String key, char[] text, int from, int length) {
    if (key.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (key.charAt(i) != text[from + i]) {
        return false;
      }
    }
    return true;
  }
}
