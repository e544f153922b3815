package dev.gambeson.data.pii;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// All forms of all identifiers as one deterministic automaton over classes of characters, so that
/// a text is compared with several hundred forms at the price of one.
final class ShapeAutomaton {
  static final int CLASSES = 8;
  static final int OTHER = 0;
  static final int DIGIT = 1;
  static final int LETTER = 2;
  private static final String LITERALS = " -./+";
  static final int SPACE = 3;
  static final int DASH = 4;
  static final int DOT = 5;
  static final int SLASH = 6;

  private static final byte[] CLASS = classes();

  /// One way to write one identifier.
  record Form(int rule, double alone) {}

  /// A form at a place in its spelling.
  private record Place(int form, int at) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      return form != other.form ? Integer.compare(form, other.form) : Integer.compare(at, other.at);
    }
  }

  private final List<String> spellings = new ArrayList<>();
  private final List<Form> forms = new ArrayList<>();
  private final short[] next;
  private final Form[][] ends;

  ShapeAutomaton(List<IdRule> rules) {
    for (int r = 0; r < rules.size(); r++) {
      for (String shape : rules.get(r).shapes()) {
        spellings.add(IdRule.bare(shape));
        forms.add(new Form(r, rules.get(r).alone(shape)));
      }
    }
    List<Set<Place>> states = new ArrayList<>();
    states.add(new TreeSet<>()); // dead
    Set<Place> start = new TreeSet<>();
    for (int f = 0; f < forms.size(); f++) {
      start.add(new Place(f, 0));
    }
    states.add(start);
    this.next = build(states);
    this.ends = new Form[states.size()][];
    for (int s = 0; s < ends.length; s++) {
      ends[s] =
          states.get(s).stream()
              .filter(this::isEnd)
              .map(p -> forms.get(p.form()))
              .toArray(Form[]::new);
    }
  }

  private boolean isEnd(Place place) {
    return place.at() == spellings.get(place.form()).length();
  }

  private short[] build(List<Set<Place>> states) {
    Map<Set<Place>, Integer> known = new HashMap<>();
    known.put(states.get(0), 0);
    known.put(states.get(1), 1);
    List<short[]> edges = new ArrayList<>();
    edges.add(new short[CLASSES]);
    for (int s = 1; s < states.size(); s++) {
      short[] row = new short[CLASSES];
      for (int c = 1; c < CLASSES; c++) {
        Set<Place> to = step(states.get(s), c);
        Integer number = known.get(to);
        if (number == null) {
          number = states.size();
          known.put(to, number);
          states.add(to);
        }
        row[c] = (short) (int) number;
      }
      edges.add(row);
    }
    short[] table = new short[states.size() * CLASSES];
    for (int s = 0; s < edges.size(); s++) {
      System.arraycopy(edges.get(s), 0, table, s * CLASSES, CLASSES);
    }
    return table;
  }

  private Set<Place> step(Set<Place> from, int charClass) {
    Set<Place> to = new TreeSet<>();
    for (Place p : from) {
      if (!isEnd(p) && fits(spellings.get(p.form()).charAt(p.at()), charClass)) {
        to.add(new Place(p.form(), p.at() + 1));
      }
    }
    return to;
  }

  private static boolean fits(char spelled, int charClass) {
    return switch (spelled) {
      case '9' -> charClass == DIGIT;
      case 'A' -> charClass == LETTER;
      case 'X' -> charClass == DIGIT || charClass == LETTER;
      default -> charClass == LITERALS.indexOf(spelled) + SPACE;
    };
  }

  /// The state before the first character.
  int start() {
    return 1;
  }

  /// The state after one more character; 0 when no form goes on like this.
  int next(int state, int charClass) {
    return next[state * CLASSES + charClass];
  }

  /// The forms that are complete in this state.
  Form[] ends(int state) {
    return ends[state];
  }

  int states() {
    return ends.length;
  }

  /// Class of a character; dashes and spaces of all widths count as one.
  static int classOf(char c) {
    if (c < 128) {
      return CLASS[c];
    }
    if (c == '\u00a0' || c == '\u202f' || c == '\u2009') {
      return SPACE;
    }
    return c == '\u2010' || c == '\u2011' || c == '\u2012' || c == '\u2013' ? DASH : OTHER;
  }

  private static byte[] classes() {
    byte[] classes = new byte[128];
    Arrays.fill(classes, '0', '9' + 1, (byte) DIGIT);
    Arrays.fill(classes, 'A', 'Z' + 1, (byte) LETTER);
    Arrays.fill(classes, 'a', 'z' + 1, (byte) LETTER);
    for (int i = 0; i < LITERALS.length(); i++) {
      classes[LITERALS.charAt(i)] = (byte) (SPACE + i);
    }
    return classes;
  }
}
