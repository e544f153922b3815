package dev.gambeson.report.internal;

/// Words of a command line, quoted so that pasting them into a POSIX shell gives them back.
public final class Shell {
  private Shell() {}

  /// One word. Control characters are shown as escapes, so a pasted line never runs a second
  /// command.
  public static String quote(String word) {
    String line = Inert.line(word);
    return line.matches("[A-Za-z0-9_@%+=:,./-]+") ? line : "'" + line.replace("'", "'\\''") + "'";
  }
}
