package dev.gambeson.report;

import dev.gambeson.report.internal.Inert;

/// Content in Markdown that stays content: no markup, no HTML, no mention of a person, no link.
final class MarkdownText {
  private MarkdownText() {}

  private static final int LIMIT = 1500;
  private static final String WORD_JOINER = "\u2060";

  /// Text inside a line or a table cell.
  static String inline(String text) {
    String line = Inert.clipped(text, LIMIT);
    StringBuilder out = new StringBuilder(line.length() + 16);
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      switch (c) {
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '&' -> out.append("&amp;");
        case '@' -> out.append('@').append(WORD_JOINER); // no mention: nobody gets a mail
        case '#' -> out.append("\\#").append(digitFollows(line, i) ? WORD_JOINER : "");
        case ':' -> out.append(line.startsWith("//", i + 1) ? "\\:" : ":"); // no autolink
        case '.' ->
            out.append(line.regionMatches(true, Math.max(0, i - 3), "www", 0, 3) ? "\\." : ".");
        case '\\', '`', '*', '_', '[', ']', '|', '~', '!', '$' -> out.append('\\').append(c);
        default -> out.append(c);
      }
    }
    return out.toString().strip();
  }

  private static boolean digitFollows(String line, int i) {
    return i + 1 < line.length() && Character.isDigit(line.charAt(i + 1));
  }

  /// A code span in a table cell: a pipe would end the cell even here, so it is escaped as GitHub's
  /// tables want it.
  static String cellCode(String text) {
    return code(text).replace("|", "\\|");
  }

  /// A code span. The fence is longer than any run of backticks inside.
  static String code(String text) {
    String line = Inert.clipped(text, LIMIT).strip();
    if (line.isEmpty()) {
      return "";
    }
    String fence = "`".repeat(longestRun(line) + 1);
    boolean pad = line.startsWith("`") || line.endsWith("`");
    return pad ? fence + " " + line + " " + fence : fence + line + fence;
  }

  /// A block of code.
  static String fence(String text) {
    String block = Inert.block(text);
    String fence = "`".repeat(Math.max(3, longestRun(block) + 1));
    return fence + "text\n" + block + "\n" + fence;
  }

  private static int longestRun(String text) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }
}
