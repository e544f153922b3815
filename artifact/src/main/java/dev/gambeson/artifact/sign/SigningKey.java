package dev.gambeson.artifact.sign;

import dev.gambeson.artifact.sign.internal.Pem;
import dev.gambeson.artifact.sign.internal.SmallFiles;
import dev.gambeson.core.GambesonException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Optional;

/// A private key that signs, with its public half.
///
/// Guarantees that the two halves fit (a trial signature is made when it is read) and that no
/// `toString`, message or exception shows the secret. Does not guard the secret in memory: whoever
/// can read this process's memory has the key; keep keys that matter most on a machine of their
/// own.
public final class SigningKey {
  private final PrivateKey secret;
  private final VerifyingKey open;
  private final SecureRandom random;

  private SigningKey(PrivateKey secret, PublicKey open, SecureRandom random, String what) {
    this.secret = secret;
    this.open = VerifyingKey.of(open, what);
    this.random = random;
  }

  /// A new key.
  public static SigningKey generate(KeyKind kind, SecureRandom random) {
    try {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(kind.inOms() ? "EC" : kind.parameters());
      if (kind.inOms()) {
        generator.initialize(new ECGenParameterSpec(kind.parameters()), random);
      } else {
        generator.initialize(new java.security.spec.NamedParameterSpec(kind.parameters()), random);
      }
      KeyPair pair = generator.generateKeyPair();
      return new SigningKey(pair.getPrivate(), pair.getPublic(), random, "The new key");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot make a key of kind " + kind.title(), e);
    }
  }

  /// Reads a PEM file: PKCS#8, plain or encrypted, or SEC 1. An ML-DSA key needs its `PUBLIC KEY`
  /// block in the same file; for other kinds the block is optional.
  ///
  /// @param random for the nonces of signatures
  /// @throws GambesonException when there is no private key in it or more than one, the password is
  ///   missing or wrong, the halves do not fit, or it is of a kind that cannot sign (RSA)
  public static SigningKey read(Path file, Optional<Password> password, SecureRandom random) {
    return parse(SmallFiles.text(file, "The key"), password, random, "The key " + file);
  }

  /// As [#read], from a text.
  ///
  /// @param what names it in messages
  public static SigningKey parse(
      String pem, Optional<Password> password, SecureRandom random, String what) {
    List<Pem.Block> blocks = Pem.blocks(pem, what);
    List<Pem.Block> secrets = blocks.stream().filter(PrivateKeyPem::isOne).toList();
    if (secrets.size() != 1) {
      throw GambesonException.badInput(
          secrets.isEmpty()
              ? what + noPrivateKey(blocks)
              : "%s holds %d private keys; one is needed.".formatted(what, secrets.size()));
    }
    PrivateKey secret = PrivateKeyPem.decode(secrets.getFirst(), password, what);
    KeyKind kind = KeyKind.of(secret, what);
    PublicKey open =
        blocks.stream()
            .filter(b -> b.label().equals("PUBLIC KEY"))
            .findFirst()
            .map(b -> VerifyingKey.decode(b.der(), what))
            .orElseGet(() -> PublicHalf.of(secret, kind, what));
    requireFit(secret, open, kind, what);
    return new SigningKey(secret, open, random, what);
  }

  private static String noPrivateKey(List<Pem.Block> blocks) {
    String found = blocks.isEmpty() ? "is no PEM file" : "holds a " + blocks.getFirst().label();
    return " %s; a PRIVATE KEY is needed. Make one with `gambeson keygen`.".formatted(found);
  }

  private static void requireFit(PrivateKey secret, PublicKey open, KeyKind kind, String what) {
    try {
      if (KeyKind.of(open, what) == kind && PublicHalf.belong(secret, open, kind)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw GambesonException.badInput(what + " cannot sign.", e);
    }
    throw GambesonException.badInput(what + " holds a public key that is not its private key's.");
  }

  /// Its kind, which fixes the algorithm.
  public KeyKind kind() {
    return open.kind();
  }

  /// Its public half.
  public VerifyingKey verifyingKey() {
    return open;
  }

  /// Signs a message.
  public byte[] sign(byte[] message) {
    try {
      Signature engine = Signature.getInstance(kind().signature());
      engine.initSign(secret, random);
      engine.update(message);
      return engine.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot sign with " + kind().title(), e);
    }
  }

  /// The key as PEM, for a file that only its owner can read: PKCS#8, encrypted when there is a
  /// password; an ML-DSA key is followed by its public half. The caller must treat the text as the
  /// secret that it is.
  public String toSecretPem(Optional<Password> password) {
    String text = PrivateKeyPem.write(secret, password, random);
    return kind() == KeyKind.ML_DSA_65 ? text + open.pem() : text;
  }

  @Override
  public String toString() {
    return "SigningKey[%s]".formatted(open);
  }
}
