package dev.gambeson.artifact.sign.internal;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads files that ought to be small, and no more of them than the limit.
public final class SmallFiles {
  /// The most that a key, certificate or policy file may hold.
  public static final int KEY_LIMIT = 1 << 20;

  private SmallFiles() {}

  /// The content of a file.
  ///
  /// @param what the role of the file, for messages: `The key`, `The trust policy`
  /// @throws GambesonException when it is absent, no file, larger than `limit` bytes, or unreadable
  public static byte[] read(Path file, String what, int limit) {
    if (!Files.exists(file)) {
      throw GambesonException.usage("%s %s does not exist.".formatted(what, file));
    }
    if (!Files.isRegularFile(file)) {
      throw GambesonException.usage("%s %s is no regular file.".formatted(what, file));
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(limit + 1);
      if (bytes.length > limit) {
        throw GambesonException.badInput(
            "%s %s is larger than %s, the most that is read."
                .formatted(
                    what, file, limit >= 1 << 20 ? (limit >> 20) + " MiB" : limit + " bytes"));
      }
      return bytes;
    } catch (IOException e) {
      throw GambesonException.badInput(
          "%s %s cannot be read: %s.".formatted(what, file, e.getClass().getSimpleName()), e);
    }
  }

  /// The content of a small text file in UTF-8.
  public static String text(Path file, String what) {
    return text(read(file, what, KEY_LIMIT), what + " " + file);
  }

  /// Bytes as UTF-8 text.
  ///
  /// @throws GambesonException when they are none
  public static String text(byte[] bytes, String what) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw GambesonException.badInput(what + " is no UTF-8 text.", e);
    }
  }
}
