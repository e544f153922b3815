package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.engine.Malformed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The header of an `.npy` file: a Python dictionary literal of strings, numbers, tuples and lists.
/// Whatever else stands there is malformed; nothing is evaluated.
///
/// @param bytes of the elements
/// @param isObject whether a pickle follows instead
record NpyHeader(long bytes, boolean isObject) {
  private static final int MAX_DEPTH = 32;

  static NpyHeader parse(String text, long offset) {
    Parser parser = new Parser(text, offset);
    Object value = parser.value(0);
    if (!(value instanceof Map<?, ?> map) || !parser.atEnd()) {
      throw parser.malformed("the header is no dictionary");
    }
    Object type = map.get("descr");
    Object shape = map.get("shape");
    if (type == null || !(shape instanceof List<?> dimensions)) {
      throw parser.malformed("the header has no descr or no shape");
    }
    long width = width(type, parser);
    boolean isObject = isObject(type);
    long bytes = isObject ? 0 : width;
    for (Object dimension : dimensions) {
      if (!(dimension instanceof Long n) || n < 0) {
        throw parser.malformed("a dimension is no length");
      }
      try {
        bytes = Math.multiplyExact(bytes, n);
      } catch (ArithmeticException e) {
        throw parser.malformed("a shape beyond any file");
      }
    }
    return new NpyHeader(bytes, isObject);
  }

  private static boolean isObject(Object type) {
    return switch (type) {
      case String s -> ElementTypes.isObject(s);
      case List<?> list -> list.stream().anyMatch(NpyHeader::isObjectField);
      default -> false;
    };
  }

  /// A field is its name, its type and sometimes its shape.
  private static boolean isObjectField(Object field) {
    return field instanceof List<?> parts && parts.size() > 1 && isObject(parts.get(1));
  }

  private static long width(Object type, Parser parser) {
    if (type instanceof String s) {
      return ElementTypes.isObject(s) ? 8 : ElementTypes.bytes(s, parser.offset);
    }
    if (!(type instanceof List<?> fields)) {
      throw parser.malformed("an element type that is not known");
    }
    long sum = 0;
    try {
      for (Object field : fields) {
        sum = Math.addExact(sum, fieldWidth(field, parser));
      }
    } catch (ArithmeticException e) {
      throw parser.malformed("an element type beyond any file");
    }
    return sum;
  }

  private static long fieldWidth(Object field, Parser parser) {
    if (!(field instanceof List<?> parts) || parts.size() < 2 || parts.size() > 3) {
      throw parser.malformed("a field that is not known");
    }
    Object inner = parts.get(1);
    if (inner == null) {
      throw parser.malformed("a field without a type");
    }
    long width = width(inner, parser);
    if (parts.size() == 3 && parts.get(2) instanceof List<?> shape) {
      for (Object dimension : shape) {
        width = Math.multiplyExact(width, dimension instanceof Long n && n >= 0 ? n : 1L);
      }
    } else if (parts.size() == 3 && parts.get(2) instanceof Long n && n >= 0) {
      width = Math.multiplyExact(width, n);
    }
    return width;
  }

  private static final class Parser {
    private final String text;
    private final long offset;
    private int at;

    Parser(String text, long offset) {
      this.text = text;
      this.offset = offset;
    }

    Malformed malformed(String message) {
      return new Malformed(offset + at, message);
    }

    boolean atEnd() {
      blanks();
      return at == text.length();
    }

    private void blanks() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    private char next() {
      blanks();
      if (at >= text.length()) {
        throw malformed("the header ends too early");
      }
      return text.charAt(at);
    }

    Object value(int depth) {
      if (depth > MAX_DEPTH) {
        throw malformed("the header is nested too deeply");
      }
      char c = next();
      return switch (c) {
        case '{' -> dictionary(depth);
        case '(' -> list(')', depth);
        case '[' -> list(']', depth);
        case '\'', '"' -> string(c);
        default -> word();
      };
    }

    private Map<String, Object> dictionary(int depth) {
      Map<String, Object> map = new LinkedHashMap<>();
      at++;
      while (next() != '}') {
        Object key = value(depth + 1);
        if (next() != ':' || !(key instanceof String name) || map.containsKey(name)) {
          throw malformed("the header is no dictionary of names");
        }
        at++;
        map.put(name, value(depth + 1));
        if (next() == ',') {
          at++;
        }
      }
      at++;
      return map;
    }

    private List<Object> list(char end, int depth) {
      List<Object> list = new ArrayList<>();
      at++;
      while (next() != end) {
        list.add(value(depth + 1));
        if (next() == ',') {
          at++;
        } else if (next() != end) {
          throw malformed("a list goes on without a comma");
        }
      }
      at++;
      return list;
    }

    private String string(char quote) {
      StringBuilder out = new StringBuilder();
      at++;
      while (at < text.length() && text.charAt(at) != quote) {
        out.append(text.charAt(at++));
      }
      if (at >= text.length()) {
        throw malformed("a string has no end");
      }
      at++;
      return out.toString();
    }

    private Object word() {
      int start = at;
      while (at < text.length()
          && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '-')) {
        at++;
      }
      String word = text.substring(start, at);
      if (word.equals("True") || word.equals("False") || word.equals("None")) {
        return word;
      }
      if (word.endsWith("L")) {
        word = word.substring(0, word.length() - 1);
      }
      if (!word.matches("-?[0-9]{1,18}")) {
        throw malformed("something stands in the header that is no literal");
      }
      return Long.parseLong(word);
    }
  }
}
