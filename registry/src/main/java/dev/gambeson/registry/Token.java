package dev.gambeson.registry;

/// A user's token. Shows itself only when asked to.
public final class Token {
  private final String secret;

  Token(String secret) {
    this.secret = secret;
  }

  /// The token in clear, for its owner's eyes.
  public String reveal() {
    return secret;
  }

  @Override
  public String toString() {
    return "Token[hidden]";
  }
}
