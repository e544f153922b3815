package dev.gambeson.artifact.sign;

import dev.gambeson.artifact.sign.internal.Der;
import dev.gambeson.artifact.sign.internal.Pem;
import dev.gambeson.core.GambesonException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Private keys as PEM: PKCS#8 (RFC 5958), plain or encrypted, and the SEC 1 form that `openssl
/// ecparam -genkey` writes.
final class PrivateKeyPem {
  private static final byte[] EC_OID = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

  private PrivateKeyPem() {}

  static boolean isOne(Pem.Block block) {
    return block.label().equals("PRIVATE KEY")
        || block.label().equals("ENCRYPTED PRIVATE KEY")
        || block.label().equals("EC PRIVATE KEY");
  }

  /// Decodes one block.
  static PrivateKey decode(Pem.Block block, Optional<Password> password, String what) {
    byte[] pkcs8 =
        switch (block.label()) {
          case "ENCRYPTED PRIVATE KEY" ->
              Pbes2.decrypt(block.der(), password.orElseThrow(() -> locked(what)), what);
          case "EC PRIVATE KEY" -> fromSec1(block.der(), what);
          default -> block.der();
        };
    try {
      return plain(pkcs8, what);
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
  }

  private static GambesonException locked(String what) {
    return GambesonException.usage(
        what
            + " is encrypted. Give its password with --password-file FILE or --password-env NAME.");
  }

  private static PrivateKey plain(byte[] pkcs8, String what) {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs8);
    GeneralSecurityException tried = new GeneralSecurityException("no family");
    for (String family : List.of("EC", "EdDSA", "ML-DSA", "RSA")) {
      try {
        return KeyFactory.getInstance(family).generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        tried = e; // not of this family
      }
    }
    throw GambesonException.badInput(
        "%s is no private key of a kind that can be read. Kinds: %s."
            .formatted(what, String.join(", ", KeyKind.ids())),
        tried);
  }

  /// The PEM text of a key, encrypted when there is a password.
  static String write(PrivateKey key, Optional<Password> password, SecureRandom random) {
    byte[] encoded = key.getEncoded();
    try {
      return password
          .map(p -> Pem.write("ENCRYPTED PRIVATE KEY", Pbes2.encrypt(encoded, p, random)))
          .orElseGet(() -> Pem.write("PRIVATE KEY", encoded));
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /// SEC 1, C.4: the curve stands in the key's own parameters; PKCS#8 wants it in front.
  private static byte[] fromSec1(byte[] sec1, String what) {
    Der inside = Der.of(sec1, what).inside(Der.SEQUENCE);
    inside.content(Der.INTEGER);
    inside.content(Der.OCTET_STRING);
    if (!inside.more() || inside.peek() != 0xa0) {
      throw GambesonException.badInput(what + " does not name its curve.");
    }
    byte[] curve = inside.inside(0xa0).content(Der.OID);
    return Der.write(
        Der.SEQUENCE,
        Der.write(Der.INTEGER, new byte[] {0}),
        Der.write(Der.SEQUENCE, Der.write(Der.OID, EC_OID), Der.write(Der.OID, curve)),
        Der.write(Der.OCTET_STRING, sec1));
  }
}
