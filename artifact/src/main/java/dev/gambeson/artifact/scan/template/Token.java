package dev.gambeson.artifact.scan.template;

/// One token of a template.
///
/// @param type what it is
/// @param text the word, operator or number as written; of a string, what its escapes mean
/// @param at character in the template
record Token(Type type, String text, int at) {
  /// Kinds of tokens.
  enum Type {
    /// Text outside of tags.
    DATA,
    /// `{{`.
    PRINT,
    /// `}}`.
    END_PRINT,
    /// `{%`.
    TAG,
    /// `%}`.
    END_TAG,
    /// A word.
    NAME,
    /// A string literal.
    STRING,
    /// A number.
    NUMBER,
    /// Punctuation.
    OPERATOR,
    /// After the last.
    END
  }

  boolean is(Type wanted, String word) {
    return type == wanted && text.equals(word);
  }

  boolean isName(String word) {
    return is(Type.NAME, word);
  }

  boolean isOperator(String operator) {
    return is(Type.OPERATOR, operator);
  }
}
