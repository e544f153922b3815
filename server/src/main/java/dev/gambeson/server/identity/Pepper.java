package dev.gambeson.server.identity;

import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.store.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The server's secret under which API keys are stored. Whoever reads the database without it
/// cannot test guesses; whoever has both still faces 160 random bits a key.
///
/// Lives outside the database: a file for the owner alone, or text from the environment. All nodes
/// of a cluster share it. When it is lost, every key must be issued anew.
public final class Pepper {
  private static final int BYTES = 32;
  private static final String ALGORITHM = "HmacSHA256";

  private final Mac keyed;

  private Pepper(byte[] secret) {
    try {
      keyed = Mac.getInstance(ALGORITHM);
      keyed.init(new SecretKeySpec(secret, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /// Reads the pepper, or makes one where the file is new.
  ///
  /// @throws GambesonException when others may read the file, or it holds something else
  public static Pepper file(Path file, SecureRandom random) {
    try {
      if (!Files.exists(file)) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        PrivateFiles.write(
            file, Base64.getEncoder().encodeToString(secret).getBytes(StandardCharsets.US_ASCII));
        return new Pepper(secret);
      }
      PrivateFiles.requirePrivate(file, "The pepper of the API keys,");
      if (Files.size(file) > 200) {
        throw malformed("The file " + file);
      }
      return text(Files.readString(file, StandardCharsets.US_ASCII).strip(), "The file " + file);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The pepper of the API keys, %s, cannot be read or written: %s. Without it no key is known; put it back."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /// A pepper from text: 32 bytes in base 64.
  ///
  /// @param where names its place in the message, for example `GAMBESON_PEPPER`
  public static Pepper text(String base64, String where) {
    try {
      byte[] secret = Base64.getDecoder().decode(base64);
      if (secret.length == BYTES) {
        return new Pepper(secret);
      }
    } catch (IllegalArgumentException _) {
      // said below, without the text
    }
    throw malformed(where);
  }

  private static GambesonException malformed(String where) {
    return GambesonException.badInput(
        where
            + " does not hold a pepper: 32 random bytes in base 64. Make one with `openssl rand -base64 32`.");
  }

  /// HMAC-SHA-256 of a text.
  byte[] mac(String text) {
    try {
      Mac mac = (Mac) keyed.clone();
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e); // the JDK's provider can
    }
  }

  /// Tells peppers apart without telling them.
  public String fingerprint() {
    return HexFormat.of().formatHex(mac("gambeson/pepper-fingerprint/1"), 0, 16);
  }

  @Override
  public String toString() {
    return "Pepper[hidden]";
  }
}
