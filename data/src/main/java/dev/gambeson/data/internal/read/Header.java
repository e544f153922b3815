package dev.gambeson.data.internal.read;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The first record of a CSV file.
public final class Header {
  private static final String DELIMITERS = ",;\t|";
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?");

  private Header() {}

  /// The delimiter the header has most of, outside quotes; a comma when it has none.
  ///
  /// @param limit characters after which the header is given up
  static char delimiter(Path file, long limit) throws IOException {
    try (Reader reader = new StrictReader(file)) {
      return delimiter(file.toString(), reader, limit);
    }
  }

  /// As above, of text from its beginning.
  public static char delimiter(String file, Reader reader, long limit) throws IOException {
    int[] counts = new int[DELIMITERS.length()];
    boolean quoted = false;
    boolean begun = false; // a character other than a line break was seen
    char[] buffer = new char[8192];
    long seen = 0;
    for (int n = reader.read(buffer); n > 0; n = reader.read(buffer)) {
      for (int i = 0; i < n; i++) {
        char c = buffer[i];
        if (!quoted && begun && (c == '\n' || c == '\r')) {
          return most(counts);
        }
        begun |= c != '\n' && c != '\r';
        quoted ^= c == '"';
        int d = quoted ? -1 : DELIMITERS.indexOf(c);
        if (d >= 0) {
          counts[d]++;
        }
      }
      seen += n;
      if (seen > limit) {
        throw GambesonException.badInput(
            "%s: the header does not end within %,d characters. Is this a CSV file, with its quotes closed?"
                .formatted(file, limit));
      }
    }
    return most(counts);
  }

  private static char most(int[] counts) {
    int best = 0;
    for (int d = 1; d < counts.length; d++) {
      if (counts[d] > counts[best]) {
        best = d;
      }
    }
    return DELIMITERS.charAt(best);
  }

  /// Refuses empty and repeated names.
  public static void check(Object file, List<String> names, int maxColumns) {
    if (names.size() > maxColumns) {
      throw GambesonException.badInput(
          "%s has %,d columns; the limit is %,d.".formatted(file, names.size(), maxColumns));
    }
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (name.isEmpty()) {
        throw GambesonException.badInput(
            "%s: column %d has no name. Name it in the header%s."
                .formatted(
                    file,
                    i + 1,
                    i == 0 ? ", or drop it (pandas: `to_csv(…, index=False)`)" : " or drop it"));
      }
      Integer earlier = seen.put(name, i);
      if (earlier != null) {
        throw GambesonException.badInput(
            "%s: columns %d and %d are both named '%s'.%s"
                .formatted(file, earlier + 1, i + 1, name, hint(names)));
      }
    }
  }

  private static String hint(List<String> names) {
    boolean data = names.stream().anyMatch(n -> NUMBER.matcher(n).matches());
    return data ? " The first line looks like data: is the header missing?" : "";
  }
}
