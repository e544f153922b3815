package dev.gambeson.response;

import dev.gambeson.core.alert.Alert;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;

/// Texts from outside, made harmless for lines, logs and pages, and bounded.
///
/// Guaranteed: no control character, line or paragraph separator, direction override or lone
/// surrogate is left, and the length holds. Not done here: escaping for HTML, CEF or syslog; each
/// writer does its own.
public final class Clean {
  private static final int FACTS = 50;

  private Clean() {}

  /// One line of at most `max` characters; what does not belong becomes a space.
  public static String line(String text, int max) {
    int end = Math.min(text.length(), max);
    StringBuilder out = new StringBuilder(end);
    int i = 0;
    while (i < end) {
      int c = text.codePointAt(i);
      int width = Character.charCount(c);
      if (i + width > max) {
        break;
      }
      out.appendCodePoint(harmful(c) ? ' ' : c);
      i += width;
    }
    return i < text.length() && out.length() > 0 ? out.append('…').toString() : out.toString();
  }

  private static boolean harmful(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  /// The alert with every text bounded and cleaned, its time in whole milliseconds.
  static Alert alert(Alert raw) {
    Map<String, String> facts = new TreeMap<>();
    raw.facts().entrySet().stream()
        .limit(FACTS)
        .forEach(e -> facts.put(line(e.getKey(), 64), line(e.getValue(), 500)));
    return new Alert(
        line(raw.id(), 120),
        raw.time().truncatedTo(ChronoUnit.MILLIS),
        line(raw.check(), 40),
        raw.severity(),
        line(raw.title(), 200),
        line(raw.message(), 2000),
        subject(raw.subject()),
        raw.estimate(),
        facts);
  }

  private static Alert.Subject subject(Alert.Subject raw) {
    return new Alert.Subject(
        line(raw.tenant(), 200),
        line(raw.client(), 200),
        line(raw.model(), 200),
        line(raw.version(), 200));
  }
}
