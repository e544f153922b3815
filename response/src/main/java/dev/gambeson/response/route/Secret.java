package dev.gambeson.response.route;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.FileRights;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Something that must not be seen: it has no text form, and nothing that prints, logs or writes
/// JSON shows it. Not a promise about memory: it stays there until the process ends.
public final class Secret {
  private static final int MAX_BYTES = 1 << 14;
  private final byte[] bytes;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /// A secret that is already in memory.
  public static Secret of(byte[] bytes) {
    return new Secret(bytes.clone());
  }

  /// A secret that is already in memory, as text.
  public static Secret of(String text) {
    return new Secret(text.getBytes(StandardCharsets.UTF_8));
  }

  /// What a file holds, without white space around it. The file must be for its owner alone
  /// ([FileRights#mayKeepSecret]).
  ///
  /// @throws GambesonException when it cannot be read, is empty, too large or open to others
  public static Secret ofFile(Path file) {
    try {
      if (!FileRights.mayKeepSecret(file)) {
        throw GambesonException.usage(
            "The secret file %s may be used by others than its owner; run `chmod 600 %s`."
                .formatted(file, file));
      }
      if (Files.size(file) > MAX_BYTES) {
        throw GambesonException.usage("The secret file %s is too large to be one.".formatted(file));
      }
      String text = Files.readString(file, StandardCharsets.UTF_8).strip();
      if (text.isEmpty()) {
        throw GambesonException.usage("The secret file %s is empty.".formatted(file));
      }
      return of(text);
    } catch (IOException e) {
      throw GambesonException.usage("The secret file %s cannot be read.".formatted(file));
    }
  }

  /// The secret itself. Use it at once and keep it nowhere.
  byte[] reveal() {
    return bytes.clone();
  }

  String revealText() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
