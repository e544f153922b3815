package dev.gambeson.report;

/// How text for a terminal is laid out.
///
/// @param color whether ANSI colours may be used; the caller decides from the terminal and
///   `NO_COLOR`
/// @param width columns to wrap to, at least 40
public record TextOptions(boolean color, int width) {
  /// Plain text, 100 columns wide.
  public static final TextOptions PLAIN = new TextOptions(false, 100);

  public TextOptions {
    if (width < 40) {
      throw new IllegalArgumentException("width is " + width + ", must be at least 40");
    }
  }
}
