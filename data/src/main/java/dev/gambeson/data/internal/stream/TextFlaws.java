package dev.gambeson.data.internal.stream;

import org.jspecify.annotations.Nullable;

/// Text that no text file can hold.
final class TextFlaws {
  private TextFlaws() {}

  /// What is wrong; null when nothing is.
  static @Nullable String of(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return "a NUL character";
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return "half a character (a lone surrogate)";
        }
        i++;
      }
    }
    return null;
  }
}
