package dev.gambeson.server.passport;

import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.store.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/// Ed25519 keys of the gateway, in files of its own.
public final class SigningKeys {
  private SigningKeys() {}

  /// The keys of one purpose; made at the first start.
  ///
  /// @param folder where keys stand
  /// @param purpose plain word: the files are called so, with `.key` (PKCS#8) and `.pub` (X.509)
  /// @throws GambesonException when a file cannot be used, or others may read the secret one
  public static KeyPair of(Path folder, String purpose) {
    Path secret = folder.resolve(purpose + ".key");
    Path open = folder.resolve(purpose + ".pub");
    try {
      if (!Files.exists(secret)) {
        KeyPair fresh = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        PrivateFiles.write(open, fresh.getPublic().getEncoded());
        PrivateFiles.write(secret, fresh.getPrivate().getEncoded());
      }
      PrivateFiles.requirePrivate(secret, "The key file");
      KeyFactory factory = KeyFactory.getInstance("Ed25519");
      return new KeyPair(
          factory.generatePublic(new X509EncodedKeySpec(Files.readAllBytes(open))),
          factory.generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(secret))));
    } catch (IOException | GeneralSecurityException e) {
      throw GambesonException.badInput(
          "The signing key %s cannot be used: %s.".formatted(secret, e.getMessage()), e);
    }
  }
}
