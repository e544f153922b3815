package dev.gambeson.artifact.scan.text;

import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;

/// A kind of text. All kinds are one family, and give way to any other format: only one of them
/// reads a file.
abstract class TextKind implements FormatParser {
  private static final int HEAD = 4096;

  @Override
  public final String family() {
    return "text";
  }

  @Override
  public final boolean isFallback() {
    return true;
  }

  @Override
  public final boolean recognises(Input input) {
    return Texts.charset(input).isPresent() && fits(input, Texts.head(input, HEAD));
  }

  /// Whether this kind applies, judged by the first characters and where those cannot tell, by the
  /// name.
  ///
  /// @param head the first 4,096 characters, or some more
  abstract boolean fits(Input input, String head);
}
