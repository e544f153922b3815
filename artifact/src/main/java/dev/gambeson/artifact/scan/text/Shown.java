package dev.gambeson.artifact.scan.text;

/// Text of a hostile file, made fit to be shown.
final class Shown {
  private static final int LONGEST = 120;

  private Shown() {}

  /// At most 120 characters, control and direction characters replaced.
  static String text(String value) {
    String plain = value.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
    return plain.length() > LONGEST ? plain.substring(0, LONGEST) + "…" : plain;
  }
}
