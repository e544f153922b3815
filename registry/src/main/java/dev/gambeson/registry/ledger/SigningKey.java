package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/// An Ed25519 private key with its verifier key. The file has two lines: the private key in the
/// form of Go's note package (`PRIVATE+KEY+name+id+base64`), and the verifier key.
final class SigningKey {
  private static final String MARK = "PRIVATE+KEY+";
  private static final byte[] PROBE = "gambeson key pair".getBytes(StandardCharsets.US_ASCII);

  private final PrivateKey secret;
  private final VerifierKey verifier;

  private SigningKey(PrivateKey secret, VerifierKey verifier) {
    this.secret = secret;
    this.verifier = verifier;
  }

  static SigningKey generate(String name, VerifierKey.Kind kind, SecureRandom random) {
    VerifierKey.requireName(name);
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, random);
      KeyPair pair = generator.generateKeyPair();
      return new SigningKey(pair.getPrivate(), VerifierKey.of(name, kind, pair.getPublic()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has Ed25519", e);
    }
  }

  static SigningKey read(Path file, VerifierKey.Kind kind) {
    String[] lines = KeyFiles.read(file, "signing key").split("\n", -1);
    if (lines.length < 2 || !lines[0].startsWith(MARK)) {
      throw GambesonException.badInput(
          file
              + " is no signing key. `gambeson ledger init` and `gambeson ledger witness` make one.");
    }
    VerifierKey verifier = VerifierKey.parse(lines[1]);
    String head = MARK + verifier.text().substring(0, verifier.text().lastIndexOf('+') + 1);
    if (!lines[0].startsWith(head) || verifier.kind() != kind) {
      throw GambesonException.badInput(
          "%s holds no key of the kind needed here (a %s key), or its two lines do not belong together."
              .formatted(file, kind.name().toLowerCase(java.util.Locale.ROOT)));
    }
    byte[] typed = Strict.base64(lines[0].substring(head.length()), "The key in " + file);
    try {
      return of(typed, verifier, file);
    } finally {
      Arrays.fill(typed, (byte) 0);
    }
  }

  private static SigningKey of(byte[] typed, VerifierKey verifier, Path file) {
    try {
      byte[] seed = Arrays.copyOfRange(typed, 1, typed.length);
      PrivateKey secret =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
      SigningKey key = new SigningKey(secret, verifier);
      if (typed[0] == verifier.kind().type && verifier.verifies(PROBE, key.sign(PROBE))) {
        return key;
      }
    } catch (GeneralSecurityException | RuntimeException e) {
      throw GambesonException.badInput(file + " holds no Ed25519 key.", e);
    }
    throw GambesonException.badInput(
        file + ": the private and the public key in it are not a pair. Restore the file.");
  }

  byte[] fileContent() {
    byte[] seed = seed();
    byte[] typed = new byte[seed.length + 1];
    typed[0] = verifier.kind().type;
    System.arraycopy(seed, 0, typed, 1, seed.length);
    String vkey = verifier.text();
    String secretLine =
        MARK
            + vkey.substring(0, vkey.lastIndexOf('+') + 1)
            + Base64.getEncoder().encodeToString(typed);
    return (secretLine + "\n" + vkey + "\n").getBytes(StandardCharsets.UTF_8);
  }

  VerifierKey verifier() {
    return verifier;
  }

  byte[] sign(byte[] message) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(secret);
      ed25519.update(message);
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a loaded Ed25519 key signs", e);
    }
  }

  /// A secret for another purpose, derived from this one: nobody who lacks the signing key has it.
  byte[] derive(String purpose) {
    byte[] seed = seed();
    try {
      return PseudonymKey.mac(seed).doFinal(purpose.getBytes(StandardCharsets.US_ASCII));
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  private byte[] seed() {
    return secret instanceof EdECPrivateKey key ? key.getBytes().orElseThrow() : new byte[0];
  }

  @Override
  public String toString() {
    return "SigningKey[" + verifier.name() + ", hidden]";
  }
}
