package dev.gambeson.server.http;

/// The grammar of request lines and headers (RFC 9110, 9112), in its strict form.
final class HttpText {
  private static final boolean[] TOKEN = new boolean[128];
  private static final boolean[] PATH = new boolean[128];

  static {
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    mark(TOKEN, letters + "!#$%&'*+-.^_`|~");
    mark(PATH, letters + "-._~!$&'()*+,=:@/");
  }

  private HttpText() {}

  private static void mark(boolean[] table, String characters) {
    characters.chars().forEach(c -> table[c] = true);
  }

  /// `METHOD /path HTTP/1.1` with a path that is normalised and of harmless characters.
  ///
  /// @param percent whether a path may hold percent signs, each with its two digits
  static boolean isRequestLine(byte[] line, int length, boolean percent) {
    int method = 0;
    while (method < length && line[method] >= 'A' && line[method] <= 'Z') {
      method++;
    }
    int target = length - " HTTP/1.1".length();
    return method > 0
        && method <= 16
        && target > method + 1
        && line[method] == ' '
        && ends(line, length, " HTTP/1.1")
        && isTarget(line, method + 1, target, percent);
  }

  private static boolean ends(byte[] line, int length, String end) {
    for (int i = 0; i < end.length(); i++) {
      if (line[length - end.length() + i] != end.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// Origin form: a path, and perhaps a query of visible characters.
  static boolean isTarget(byte[] line, int from, int to, boolean percent) {
    if (from >= to || line[from] != '/') {
      return false;
    }
    int query = from;
    while (query < to && line[query] != '?') {
      query++;
    }
    for (int i = query; i < to; i++) {
      if (line[i] <= ' ' || line[i] > '~' || line[i] == '#' || line[i] == '\\') {
        return false;
      }
    }
    return isPath(line, from, query, percent);
  }

  /// A path without empty segments, dots, parameters and percent signs: no two servers read it
  /// differently. A slash at its end is fine.
  private static boolean isPath(byte[] line, int from, int to, boolean percent) {
    int segment = from + 1;
    for (int i = from; i < to; i++) {
      byte c = line[i];
      boolean fine = (percent && c == '%') ? isHexPair(line, i + 1, to) : c >= 0 && PATH[c];
      if (!fine) {
        return false;
      }
      if (c == '/' && i > from) {
        if (isDots(line, segment, i) || i == segment) {
          return false;
        }
        segment = i + 1;
      }
    }
    return !isDots(line, segment, to);
  }

  private static boolean isHexPair(byte[] line, int at, int to) {
    return at + 2 <= to
        && line[at] >= 0
        && line[at + 1] >= 0
        && Character.digit(line[at], 16) >= 0
        && Character.digit(line[at + 1], 16) >= 0;
  }

  private static boolean isDots(byte[] line, int from, int to) {
    int size = to - from;
    return (size == 1 && line[from] == '.')
        || (size == 2 && line[from] == '.' && line[from + 1] == '.');
  }

  /// Length of a header's name, whose colon follows at once; -1 when it is none.
  static int nameLength(byte[] line, int length) {
    for (int i = 0; i < length; i++) {
      byte c = line[i];
      if (c == ':') {
        return i == 0 ? -1 : i;
      }
      if (c < 0 || !TOKEN[c]) {
        return -1;
      }
    }
    return -1;
  }

  /// No control characters but tabs.
  static boolean isValue(byte[] line, int from, int to) {
    for (int i = from; i < to; i++) {
      byte c = line[i];
      if ((c >= 0 && c < ' ' && c != '\t') || c == 0x7F) {
        return false;
      }
    }
    return true;
  }

  /// Whether the first so many characters are this name, in any case.
  static boolean is(byte[] line, int length, String name) {
    return length == name.length() && same(line, 0, name);
  }

  private static boolean same(byte[] line, int from, String lowerCase) {
    for (int i = 0; i < lowerCase.length(); i++) {
      int c = line[from + i];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static int trimStart(byte[] line, int from, int to) {
    int at = from;
    while (at < to && (line[at] == ' ' || line[at] == '\t')) {
      at++;
    }
    return at;
  }

  private static int trimEnd(byte[] line, int from, int to) {
    int at = to;
    while (at > from && (line[at - 1] == ' ' || line[at - 1] == '\t')) {
      at--;
    }
    return at;
  }

  static boolean valueIs(byte[] line, int from, int to, String lowerCase) {
    int start = trimStart(line, from, to);
    int end = trimEnd(line, start, to);
    return end - start == lowerCase.length() && same(line, start, lowerCase);
  }

  /// `name`, `name:port` or `[address]:port`.
  static boolean isHost(byte[] line, int from, int to) {
    int start = trimStart(line, from, to);
    int end = trimEnd(line, start, to);
    if (start == end || end - start > 255) {
      return false;
    }
    for (int i = start; i < end; i++) {
      int c = line[i];
      boolean fine =
          (c >= '0' && c <= ':')
              || (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || c == '.'
              || c == '-'
              || c == '_'
              || c == '['
              || c == ']';
      if (!fine) {
        return false;
      }
    }
    return true;
  }

  /// 1 to 18 digits; -1 for anything else.
  static long number(byte[] line, int from, int to) {
    int start = trimStart(line, from, to);
    int end = trimEnd(line, start, to);
    if (start == end || end - start > 18) {
      return -1;
    }
    long value = 0;
    for (int i = start; i < end; i++) {
      if (line[i] < '0' || line[i] > '9') {
        return -1;
      }
      value = value * 10 + line[i] - '0';
    }
    return value;
  }

  /// 1 to 8 hexadecimal digits and nothing else; -1 otherwise.
  static long hex(byte[] line, int length) {
    if (length == 0 || length > 8) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      int digit = line[i] < 0 ? -1 : Character.digit(line[i], 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }
}
