package dev.gambeson.data.pii;

/// Street addresses around a word that means street.
final class Streets {
  private static final double SURE = 0.72;
  private static final int REACH = 45;

  private Streets() {}

  /// `Hauptstraße 12`
  static void compound(TextScan text, int start, int end, int type) {
    int number = number(text, end);
    if (number > 0) {
      text.add(type, start, number, SURE, 0.85);
    }
  }

  /// End of the number after a street's name; 0 when none is there.
  private static int number(TextScan text, int from) {
    int i = from;
    while (i < text.length() && i < from + 3 && ".,  ".indexOf(text.at(i)) >= 0) {
      i++;
    }
    i = skipNo(text, i);
    return i > from ? Words.houseNumber(text, i) : 0;
  }

  /// Passes over `No:`, `nº`, `n.`, `number`.
  private static int skipNo(TextScan text, int from) {
    int i = from;
    if (i < text.length() && text.folded()[i] == 'n') {
      while (i < text.length() && i < from + 5 && !text.isDigit(i)) {
        i++;
      }
      return text.isDigit(i) ? i : from;
    }
    return from;
  }

  /// `12 rue de la Paix`, `Calle Mayor, 5`, `221 Baker Street`, `Atatürk Caddesi No: 5`
  static void named(TextScan text, int start, int end, int flags, int type) {
    if ((flags & Vocabulary.STREET_FIRST) != 0) {
      int number = Words.numberBefore(text, start);
      int name = afterName(text, end);
      if (number >= 0 && name > end) {
        text.add(type, number, name, SURE, 0.85);
        return;
      }
      int after = name > end ? number(text, name) : 0;
      if (after > 0) {
        text.add(type, start, after, SURE, 0.85);
        return;
      }
    }
    if ((flags & Vocabulary.STREET_LAST) != 0) {
      last(text, start, end, type);
    }
  }

  /// Passes over up to five words of a street's name; the end of the last capitalised one.
  private static int afterName(TextScan text, int from) {
    int end = from;
    int i = from < text.length() && text.at(from) == '.' ? from + 1 : from;
    for (int words = 0; words < 6 && i + 1 < text.length() && text.at(i) == ' '; words++) {
      if (!Character.isLetter(text.at(i + 1))) {
        break;
      }
      int next = Words.end(text, i + 1);
      boolean capital = Character.isUpperCase(text.at(i + 1));
      boolean small = next - i <= 5;
      if (!capital && !small) {
        break;
      }
      end = capital ? next : end;
      i = next;
    }
    return end;
  }

  private static void last(TextScan text, int start, int end, int type) {
    int i = start;
    int words = 0;
    while (words < 4 && i > 1 && text.at(i - 1) == ' ' && start - i < REACH) {
      int from = i - 1;
      while (from > 0
          && (Character.isLetter(text.at(from - 1)) || "'.-".indexOf(text.at(from - 1)) >= 0)) {
        from--;
      }
      if (from == i - 1 || !Character.isUpperCase(text.at(from))) {
        break;
      }
      i = from;
      words++;
    }
    int ordinal = words == 0 ? ordinal(text, start) : i;
    int number = Words.numberBefore(text, ordinal);
    if (number >= 0 && ordinal < start) {
      text.add(type, number, end, SURE, 0.85);
    } else if (words > 0) {
      int after = number(text, end);
      if (after > 0) {
        text.add(type, i, after, SURE, 0.85);
      }
    }
  }

  /// Start of `42nd` before a street word; `start` when there is none.
  private static int ordinal(TextScan text, int start) {
    int i = start - 1;
    while (i > 0 && Character.isLetterOrDigit(text.at(i - 1))) {
      i--;
    }
    return i >= 0 && i < start - 1 && text.isDigit(i) ? i : start;
  }

  /// `PO Box 123`
  static void box(TextScan text, int start, int end, int type) {
    int number = number(text, end);
    if (number > 0) {
      int from = start;
      while (from > 0 && from > start - 6 && ".poPO ".indexOf(text.at(from - 1)) >= 0) {
        from--;
      }
      while (text.at(from) == ' ') {
        from++;
      }
      text.add(type, from, number, 0.55, 0.8);
    }
  }
}
