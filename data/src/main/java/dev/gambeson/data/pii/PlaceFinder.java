package dev.gambeson.data.pii;

/// Finds pairs of decimal coordinates with four or more places, latitude first: about ten metres.
final class PlaceFinder implements Finder {
  private static final int PLACES = 4;
  private final int type;

  PlaceFinder(TypeNumbers numbers) {
    this.type = numbers.of(PiiTypes.GEO);
  }

  @Override
  public void find(TextScan text) {
    if (text.digits() < 2 * PLACES + 2) {
      return;
    }
    for (int i = 0; i + 10 < text.length(); i++) {
      boolean begins = text.isDigit(i) && text.beginsAt(i);
      if (begins) {
        int first = decimal(text, i, 90);
        int second = first == 0 ? 0 : skipGap(text, first);
        int end = second == 0 ? 0 : decimal(text, second, 180);
        if (end > 0 && text.endsAt(end)) {
          int start = i > 0 && text.at(i - 1) == '-' ? i - 1 : i;
          text.add(type, start, end, 0.6, 0.85);
        }
        i = Math.max(i, end);
      }
    }
  }

  private static int skipGap(TextScan text, int from) {
    int i = from;
    boolean gap = false;
    while (i < text.length() && i < from + 4 && ",; °N/".indexOf(text.at(i)) >= 0) {
      gap = true;
      i++;
    }
    if (i < text.length() && text.at(i) == '-') {
      i++;
    }
    return gap && text.isDigit(i) ? i : 0;
  }

  private static int decimal(TextScan text, int start, int limit) {
    int i = start;
    int whole = 0;
    while (text.isDigit(i) && i < start + 4) {
      whole = 10 * whole + text.at(i++) - '0';
    }
    if (whole > limit || i - start > 3 || i >= text.length() || text.at(i) != '.') {
      return 0;
    }
    int from = ++i;
    while (text.isDigit(i)) {
      i++;
    }
    return i - from >= PLACES && i - from <= 15 ? i : 0;
  }
}
