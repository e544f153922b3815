package dev.gambeson.cli;

import java.util.ArrayList;
import java.util.List;

/// Breaks prose into lines.
final class Wrap {
  private Wrap() {}

  /// The text on lines of at most `width` characters, broken at blanks.
  static List<String> lines(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
