package dev.gambeson.artifact.scan.template;

/// A template that is not Jinja, or is beyond the limits.
final class TemplateSyntax extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int at;

  TemplateSyntax(int at, String message) {
    super(message, null, false, false);
    this.at = at;
  }

  int at() {
    return at;
  }
}
