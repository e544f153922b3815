package dev.gambeson.data.internal.read;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Column;
import dev.gambeson.data.ReadOptions.Kind;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Takes the cells of one column and finds out what it holds. Where text turns up after numbers,
/// what the numbers looked like is gone: the column then asks to be read a second time, as text.
final class ColumnReader {
  private static final Set<String> NO_NUMBER =
      Set.of("NaN", "nan", "NA", "N/A", "null", "NULL", "None");
  private static final Set<String> INFINITE =
      Set.of("inf", "+inf", "-inf", "infinity", "+infinity", "-infinity");
  private static final int LONGEST_WORD = 16;

  private final String name;
  private final Optional<Kind> given;
  private final Set<String> missing;
  private Growing cells;
  private boolean present; // a cell that is not missing
  private boolean spelled; // a cell such as `NA`, whose spelling matters if this is text after all
  private int infiniteRow = -1;
  private String infinite = "";
  private boolean readAgain;

  ColumnReader(String name, Optional<Kind> given, Set<String> missing) {
    this.name = name;
    this.given = given;
    this.missing = missing;
    this.cells =
        given.filter(k -> k == Kind.TEXT).isPresent() ? new Growing.Texts() : new Growing.Numbers();
  }

  /// A reader that takes no cell.
  static ColumnReader ignoring(String name) {
    ColumnReader reader = new ColumnReader(name, Optional.of(Kind.TEXT), Set.of());
    reader.readAgain = true;
    return reader;
  }

  void add(char[] buffer, int from, int length) {
    if (readAgain) {
      return;
    }
    boolean isMissing = length == 0 || isOneOf(missing, buffer, from, length);
    switch (cells) {
      case Growing.Texts t when isMissing -> t.addMissing();
      case Growing.Texts t -> t.add(buffer, from, length);
      case Growing.Numbers n when isMissing -> n.add(Double.NaN);
      case Growing.Numbers n -> addNumber(n, buffer, from, length);
    }
  }

  private void addNumber(Growing.Numbers numbers, char[] buffer, int from, int length) {
    int start = from;
    int end = from + length;
    while (start < end && buffer[start] == ' ') {
      start++;
    }
    while (start < end && buffer[end - 1] == ' ') {
      end--;
    }
    double value = Decimals.parse(buffer, start, end - start);
    if (Double.isNaN(value)) {
      addWord(numbers, buffer, from, length, new Span(start, end - start));
    } else if (Double.isInfinite(value)) {
      addInfinite(numbers, new String(buffer, from, length));
    } else {
      present = true;
      numbers.add(value);
    }
  }

  private record Span(int from, int length) {}

  private void addWord(Growing.Numbers numbers, char[] buffer, int from, int length, Span trimmed) {
    boolean small = trimmed.length <= LONGEST_WORD;
    String word = small ? new String(buffer, trimmed.from, trimmed.length) : "";
    if (small && (word.isEmpty() || NO_NUMBER.contains(word))) {
      spelled = true;
      numbers.add(Double.NaN);
    } else if (small && INFINITE.contains(word.toLowerCase(Locale.ROOT))) {
      addInfinite(numbers, word);
    } else if (given.isPresent()) {
      throw GambesonException.badInput(
          "row %d, column '%s': '%s' is not a number, and this column must be numeric"
              .formatted(numbers.size() + 1, name, preview(buffer, from, length)));
    } else if (present || spelled || infiniteRow >= 0) {
      readAgain = true;
      cells = new Growing.Texts();
    } else {
      becomeText(numbers.size());
      add(buffer, from, length);
    }
  }

  private void addInfinite(Growing.Numbers numbers, String text) {
    if (infiniteRow < 0) {
      infiniteRow = numbers.size();
      infinite = text;
    }
    numbers.add(Double.NaN);
  }

  private void becomeText(int missingSoFar) {
    Growing.Texts texts = new Growing.Texts();
    for (int i = 0; i < missingSoFar; i++) {
      texts.addMissing();
    }
    cells = texts;
  }

  private static boolean isOneOf(Set<String> words, char[] buffer, int from, int length) {
    return !words.isEmpty() && words.contains(new String(buffer, from, length));
  }

  private static String preview(char[] buffer, int from, int length) {
    return length <= 40 ? new String(buffer, from, length) : new String(buffer, from, 40) + "…";
  }

  /// Whether this column must be read a second time, as text. Asked after the last row.
  boolean mustBeReadAgain() {
    boolean words = !present && (spelled || infiniteRow >= 0) && given.isEmpty();
    return readAgain || (cells instanceof Growing.Numbers && words);
  }

  long bytes() {
    return cells.bytes();
  }

  String name() {
    return name;
  }

  Column finish() {
    if (infiniteRow >= 0 && cells instanceof Growing.Numbers) {
      throw GambesonException.badInput(
          "row %d, column '%s': '%s' is infinite or too large for a 64-bit number. Replace it by a number or leave the cell empty"
              .formatted(infiniteRow + 1, name, infinite));
    }
    return cells.finish(name);
  }
}
