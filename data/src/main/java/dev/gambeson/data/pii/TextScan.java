package dev.gambeson.data.pii;

import java.util.Arrays;
import java.util.BitSet;

/// One text on the bench: its characters, classified once, and the candidates found in it. Reused
/// for every text; not thread-safe.
final class TextScan {
  private static final int BEFORE = 50;
  private static final int AFTER = 25;

  private final ContextWords words;
  private char[] chars = new char[256];
  private char[] folded = new char[256];
  private int length;
  private int digits;
  private int letters;
  private int signs;
  private BitSet header = new BitSet();
  private final BitSet nearby = new BitSet();
  private int nearStart = -1;
  private int nearEnd = -1;

  private int count;
  private int[] types = new int[16];
  private int[] starts = new int[16];
  private int[] ends = new int[16];
  private double[] scores = new double[16];

  /// Kinds whose form the whole text has, whether it passes their test or not.
  private int[] shaped = new int[16];

  private int shapes;
  private boolean keepsWeak;

  static final int AT = 1;
  static final int COLON = 2;
  static final int EQUALS = 4;
  static final int UPPER = 8;

  TextScan(ContextWords words) {
    this.words = words;
  }

  /// Takes in the next text; `header` holds the kinds that the name of its column speaks of.
  void load(String text, int from, int to, BitSet header) {
    length = to - from;
    if (chars.length < length) {
      chars = new char[Math.max(length, 2 * chars.length)];
      folded = new char[chars.length];
    }
    text.getChars(from, to, chars, 0);
    this.header = header;
    count = 0;
    shapes = 0;
    nearStart = -1;
    classify();
  }

  private void classify() {
    int d = 0;
    int l = 0;
    int s = 0;
    for (int i = 0; i < length; i++) {
      char c = chars[i];
      folded[i] = Folding.fold(c);
      if (c >= '0' && c <= '9') {
        d++;
      } else if (folded[i] != c) {
        l++;
        s |= UPPER;
      } else if ((c >= 'a' && c <= 'z') || c >= 128) {
        l++;
      } else if (c == '@') {
        s |= AT;
      } else if (c == ':') {
        s |= COLON;
      } else if (c == '=') {
        s |= EQUALS;
      }
    }
    digits = d;
    letters = l;
    signs = s;
  }

  int length() {
    return length;
  }

  char at(int i) {
    return chars[i];
  }

  char[] folded() {
    return folded;
  }

  String substring(int from, int to) {
    return new String(chars, from, to - from);
  }

  int digits() {
    return digits;
  }

  int letters() {
    return letters;
  }

  boolean has(int sign) {
    return (signs & sign) != 0;
  }

  boolean isDigit(int i) {
    return i >= 0 && i < length && chars[i] >= '0' && chars[i] <= '9';
  }

  boolean isAlphanumeric(int i) {
    return i >= 0 && i < length && Character.isLetterOrDigit(chars[i]);
  }

  /// Whether a character next to an identifier makes it part of something longer. Scripts that
  /// write without spaces do not.
  private static boolean glues(char c) {
    return c == '_' || (c < 0x0e00 && Character.isLetterOrDigit(c));
  }

  /// Whether an identifier may begin here: not inside a word or a longer number.
  boolean beginsAt(int i) {
    if (i == 0) {
      return true;
    }
    char before = chars[i - 1];
    if (glues(before)) {
      return false;
    }
    return !(before == '.' || before == '-' || before == '/' || before == '+' || before == ',')
        || !isDigit(i - 2)
        || !isDigit(i);
  }

  /// Whether an identifier may end before here.
  boolean endsAt(int i) {
    if (i >= length) {
      return true;
    }
    char after = chars[i];
    if (glues(after)) {
      return false;
    }
    return !(after == '.' || after == '-' || after == '/' || after == ',') || !isDigit(i + 1);
  }

  /// Whether a word near the characters, or the name of the column, speaks of this kind.
  boolean named(int type, int start, int end) {
    if (header.get(type)) {
      return true;
    }
    if (start == 0 && end == length) {
      return false;
    }
    if (nearStart != start || nearEnd != end) {
      nearby.clear();
      words.near(folded, Math.max(0, start - BEFORE), start, nearby);
      words.near(folded, end, Math.min(length, end + AFTER), nearby);
      nearStart = start;
      nearEnd = end;
    }
    return nearby.get(type);
  }

  boolean headerSpeaksOf(int type) {
    return header.get(type);
  }

  /// Notes a candidate whose score does not depend on words nearby.
  void add(int type, int start, int end, double score) {
    if (count == types.length) {
      types = Arrays.copyOf(types, 2 * count);
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
      scores = Arrays.copyOf(scores, 2 * count);
    }
    types[count] = type;
    starts[count] = start;
    ends[count] = end;
    scores[count++] = score;
    shape(type, start, end);
  }

  /// Notes a candidate that words nearby make likelier.
  void add(int type, int start, int end, double alone, double inContext) {
    add(type, start, end, alone < inContext && named(type, start, end) ? inContext : alone);
  }

  /// Notes that these characters have the form of the kind.
  void shape(int type, int start, int end) {
    if (start != 0 || end != length) {
      return;
    }
    for (int i = 0; i < shapes; i++) {
      if (shaped[i] == type) {
        return;
      }
    }
    if (shapes == shaped.length) {
      shaped = Arrays.copyOf(shaped, 2 * shapes);
    }
    shaped[shapes++] = type;
  }

  /// Number of kinds whose form the whole text has, whether it passes their test or not.
  int shapes() {
    return shapes;
  }

  /// One of those kinds.
  int shape(int i) {
    return shaped[i];
  }

  /// Whether forms that say little are noted even where no word speaks of the kind.
  boolean keepsWeak() {
    return keepsWeak;
  }

  void keepWeak(boolean keep) {
    keepsWeak = keep;
  }

  int count() {
    return count;
  }

  int type(int i) {
    return types[i];
  }

  int start(int i) {
    return starts[i];
  }

  int end(int i) {
    return ends[i];
  }

  double score(int i) {
    return scores[i];
  }
}
