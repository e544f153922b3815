package dev.gambeson.artifact.scan.engine;

import dev.gambeson.core.io.Sha256;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/// Makes inputs of files.
public final class Inputs {
  private static final int CHUNK = 1 << 18;

  private Inputs() {}

  /// A mapped file.
  ///
  /// @param name what reports call it
  public static Input file(String name, MemorySegment bytes, Path file) {
    return new Input(name, String.valueOf(file.getFileName()), bytes, 0, Optional.of(file));
  }

  /// SHA-256 of exactly the bytes that were parsed, hexadecimal.
  public static String sha256(Input input) {
    MessageDigest digest = Sha256.digest();
    byte[] chunk = new byte[(int) Math.min(CHUNK, input.size())];
    for (long at = 0; at < input.size(); at += CHUNK) {
      int n = (int) Math.min(CHUNK, input.size() - at);
      MemorySegment.copy(input.bytes(), ValueLayout.JAVA_BYTE, at, chunk, 0, n);
      digest.update(chunk, 0, n);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
