package dev.gambeson.artifact.bom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Hashes of files, several in one pass with constant memory.
public final class Digests {
  private Digests() {}

  /// Hashes of a file.
  ///
  /// @param algorithms as CycloneDX (and the JDK) names them
  public static List<Digest> of(Path file, String... algorithms) throws IOException {
    List<MessageDigest> digests = new ArrayList<>();
    for (String algorithm : algorithms) {
      digests.add(digest(algorithm));
    }
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        for (MessageDigest digest : digests) {
          digest.update(buffer, 0, n);
        }
      }
    }
    return digests.stream()
        .map(d -> new Digest(d.getAlgorithm(), HexFormat.of().formatHex(d.digest())))
        .toList();
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException(algorithm + " is no algorithm of this Java", e);
    }
  }
}
