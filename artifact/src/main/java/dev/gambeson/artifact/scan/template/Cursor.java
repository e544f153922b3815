package dev.gambeson.artifact.scan.template;

import java.util.List;

/// The tokens of a template, read one after the other. Depth is counted here, because every level
/// of nesting passes through it.
final class Cursor {
  private static final int MAX_DEPTH = 150;

  private final List<Token> tokens;
  private int next;
  private int depth;

  Cursor(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(next);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(next + ahead, tokens.size() - 1));
  }

  Token take() {
    Token token = tokens.get(next);
    if (token.type() != Token.Type.END) {
      next++;
    }
    return token;
  }

  boolean skipOperator(String operator) {
    boolean isThere = peek().isOperator(operator);
    if (isThere) {
      next++;
    }
    return isThere;
  }

  boolean skipName(String word) {
    boolean isThere = peek().isName(word);
    if (isThere) {
      next++;
    }
    return isThere;
  }

  void operator(String operator) {
    if (!skipOperator(operator)) {
      throw unexpected("'" + operator + "'");
    }
  }

  String name() {
    return take(Token.Type.NAME, "a name").text();
  }

  Token take(Token.Type type, String what) {
    if (peek().type() != type) {
      throw unexpected(what);
    }
    return take();
  }

  void enter() {
    if (++depth > MAX_DEPTH) {
      throw new TemplateSyntax(peek().at(), "it is nested more than %d deep".formatted(MAX_DEPTH));
    }
  }

  void leave() {
    depth--;
  }

  TemplateSyntax unexpected(String wanted) {
    return new TemplateSyntax(peek().at(), wanted + " is missing");
  }
}
