package dev.gambeson.artifact.sign;

import dev.gambeson.core.GambesonException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import javax.crypto.KeyAgreement;

/// Finds the public key of a private one, with the JDK's own constant-time arithmetic: no curve
/// arithmetic of ours ever touches a private key.
final class PublicHalf {
  private static final byte[] PROBE =
      "gambeson: is this my other half?".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private PublicHalf() {}

  /// The public half of an EC or Ed25519 key.
  ///
  /// @throws GambesonException for other kinds, whose private encoding does not determine it here
  static PublicKey of(PrivateKey key, KeyKind kind, String what) {
    try {
      return switch (kind) {
        case P256, P384, P521 -> curve((ECPrivateKey) key, kind, what);
        case ED25519 -> edwards((EdECPrivateKey) key, what);
        case ML_DSA_65 ->
            throw GambesonException.badInput(
                "%s holds an ML-DSA-65 private key without its public half. Put the PUBLIC KEY block into the same file, as `gambeson keygen` does."
                    .formatted(what));
      };
    } catch (GeneralSecurityException e) {
      throw GambesonException.badInput(what + " is no sound private key.", e);
    }
  }

  /// Diffie-Hellman with the curve's generator gives the x of the public point; which of its two y
  /// is right shows when a signature verifies.
  private static PublicKey curve(ECPrivateKey key, KeyKind kind, String what)
      throws GeneralSecurityException {
    ECParameterSpec curve = key.getParams();
    KeyFactory factory = KeyFactory.getInstance("EC");
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(key);
    agreement.doPhase(
        factory.generatePublic(new ECPublicKeySpec(curve.getGenerator(), curve)), true);
    BigInteger x = new BigInteger(1, agreement.generateSecret());
    BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
    BigInteger square =
        x.pow(3).add(curve.getCurve().getA().multiply(x)).add(curve.getCurve().getB()).mod(p);
    // p = 3 mod 4 for all three curves, so this power is a square root.
    BigInteger y = square.modPow(p.add(BigInteger.ONE).shiftRight(2), p);
    for (BigInteger candidate : new BigInteger[] {y, p.subtract(y)}) {
      PublicKey half =
          factory.generatePublic(new ECPublicKeySpec(new ECPoint(x, candidate), curve));
      if (belong(key, half, kind)) {
        return half;
      }
    }
    throw GambesonException.badInput(what + " is no sound private key.");
  }

  /// An Ed25519 private key is the seed of its pair: generation from that seed gives the pair back.
  private static PublicKey edwards(EdECPrivateKey key, String what)
      throws GeneralSecurityException {
    byte[] seed =
        key.getBytes().orElseThrow(() -> GambesonException.badInput(what + " cannot be read out."));
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(NamedParameterSpec.ED25519, new Replay(seed));
    return generator.generateKeyPair().getPublic();
  }

  /// Whether the two halves fit.
  static boolean belong(PrivateKey secret, PublicKey open, KeyKind kind)
      throws GeneralSecurityException {
    Signature engine = Signature.getInstance(kind.signature());
    engine.initSign(secret);
    engine.update(PROBE);
    byte[] signature = engine.sign();
    engine.initVerify(open);
    engine.update(PROBE);
    return engine.verify(signature);
  }

  /// A "random" source that gives back one seed.
  private static final class Replay extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final transient byte[] seed;

    Replay(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      if (bytes.length != seed.length) {
        throw new IllegalStateException("the generator asked for " + bytes.length + " bytes");
      }
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }
}
