package dev.gambeson.data.pii;

/// Dates around the name of a month: `12 March 1980`, `March 12, 1980`, `12 de marzo de 1980`.
final class Months {
  private Months() {}

  static void around(TextScan text, int start, int end, int type) {
    int dayBefore = dayBefore(text, start);
    int from = dayBefore >= 0 ? dayBefore : start;
    int i = skip(text, end);
    if (dayBefore < 0) {
      int day = i;
      while (text.isDigit(i) && i < day + 2) {
        i++;
      }
      if (i == day) {
        return;
      }
      i = skip(text, skipLetters(text, i));
    }
    int year = i;
    while (text.isDigit(i)) {
      i++;
    }
    if (i - year == 4 && (text.at(year) == '1' || text.at(year) == '2')) {
      text.add(type, from, i, 0.1, 0.8);
    }
  }

  private static int dayBefore(TextScan text, int start) {
    int i = start;
    while (i > 0 && start - i < 6 && !text.isDigit(i - 1)) {
      i--;
    }
    String between = new String(text.folded(), i, start - i).strip();
    boolean joins = between.isEmpty() || ".|de|di|st|nd|rd|th|er|of|-|a".contains(between);
    int day = i;
    while (text.isDigit(day - 1) && i - day < 2) {
      day--;
    }
    return joins && day < i && !text.isDigit(day - 1) ? day : -1;
  }

  private static int skipLetters(TextScan text, int from) {
    int i = from;
    while (i < text.length() && i < from + 2 && Character.isLetter(text.at(i))) {
      i++;
    }
    return i;
  }

  private static int skip(TextScan text, int from) {
    int i = from;
    while (i < text.length() && i < from + 5) {
      char c = text.folded()[i];
      if (c == 'd'
          && i + 2 < text.length()
          && "eo".indexOf(text.folded()[i + 1]) >= 0
          && text.at(i + 2) == ' ') {
        i += 2;
      } else if (c == ' ' || c == ',' || c == '.' || c == '-') {
        i++;
      } else {
        break;
      }
    }
    return i;
  }
}
