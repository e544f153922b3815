package dev.gambeson.data.internal.read;

import dev.gambeson.core.GambesonException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Decodes UTF-8 and refuses what is none.
final class Utf8 {
  private Utf8() {}

  static String decode(String column, byte[] bytes) {
    // much faster than a decoder that reports, and wrong only where it put the replacement
    // character
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') < 0) {
      return text;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw GambesonException.badInput(
          "column '%s' holds bytes that are no UTF-8 text".formatted(column), e);
    }
  }
}
