package dev.gambeson.artifact.sign;

import dev.gambeson.artifact.sign.internal.Pem;
import dev.gambeson.artifact.sign.internal.SmallFiles;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;

/// A public key that checks signatures.
///
/// Guarantees that [#verify] is true only for a signature made with the private half over exactly
/// these bytes, under the one algorithm of the key's kind. Does not say whose key it is: that is
/// what a [TrustPolicy] is for.
public final class VerifyingKey {
  private final PublicKey key;
  private final KeyKind kind;
  private final String pem;
  private final String id;

  private VerifyingKey(PublicKey key, String what) {
    this.key = key;
    this.kind = KeyKind.of(key, what);
    this.pem = Pem.write("PUBLIC KEY", key.getEncoded());
    this.id = Sha256.of(pem);
  }

  /// Wraps a key of the JDK, for example that of a certificate.
  ///
  /// @param what names the key in messages
  /// @throws GambesonException when it is of no kind in [KeyKind]
  public static VerifyingKey of(PublicKey key, String what) {
    return new VerifyingKey(key, what);
  }

  /// Reads a PEM file with one `PUBLIC KEY` (SubjectPublicKeyInfo, RFC 5280).
  public static VerifyingKey read(Path file) {
    return parse(SmallFiles.text(file, "The public key"), "The public key " + file);
  }

  /// Reads a PEM text with one `PUBLIC KEY`.
  ///
  /// @param what names it in messages
  /// @throws GambesonException when there is none or more than one, when it is a private key, or of
  ///   no known kind
  public static VerifyingKey parse(String pem, String what) {
    List<Pem.Block> blocks = Pem.blocks(pem, what);
    if (blocks.stream().anyMatch(b -> b.label().endsWith("PRIVATE KEY"))) {
      throw GambesonException.badInput(
          what
              + " holds a private key; the public half is needed here. Keep the private one away.");
    }
    List<Pem.Block> keys = blocks.stream().filter(b -> b.label().equals("PUBLIC KEY")).toList();
    if (keys.size() != 1) {
      String found = blocks.isEmpty() ? "no PEM block" : blocks.getFirst().label();
      throw GambesonException.badInput(
          keys.isEmpty()
              ? "%s holds no PUBLIC KEY but %s.".formatted(what, found)
              : "%s holds %d public keys; one is needed.".formatted(what, keys.size()));
    }
    return new VerifyingKey(decode(keys.getFirst().der(), what), what);
  }

  static PublicKey decode(byte[] der, String what) {
    X509EncodedKeySpec spec = new X509EncodedKeySpec(der);
    GeneralSecurityException tried = new GeneralSecurityException("no family");
    for (String family : List.of("EC", "EdDSA", "ML-DSA", "RSA")) {
      try {
        return KeyFactory.getInstance(family).generatePublic(spec);
      } catch (GeneralSecurityException e) {
        tried = e; // not of this family
      }
    }
    throw GambesonException.badInput(
        "%s is no public key of a kind that can be read. Kinds: %s."
            .formatted(what, String.join(", ", KeyKind.ids())),
        tried);
  }

  /// Its kind, which fixes the algorithm.
  public KeyKind kind() {
    return kind;
  }

  /// What identifies it: SHA-256 of [#pem] in hexadecimal, the `hint` of an OMS bundle.
  public String id() {
    return id;
  }

  /// The PEM text, 64 columns, as OpenSSL writes it.
  public String pem() {
    return pem;
  }

  /// Whether `signature` is this key's signature over `message`. A signature that cannot even be
  /// decoded is none.
  public boolean verify(byte[] message, byte[] signature) {
    try {
      Signature engine = Signature.getInstance(kind.signature());
      engine.initVerify(key);
      engine.update(message);
      return engine.verify(signature);
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + kind.signature(), e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyingKey k && k.id.equals(id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "%s %s".formatted(kind.title(), id);
  }
}
