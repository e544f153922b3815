package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.Rejected;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks of texts that a caller sent. All messages name the field, not its content.
final class Words {
  private Words() {}

  /// A text of one line that is not empty, without control characters, line separators or
  /// characters that turn the direction of writing.
  static String line(@Nullable String text, String name, int max) {
    if (text == null || text.isBlank()) {
      throw Rejected.invalid("The field \"%s\" is missing or empty.".formatted(name));
    }
    return optionalLine(text, name, max);
  }

  /// As [#line], but may be empty or missing.
  static String optionalLine(@Nullable String text, String name, int max) {
    if (text == null) {
      return "";
    }
    if (text.length() > max) {
      throw Rejected.invalid(
          "The field \"%s\" has %d characters; it may have %d."
              .formatted(name, text.length(), max));
    }
    if (text.codePoints().anyMatch(Words::hidden)) {
      throw Rejected.invalid(
          "The field \"%s\" holds control characters; write it as plain text on one line."
              .formatted(name));
    }
    return text.strip();
  }

  /// A name of something that exists or not: any text that is not empty.
  static String name(@Nullable String text, String name, int max) {
    if (text == null || text.isEmpty() || text.length() > max) {
      throw Rejected.invalid(
          "The name in the address (%s) must have from 1 to %d characters.".formatted(name, max));
    }
    return text;
  }

  /// The same text with a mark in place of each character that could forge or hide a line of a log.
  static String harmless(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints().forEach(c -> out.appendCodePoint(hidden(c) ? 0xfffd : c));
    return out.toString();
  }

  private static boolean hidden(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  /// A list of at most so many lines.
  static List<String> lines(@Nullable List<String> texts, String name, int count, int max) {
    if (texts == null) {
      return List.of();
    }
    if (texts.size() > count) {
      throw Rejected.invalid(
          "The field \"%s\" has %d entries; it may have %d.".formatted(name, texts.size(), count));
    }
    return texts.stream().map(t -> line(t, name, max)).toList();
  }

  /// A value that must be there.
  static <T> T present(@Nullable T value, String name) {
    if (value == null) {
      throw Rejected.invalid("The field \"%s\" is missing.".formatted(name));
    }
    return value;
  }

  /// A constant by its name, in any case.
  static <E extends Enum<E>> E constant(Class<E> type, String text, String name) {
    return find(type, text)
        .orElseThrow(() ->
            Rejected.invalid(
                "The parameter \"%s\" must be one of %s."
                    .formatted(name, List.of(type.getEnumConstants()))));
  }

  private static <E extends Enum<E>> Optional<E> find(Class<E> type, String text) {
    String wanted = text.toUpperCase(Locale.ROOT).replace('-', '_');
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(wanted)) {
        return Optional.of(constant);
      }
    }
    return Optional.empty();
  }
}
