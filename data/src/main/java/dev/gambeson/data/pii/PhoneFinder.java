package dev.gambeson.data.pii;

/// Finds phone numbers: international ones (ITU-T E.164 with an assigned country code), North
/// American ones, and national ones with a trunk zero. National numbers without one are found only
/// where a word nearby speaks of a phone.
final class PhoneFinder implements Finder {
  /// Assigned country codes of two digits; 1 and 7 have one, all other beginnings three.
  private static final String TWO =
      " 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63"
          + " 64 65 66 81 82 84 86 90 91 92 93 94 95 98 ";

  private static final int GROUPS = 8;
  private final int type;

  PhoneFinder(TypeNumbers numbers) {
    this.type = numbers.of(PiiTypes.PHONE);
  }

  @Override
  public void find(TextScan text) {
    if (text.digits() < 7) {
      return;
    }
    int i = 0;
    while (i < text.length()) {
      char c = text.at(i);
      boolean digit = c >= '0' && c <= '9';
      if ((digit || c == '+' || c == '(') && text.beginsAt(i)) {
        i = Math.max(i + 1, number(text, i));
      } else {
        i++;
      }
    }
  }

  /// Reads a number; the place after its digits.
  private int number(TextScan text, int start) {
    int[] groups = new int[GROUPS];
    IdChars digits = new IdChars();
    int used = 0;
    int end = start;
    boolean plus = text.at(start) == '+';
    boolean brackets = false;
    int i = start + (plus ? 1 : 0);
    while (i < text.length() && used < GROUPS) {
      char c = text.at(i);
      if (c >= '0' && c <= '9') {
        groups[used]++;
        digits.append(c);
        end = ++i;
      } else if (end > start && !text.isDigit(i + 1) && !opensGroup(text, i)) {
        break;
      } else if (isGap(c) || c == '(' || c == ')') {
        brackets |= c == '(';
        used += groups[used] > 0 ? 1 : 0;
        i++;
      } else {
        break;
      }
    }
    int count = used + (used < GROUPS && groups[used] > 0 ? 1 : 0);
    if (digits.length() >= 7 && digits.length() <= 15 && text.endsAt(end)) {
      double sure =
          plus ? international(digits, 0) : national(text, start, digits, groups, count, brackets);
      if (sure > 0) {
        text.add(type, start, end, sure, Math.max(0.75, sure));
      }
    }
    return end;
  }

  private static boolean opensGroup(TextScan text, int i) {
    char next = i + 1 < text.length() ? text.at(i + 1) : 0;
    char c = text.at(i);
    return (c == ' ' && (next == '(' || next == '-' || next == '/'))
        || (c == ')' && isGap(next) && text.isDigit(i + 2))
        || ((c == '-' || c == '/') && next == ' ' && text.isDigit(i + 2))
        || (c == '(' && text.isDigit(i + 1));
  }

  private static boolean isGap(char c) {
    int k = ShapeAutomaton.classOf(c);
    return k == ShapeAutomaton.SPACE
        || k == ShapeAutomaton.DASH
        || k == ShapeAutomaton.DOT
        || k == ShapeAutomaton.SLASH;
  }

  private static double international(IdChars d, int from) {
    int n = d.length() - from;
    char first = d.at(from);
    boolean assigned;
    int code;
    if (first == '1' || first == '7') {
      code = 1;
      assigned = n == 11 && d.at(from + 1) >= '2';
    } else {
      boolean two = TWO.contains(" " + d.at(from) + d.at(from + 1) + " ");
      code = two ? 2 : 3;
      assigned = first != '0';
    }
    return assigned && n - code >= 5 && n - code <= 13 ? 0.75 : 0;
  }

  private static double national(
      TextScan text, int start, IdChars d, int[] groups, int count, boolean brackets) {
    int n = d.length();
    boolean american =
        n == 10
            && d.at(0) >= '2'
            && d.at(3) >= '2'
            && (count == 1 || (count == 3 && groups[0] == 3 && groups[1] == 3));
    if (american) {
      return count == 1 ? 0.1 : brackets ? 0.75 : 0.55;
    }
    if (n == 11 && d.at(0) == '1' && count == 4 && groups[1] == 3 && groups[2] == 3) {
      return 0.6;
    }
    if (d.at(0) != '0') {
      return n <= 11 && n >= 7 && !isDate(groups, count) ? 0.1 : 0;
    }
    if (d.at(1) == '0') {
      return n >= 10 && international(d, 2) > 0 ? count > 1 ? 0.55 : 0.3 : 0;
    }
    if (n < 8 || n > 12 || isDate(groups, count)) {
      return 0;
    }
    if (brackets || text.at(start) == '(') {
      return 0.6;
    }
    boolean french = n == 10 && count == 5;
    return french ? 0.65 : count >= 2 && groups[0] >= 2 && groups[0] <= 5 ? 0.5 : 0.2;
  }

  private static boolean isDate(int[] groups, int count) {
    return count == 3
        && ((groups[0] == 4 && groups[1] <= 2 && groups[2] <= 2)
            || (groups[0] <= 2 && groups[1] <= 2 && (groups[2] == 4 || groups[2] == 2)));
  }
}
