package dev.gambeson.data.pii;

/// Finds IP addresses (RFC 4291 section 2.2, dotted quads) and MAC addresses. Loopback, unspecified
/// and version-like quads score low.
final class NetworkFinder implements Finder {
  private final int ip;
  private final int mac;

  NetworkFinder(TypeNumbers numbers) {
    this.ip = numbers.of(PiiTypes.IP);
    this.mac = numbers.of(PiiTypes.MAC);
  }

  @Override
  public void find(TextScan text) {
    boolean colons = text.has(TextScan.COLON);
    int i = 0;
    while (i < text.length()) {
      char c = text.at(i);
      int end = 0;
      if (c >= '0' && c <= '9' && text.beginsAt(i)) {
        end = quad(text, i);
      }
      if (end == 0
          && (isHex(c) || c == ':')
          && (i == 0 || !(text.isAlphanumeric(i - 1) || text.at(i - 1) == ':'))) {
        end = mac(text, i);
        end = end == 0 && colons ? six(text, i) : end;
      }
      i = end > 0 ? end : i + 1;
    }
  }

  private int quad(TextScan text, int start) {
    int i = start;
    int first = -1;
    boolean small = true;
    for (int part = 0; part < 4; part++) {
      int from = i;
      int value = 0;
      while (text.isDigit(i) && i - from < 4) {
        value = 10 * value + text.at(i++) - '0';
      }
      if (i == from || value > 255 || (i - from > 1 && text.at(from) == '0')) {
        return 0;
      }
      first = part == 0 ? value : first;
      small &= value < 20;
      if (part < 3 && (i >= text.length() || text.at(i++) != '.')) {
        return 0;
      }
    }
    int prefixed = prefix(text, i);
    if (prefixed == i && !text.endsAt(i)) {
      return 0;
    }
    i = prefixed;
    boolean nobody = first == 127 || first == 0 || first >= 224;
    double sure = nobody || saysVersion(text, start) ? 0.2 : small ? 0.4 : 0.65;
    text.add(ip, start, i, sure, nobody ? sure : 0.8);
    return i;
  }

  private static boolean saysVersion(TextScan text, int start) {
    int from = Math.max(0, start - 14);
    String before = new String(text.folded(), from, start - from);
    return before.contains("vers")
        || before.contains("wersj")
        || before.contains("surum")
        || before.contains("release")
        || before.contains("build")
        || before.contains("firmware")
        || before.endsWith("v.")
        || before.endsWith(" v ")
        || before.contains("driver");
  }

  private static boolean isHex(char c) {
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f');
  }

  private int mac(TextScan text, int start) {
    int end = pairs(text, start, ':');
    end = end == 0 ? pairs(text, start, '-') : end;
    end = end == 0 ? quads(text, start) : end;
    if (end == 0 || !text.endsAt(end) || (end < text.length() && text.at(end) == ':')) {
      return 0;
    }
    boolean nobody = true;
    for (int i = start + 1; i < end; i++) {
      boolean sign = !text.isAlphanumeric(i);
      nobody &= sign || text.folded()[i] == text.folded()[start];
    }
    if (!nobody) {
      text.add(mac, start, end, 0.85);
    }
    return end;
  }

  private static int pairs(TextScan text, int start, char gap) {
    if (start + 17 > text.length()) {
      return 0;
    }
    for (int i = 0; i < 17; i++) {
      char c = text.at(start + i);
      if (i % 3 == 2 ? c != gap : !isHex(c)) {
        return 0;
      }
    }
    return start + 17;
  }

  /// `0123.4567.89ab`
  private static int quads(TextScan text, int start) {
    if (start + 14 > text.length()) {
      return 0;
    }
    for (int i = 0; i < 14; i++) {
      char c = text.at(start + i);
      if (i % 5 == 4 ? c != '.' : !isHex(c)) {
        return 0;
      }
    }
    return start + 14;
  }

  private int six(TextScan text, int start) {
    int i = start;
    int groups = 0;
    int run = 0;
    int gaps = 0;
    int colons = 0;
    int digits = 0;
    for (; i < text.length(); i++) {
      char c = text.at(i);
      if (isHex(c)) {
        groups += run == 0 ? 1 : 0;
        digits += c <= '9' ? 1 : 0;
        if (++run > 4) {
          return 0;
        }
      } else if (c == ':') {
        gaps += i > start && text.at(i - 1) == ':' ? 1 : 0;
        colons++;
        run = 0;
      } else {
        break;
      }
    }
    int quad = groups > 0 && i < text.length() && text.at(i) == '.' ? mapped(text, i - run) : 0;
    groups += quad > 0 ? 1 : 0;
    i = quad > 0 ? quad : i;
    boolean whole = gaps == 0 && colons == 7 && groups == 8;
    boolean shortened = gaps == 1 && colons >= 2 && groups <= 7;
    boolean loopback = groups <= 1 && i - start <= 3;
    boolean unfinished = quad == 0 && text.at(i - 1) == ':' && gaps == 0;
    if (unfinished || !(whole || shortened || quad > 0) || !mayEnd(text, i, quad > 0)) {
      return 0;
    }
    i = prefix(text, zone(text, i));
    text.add(ip, start, i, loopback || digits < 2 ? 0.2 : groups >= 3 ? 0.75 : 0.55, 0.8);
    return i;
  }

  /// End of `/24` after an address; the place itself when there is none.
  private static int prefix(TextScan text, int from) {
    int i = from + 1;
    while (from < text.length() && text.at(from) == '/' && text.isDigit(i) && i < from + 4) {
      i++;
    }
    return i > from + 1 && text.endsAt(i) ? i : from;
  }

  /// End of `%eth0` after an address.
  private static int zone(TextScan text, int from) {
    int i = from + 1;
    while (from < text.length() && text.at(from) == '%' && text.isAlphanumeric(i)) {
      i++;
    }
    return i > from + 1 ? i : from;
  }

  private static boolean mayEnd(TextScan text, int i, boolean quad) {
    boolean dotted = i + 1 < text.length() && text.at(i) == '.' && text.isDigit(i + 1);
    return !text.isAlphanumeric(i) && (quad || !dotted);
  }

  private static int mapped(TextScan text, int start) {
    int i = start;
    int dots = 0;
    int value = 0;
    boolean fits = true;
    while (i < text.length() && (text.isDigit(i) || (text.at(i) == '.' && text.isDigit(i + 1)))) {
      boolean dot = text.at(i) == '.';
      dots += dot ? 1 : 0;
      value = dot ? 0 : Math.min(1000, 10 * value + text.at(i) - '0');
      fits &= value <= 255;
      i++;
    }
    return fits && dots == 3 ? i : 0;
  }
}
