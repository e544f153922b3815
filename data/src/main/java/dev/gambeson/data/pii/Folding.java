package dev.gambeson.data.pii;

import java.text.Normalizer;

/// Letters without case and accents, one for one, so that places in a text stay the same.
final class Folding {
  private static final char[] TABLE = table();

  private Folding() {}

  static char fold(char c) {
    return c < TABLE.length ? TABLE[c] : Character.toLowerCase(c);
  }

  static String fold(String text) {
    char[] folded = new char[text.length()];
    for (int i = 0; i < folded.length; i++) {
      folded[i] = fold(text.charAt(i));
    }
    return new String(folded);
  }

  private static char[] table() {
    char[] table = new char[0x250];
    for (char c = 0; c < table.length; c++) {
      char base = Normalizer.normalize(String.valueOf(c), Normalizer.Form.NFD).charAt(0);
      table[c] = Character.toLowerCase(Character.isLetter(c) ? base : c);
    }
    String special = "\u00df\u00e6\u00f8\u0142\u0131\u00f0\u00fe\u0153\u0111";
    String plain = "saolidtod";
    for (int i = 0; i < special.length(); i++) {
      table[special.charAt(i)] = plain.charAt(i);
      table[Character.toUpperCase(special.charAt(i))] = plain.charAt(i);
    }
    table['I'] = 'i';
    return table;
  }
}
