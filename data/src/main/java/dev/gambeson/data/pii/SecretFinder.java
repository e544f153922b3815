package dev.gambeson.data.pii;

import dev.gambeson.core.secret.Secrets;

/// Finds credentials by the forms of [Secrets], behind a test that most texts fail: every such form
/// has a run of twelve characters of which some are letters and some are digits, or an address.
final class SecretFinder implements Finder {
  private static final int RUN = 12;
  private final int type;

  SecretFinder(TypeNumbers numbers) {
    this.type = numbers.of(PiiTypes.SECRET);
  }

  @Override
  public void find(TextScan text) {
    boolean address = text.has(TextScan.AT) && text.has(TextScan.COLON);
    if (text.length() < RUN || !(address || hasRun(text))) {
      return;
    }
    String plain = text.substring(0, text.length());
    for (Secrets.Hit hit : Secrets.search(plain, true)) {
      text.add(type, hit.at(), hit.at() + hit.length(), 0.95);
    }
    if (text.headerSpeaksOf(type) && isOneWord(text)) {
      text.add(type, 0, text.length(), 0.7);
    }
  }

  private static boolean isOneWord(TextScan text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.at(i) <= ' ') {
        return false;
      }
    }
    return true;
  }

  private static boolean hasRun(TextScan text) {
    int run = 0;
    int kinds = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.at(i);
      if (c <= ' ' || c == ',' || c == ';' || c == '"' || c == '\'') {
        run = 0;
        kinds = 0;
      } else {
        kinds |= c >= '0' && c <= '9' ? 1 : Character.isLetter(c) ? 2 : 0;
        if (++run >= RUN && kinds == 3) {
          return true;
        }
      }
    }
    return false;
  }
}
