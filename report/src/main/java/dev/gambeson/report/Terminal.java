package dev.gambeson.report;

import dev.gambeson.core.Severity;
import dev.gambeson.report.internal.Inert;
import java.util.ArrayList;
import java.util.List;

/// Lays out text in columns. The only place that writes escape sequences; every text that comes in
/// is made inert first, so content can neither colour nor move anything.
final class Terminal {
  private static final int FIELD = 9;
  private static final int LIMIT = 4000;

  private final TextOptions options;
  private final StringBuilder out = new StringBuilder(4096);

  Terminal(TextOptions options) {
    this.options = options;
  }

  /// How a piece of text looks.
  enum Style {
    PLAIN(""),
    BOLD("1"),
    DIM("2"),
    RED("1;31"),
    YELLOW("33"),
    GREEN("32"),
    BLUE("34"),
    MAGENTA("35");

    private final String code;

    Style(String code) {
      this.code = code;
    }

    static Style of(Severity s) {
      return switch (s) {
        case CRITICAL, HIGH -> RED;
        case MEDIUM -> YELLOW;
        case LOW -> BLUE;
        case INFO -> DIM;
      };
    }

    static Style of(String outcome) {
      return switch (outcome) {
        case "pass" -> GREEN;
        case "fail" -> RED;
        case "inconclusive" -> MAGENTA;
        default -> DIM;
      };
    }
  }

  void title(String word, Style style, String sentence) {
    String tag = Inert.line(word);
    hanging(styled(tag, style) + "  ", tag.length() + 2, sentence, Style.BOLD, Integer.MAX_VALUE);
  }

  void heading(String text) {
    blank();
    out.append(styled(Inert.line(text).toUpperCase(java.util.Locale.ROOT), Style.BOLD))
        .append('\n');
  }

  /// A smaller heading, without an empty line before it.
  void subheading(String text) {
    out.append("  ").append(styled(Inert.line(text), Style.BOLD)).append('\n');
  }

  void blank() {
    out.append('\n');
  }

  /// A line that begins with a word in colour, in a column of its own.
  void tagged(String tag, Style style, String text, Style words) {
    String word = "  " + pad(Inert.line(tag), FIELD);
    hanging(styled(word, style), word.length(), text, words, 2);
  }

  /// A named part of a finding in at most so many lines; nothing when it is empty.
  void field(String name, String text, int lines) {
    if (!text.isEmpty()) {
      String word = "  " + pad(name, FIELD);
      hanging(styled(word, Style.DIM), word.length(), text, Style.PLAIN, lines);
    }
  }

  /// One line a check: outcome, id, words. On a narrow page the words have a line of their own.
  void row(String outcome, Style style, String id, String text) {
    String first = "  " + pad(Inert.line(outcome), 13);
    String second = pad(Inert.clipped(id, 40), 12);
    hanging(styled(first, style) + second, first.length() + second.length(), text, Style.PLAIN, 1);
  }

  void paragraph(int indent, Style style, String text) {
    hanging(" ".repeat(indent), indent, text, style, Integer.MAX_VALUE);
  }

  private void hanging(String first, int indent, String text, Style style, int most) {
    int hang = Math.min(indent, options.width() / 2);
    int room = options.width() - hang;
    List<String> lines = few(wrap(Inert.clipped(text, LIMIT), room), most, room);
    out.append(first);
    if (indent > hang) {
      out.append('\n').repeat(' ', hang);
    }
    for (int i = 0; i < lines.size(); i++) {
      if (i > 0) {
        out.repeat(' ', hang);
      }
      out.append(styled(lines.get(i), style)).append('\n');
    }
  }

  /// The first lines; an ellipsis says that there were more.
  private static List<String> few(List<String> lines, int most, int width) {
    if (lines.size() <= most) {
      return lines;
    }
    List<String> kept = new ArrayList<>(lines.subList(0, most));
    String last = kept.getLast();
    int space = last.lastIndexOf(' ');
    String cut =
        last.length() <= width - 2 ? last : last.substring(0, space > 0 ? space : width - 2);
    kept.set(most - 1, cut + " …");
    return kept;
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private String styled(String text, Style style) {
    return options.color() && !style.code.isEmpty() && !text.isEmpty()
        ? "\u001b[" + style.code + "m" + text + "\u001b[0m"
        : text;
  }

  private static String pad(String word, int width) {
    return word.length() >= width ? word + " " : word + " ".repeat(width - word.length());
  }

  /// Breaks at spaces; a word longer than a line is cut.
  static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split(" +", -1)) {
      String rest = word;
      while (line.length() + (line.isEmpty() ? 0 : 1) + rest.length() > width) {
        if (line.isEmpty()) {
          int cut = Character.isHighSurrogate(rest.charAt(width - 1)) ? width - 1 : width;
          lines.add(rest.substring(0, cut));
          rest = rest.substring(cut);
        } else {
          lines.add(line.toString());
          line.setLength(0);
        }
      }
      line.append(line.isEmpty() ? "" : " ").append(rest);
    }
    lines.add(line.toString());
    return lines;
  }
}
