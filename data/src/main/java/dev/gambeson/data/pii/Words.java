package dev.gambeson.data.pii;

/// Words of a text and what they look like.
final class Words {
  private Words() {}

  /// The end of the word that begins at `i`; apostrophes and dashes between letters belong to it.
  static int end(TextScan text, int i) {
    int end = i;
    while (end < text.length()) {
      char c = text.at(end);
      boolean inside =
          (c == '\'' || c == '\u2019' || c == '-')
              && end > i
              && end + 1 < text.length()
              && Character.isLetter(text.at(end + 1));
      if (!Character.isLetter(c) && !inside) {
        break;
      }
      end++;
    }
    return end;
  }

  /// Two letters or more, the first a capital; not a word all of capitals longer than a name.
  static boolean isName(TextScan text, int start, int end) {
    return end - start >= 2 && end - start <= 24 && Character.isUpperCase(text.at(start));
  }

  /// Start of the capitalised word before `, `; `start` itself when there is none.
  static int surnameWithComma(TextScan text, int start) {
    if (start < 4 || text.at(start - 1) != ' ' || text.at(start - 2) != ',') {
      return start;
    }
    int i = start - 2;
    while (i > 0 && Character.isLetter(text.at(i - 1))) {
      i--;
    }
    return isName(text, i, start - 2) ? i : start;
  }

  static boolean endsStreet(TextScan text, int start, int end) {
    for (String ending : Vocabulary.STREET_ENDS) {
      int from = end - ending.length();
      if (ending.charAt(ending.length() - 1) == '.') {
        from = end < text.length() && text.at(end) == '.' ? from + 1 : start;
      }
      if (from > start && matches(text, from, end, ending)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(TextScan text, int from, int end, String ending) {
    for (int i = from; i < end; i++) {
      if (text.folded()[i] != ending.charAt(i - from)) {
        return false;
      }
    }
    return true;
  }

  /// End of a number of one to five digits, with a letter behind it perhaps; 0 when none is there.
  static int houseNumber(TextScan text, int from) {
    int i = from;
    while (text.isDigit(i)) {
      i++;
    }
    if (i == from || i - from > 5) {
      return 0;
    }
    boolean letter = i < text.length() && Character.isLetter(text.at(i));
    if (letter && !text.isAlphanumeric(i + 1)) {
      i++;
    }
    return text.isAlphanumeric(i) ? 0 : i;
  }

  /// Start of the house number that ends before `to`; -1 when none is there.
  static int numberBefore(TextScan text, int to) {
    int i = to;
    while (i > 0 && (text.at(i - 1) == ' ' || text.at(i - 1) == ',')) {
      i--;
    }
    if (i > 4
        && text.folded()[i - 1] == 's'
        && text.folded()[i - 2] == 'i'
        && text.at(i - 4) == ' ') {
      i -= 4; // 12 bis
    }
    int end = i;
    if (i > 1 && Character.isLetter(text.at(i - 1)) && text.isDigit(i - 2)) {
      i--;
    }
    while (text.isDigit(i - 1)) {
      i--;
    }
    boolean fits = i < end && text.isDigit(i) && end - i <= 6 && text.beginsAt(i);
    return fits ? i : -1;
  }
}
