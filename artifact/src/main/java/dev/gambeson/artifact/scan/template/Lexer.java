package dev.gambeson.artifact.scan.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Splits a template into tokens as Jinja 3 does with its usual delimiters. Linear in the text.
final class Lexer {
  private static final Set<String> THREE_OR_TWO = Set.of("//", "**", "==", "!=", ">=", "<=");
  private static final String SINGLE = "+-/*%~[](){}<>=.:|,;";
  private static final Pattern END_RAW = Pattern.compile("\\{%[-+]?\\s*+endraw\\s*+[-+]?%\\}");
  private static final Pattern RAW = Pattern.compile("\\{%[-+]?\\s*+raw\\s*+[-+]?%\\}");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  Lexer(String text) {
    this.text = text;
  }

  /// Every token; what was read before an error stays in [#read].
  List<Token> all() {
    while (at < text.length()) {
      outside();
    }
    tokens.add(new Token(Token.Type.END, "", at));
    return tokens;
  }

  /// What was read so far.
  List<Token> read() {
    return List.copyOf(tokens);
  }

  private void outside() {
    int open = text.indexOf('{', at);
    while (open >= 0 && !opens(open)) {
      open = text.indexOf('{', open + 1);
    }
    int end = open < 0 ? text.length() : open;
    if (end > at) {
      tokens.add(new Token(Token.Type.DATA, text.substring(at, end), at));
    }
    at = end;
    if (open >= 0) {
      tag();
    }
  }

  private boolean opens(int open) {
    return open + 1 < text.length() && "{%#".indexOf(text.charAt(open + 1)) >= 0;
  }

  private void tag() {
    switch (text.charAt(at + 1)) {
      case '#' -> comment();
      case '%' -> {
        if (!raw()) {
          inside(Token.Type.TAG, Token.Type.END_TAG, "%}");
        }
      }
      default -> inside(Token.Type.PRINT, Token.Type.END_PRINT, "}}");
    }
  }

  private void comment() {
    int end = text.indexOf("#}", at + 2);
    if (end < 0) {
      throw new TemplateSyntax(at, "a comment does not end");
    }
    at = end + 2;
  }

  private boolean raw() {
    Matcher start = RAW.matcher(text).region(at, text.length());
    if (!start.lookingAt()) {
      return false;
    }
    Matcher end = END_RAW.matcher(text);
    if (!end.find(start.end())) {
      throw new TemplateSyntax(at, "a raw block does not end");
    }
    tokens.add(new Token(Token.Type.DATA, text.substring(start.end(), end.start()), start.end()));
    at = end.end();
    return true;
  }

  private void inside(Token.Type open, Token.Type close, String end) {
    tokens.add(new Token(open, "", at));
    at += 2;
    if (at < text.length() && "-+".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    int depth = 0;
    while (true) {
      space();
      if (at >= text.length()) {
        throw new TemplateSyntax(at, "a tag does not end");
      }
      if (depth <= 0 && closes(close, end)) {
        return;
      }
      depth += token();
    }
  }

  private boolean closes(Token.Type close, String end) {
    int skip = "-+".indexOf(text.charAt(at)) >= 0 ? 1 : 0;
    if (!text.startsWith(end, at + skip)) {
      return false;
    }
    tokens.add(new Token(close, "", at));
    at += skip + end.length();
    return true;
  }

  private void space() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  /// Reads one token and says how it changes the depth of brackets.
  private int token() {
    char c = text.charAt(at);
    if (c == '"' || c == '\'') {
      string(c);
      return 0;
    }
    if (Character.isDigit(c)) {
      number();
      return 0;
    }
    if (Character.isUnicodeIdentifierStart(text.codePointAt(at)) || c == '_') {
      word();
      return 0;
    }
    return operator(c);
  }

  private int operator(char c) {
    int length =
        at + 1 < text.length() && THREE_OR_TWO.contains(text.substring(at, at + 2)) ? 2 : 1;
    if (length == 1 && SINGLE.indexOf(c) < 0) {
      throw new TemplateSyntax(at, "a character stands in a tag that Jinja does not know");
    }
    tokens.add(new Token(Token.Type.OPERATOR, text.substring(at, at + length), at));
    at += length;
    return "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
  }

  private void word() {
    int from = at;
    while (at < text.length() && Character.isUnicodeIdentifierPart(text.codePointAt(at))) {
      at += Character.charCount(text.codePointAt(at));
    }
    tokens.add(new Token(Token.Type.NAME, text.substring(from, at), from));
  }

  private void number() {
    int from = at;
    while (at < text.length() && isNumberPart(from)) {
      at++;
    }
    tokens.add(new Token(Token.Type.NUMBER, text.substring(from, at), from));
  }

  private boolean isNumberPart(int from) {
    char c = text.charAt(at);
    boolean isFirst = at == from;
    boolean isFraction =
        c == '.' && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1));
    return isFirst || Character.isLetterOrDigit(c) || c == '_' || isFraction;
  }

  private void string(char quote) {
    int from = at++;
    StringBuilder value = new StringBuilder();
    while (true) {
      if (at >= text.length()) {
        throw new TemplateSyntax(from, "a string does not end");
      }
      char c = text.charAt(at++);
      if (c == quote) {
        break;
      }
      if (c == '\\') {
        at = Escapes.read(text, at, value);
      } else {
        value.append(c);
      }
    }
    tokens.add(new Token(Token.Type.STRING, value.toString(), from));
  }
}
