package dev.gambeson.data.pii;

/// An identifier without its separators, in upper case. Reused for every candidate.
final class IdChars {
  static final int MAX = 40;
  private final char[] chars = new char[MAX];
  private int length;

  void clear() {
    length = 0;
  }

  void append(char c) {
    if (length < MAX) {
      chars[length++] = c >= 'a' && c <= 'z' ? (char) (c - 32) : c;
    }
  }

  static IdChars of(String text) {
    IdChars id = new IdChars();
    for (int i = 0; i < text.length(); i++) {
      if (Character.isLetterOrDigit(text.charAt(i))) {
        id.append(text.charAt(i));
      }
    }
    return id;
  }

  int length() {
    return length;
  }

  char at(int i) {
    return chars[i];
  }

  /// Value of the digit at `i`; outside 0 to 9 when it is none.
  int digit(int i) {
    return chars[i] - '0';
  }

  boolean isDigit(int i) {
    return chars[i] >= '0' && chars[i] <= '9';
  }

  /// The number written from `from` to before `to`; only digits may stand there.
  int number(int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = 10 * value + chars[i] - '0';
    }
    return value;
  }

  boolean isOneOf(int i, String allowed) {
    return allowed.indexOf(chars[i]) >= 0;
  }

  boolean startsWith(String prefix) {
    for (int i = 0; i < prefix.length(); i++) {
      if (i >= length || chars[i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Whether one character is repeated throughout.
  boolean isUniform() {
    for (int i = 1; i < length; i++) {
      if (chars[i] != chars[0]) {
        return false;
      }
    }
    return true;
  }
}
