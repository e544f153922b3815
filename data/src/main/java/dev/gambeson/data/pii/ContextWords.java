package dev.gambeson.data.pii;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Words that speak of a kind of personal data, near a value or in the name of a column. Loaded
/// from `words.txt`: `type: word, several words` for both, `type @ word` for column names only.
final class ContextWords {
  private static final BitSet NONE = new BitSet();
  private static final int PHRASE = 3;
  private static final Set<String> AMBIGUOUS =
      Set.of(
          "name", "nom", "nome", "nombre", "naam", "namn", "ad", "adi", "isim", "contact", "imie");
  private final Lexicon<BitSet> nearby;
  private final Lexicon<BitSet> headers;

  /// @param numbers the kinds
  /// @param more words of custom kinds, by number
  ContextWords(TypeNumbers numbers, Map<Integer, List<String>> more) {
    Map<String, BitSet> near = new HashMap<>();
    Map<String, BitSet> header = new HashMap<>();
    for (String line : lines("words.txt")) {
      boolean both = line.indexOf('@') < 0;
      String[] parts = line.split(both ? ":" : "@", 2);
      int type = numbers.of(parts[0].strip());
      for (String word : parts[1].split(",", -1)) {
        put(header, word, type);
        if (both) {
          put(near, word, type);
        }
      }
    }
    more.forEach((type, words) ->
        words.forEach(word -> {
          put(header, word, type);
          put(near, word, type);
        }));
    this.nearby = new Lexicon<>(near);
    this.headers = new Lexicon<>(header);
  }

  private static void put(Map<String, BitSet> words, String word, int type) {
    words.computeIfAbsent(Folding.fold(word.strip()), _ -> new BitSet()).set(type);
  }

  /// Lines of a word list beside this class, without comments and empty ones.
  static List<String> lines(String resource) {
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(ContextWords.class.getResourceAsStream(resource), resource),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.isBlank() && line.charAt(0) != '#') {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  /// The kinds that the name of a column speaks of.
  BitSet ofHeader(String name) {
    char[] words = words(name);
    BitSet found = new BitSet();
    collect(headers, words, 0, words.length, found);
    String joined = new String(words).replace(" ", "");
    found.or(headers.find(joined.toCharArray(), 0, joined.length(), NONE));
    return found;
  }

  /// Whether the name of a column says name without saying of what.
  boolean isAmbiguousName(String name) {
    return AMBIGUOUS.contains(new String(words(name)));
  }

  /// Adds the kinds that words between two places of a folded text speak of.
  void near(char[] folded, int from, int to, BitSet found) {
    collect(nearby, folded, from, to, found);
  }

  private static void collect(Lexicon<BitSet> words, char[] text, int from, int to, BitSet found) {
    int[] starts = new int[PHRASE];
    int known = 0;
    int i = from;
    while (i < to) {
      while (i < to && !isWord(text[i])) {
        i++;
      }
      int start = i;
      while (i < to && isWord(text[i])) {
        i++;
      }
      if (i > start) {
        known = Math.min(known + 1, PHRASE);
        starts[2] = starts[1];
        starts[1] = starts[0];
        starts[0] = start;
        for (int k = 0; k < known; k++) {
          found.or(words.find(text, starts[k], i, NONE));
        }
      }
    }
  }

  static boolean isWord(char c) {
    return Character.isLetterOrDigit(c);
  }

  /// `customerSSN_number` as `customer ssn number`, folded.
  private static char[] words(String name) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < Math.min(name.length(), 200); i++) {
      char c = name.charAt(i);
      boolean breaks = !Character.isLetterOrDigit(c);
      boolean camel =
          i > 0 && Character.isUpperCase(c) && Character.isLowerCase(name.charAt(i - 1));
      if ((breaks || camel) && !words.isEmpty() && words.charAt(words.length() - 1) != ' ') {
        words.append(' ');
      }
      if (!breaks) {
        words.append(Folding.fold(c));
      }
    }
    return words.toString().strip().toCharArray();
  }
}
