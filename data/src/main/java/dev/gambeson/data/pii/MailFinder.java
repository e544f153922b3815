package dev.gambeson.data.pii;

/// Finds mail addresses: RFC 5321 mailboxes without quoting, with a host name of letters at its
/// end.
final class MailFinder implements Finder {
  private static final int LOCAL = 64;
  private final int type;

  MailFinder(TypeNumbers numbers) {
    this.type = numbers.of(PiiTypes.MAIL);
  }

  @Override
  public void find(TextScan text) {
    if (!text.has(TextScan.AT)) {
      return;
    }
    for (int i = 1; i < text.length() - 3; i++) {
      if (text.at(i) == '@') {
        around(text, i);
      }
    }
  }

  private void around(TextScan text, int at) {
    int start = at;
    while (start > 0 && at - start < LOCAL && isLocal(text.at(start - 1))) {
      start--;
    }
    while (start < at && text.at(start) == '.') {
      start++;
    }
    int end = at + 1;
    int dot = -1;
    while (end < text.length() && isHost(text.at(end))) {
      if (text.at(end) == '.' && text.isAlphanumeric(end + 1) && end > at + 1) {
        dot = end;
      }
      end++;
    }
    while (end > at && !Character.isLetterOrDigit(text.at(end - 1))) {
      end--;
    }
    boolean local = start < at && text.at(at - 1) != '.';
    boolean another = start > 0 && text.at(start - 1) == '@';
    if (local && !another && dot > 0 && isTopLevel(text, dot + 1, end)) {
      text.add(type, start, end, 0.95);
    }
  }

  private static boolean isTopLevel(TextScan text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Character.isLetter(text.at(i)) && !(text.at(from) == 'x' && to - from > 4)) {
        return false; // punycode top-level domains begin with xn--
      }
    }
    return to - from >= 2;
  }

  private static boolean isLocal(char c) {
    return Character.isLetterOrDigit(c) || ".!#$%&'*+/=?^_`{|}~-".indexOf(c) >= 0;
  }

  private static boolean isHost(char c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-';
  }
}
