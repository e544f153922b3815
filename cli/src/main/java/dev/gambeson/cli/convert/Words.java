package dev.gambeson.cli.convert;

import dev.gambeson.core.GambesonException;
import java.util.ArrayList;
import java.util.List;

/// Splits a command line into words as a shell would, and does nothing else that a shell does: no
/// variables, no globs, no pipes.
final class Words {
  private Words() {}

  /// Words are parted by blanks; single and double quotes keep blanks; a backslash keeps the next
  /// character, but not within single quotes.
  static List<String> of(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && quote != '\'' && i + 1 < line.length()) {
        word.append(line.charAt(++i));
        begun = true;
      } else if (quote != 0 ? c == quote : c == '"' || c == '\'') {
        quote = quote == 0 ? c : 0;
        begun = true;
      } else if (quote == 0 && Character.isWhitespace(c)) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (quote != 0) {
      throw GambesonException.usage(
          "--with has an opening %s that is not closed.".formatted(quote));
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }
}
