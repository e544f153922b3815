package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.nio.file.Path;
import java.security.SecureRandom;

/// The private key of a witness: somebody who co-signs checkpoints after checking that each
/// continues the one before. Nothing secret appears in `toString` or in a message.
public final class WitnessKey {
  private final SigningKey signing;

  private WitnessKey(SigningKey signing) {
    this.signing = signing;
  }

  /// Makes a key and writes its file, which must not exist.
  ///
  /// @param name the witness's name for the world, as a ledger's origin
  public static WitnessKey create(Path file, String name, SecureRandom random) {
    SigningKey key = SigningKey.generate(name, VerifierKey.Kind.WITNESS, random);
    KeyFiles.create(file, key.fileContent(), true);
    return new WitnessKey(key);
  }

  /// Reads a key file.
  ///
  /// @throws GambesonException when it is no witness key
  public static WitnessKey read(Path file) {
    return new WitnessKey(SigningKey.read(file, VerifierKey.Kind.WITNESS));
  }

  /// What others check its co-signatures with.
  public VerifierKey verifier() {
    return signing.verifier();
  }

  SigningKey signing() {
    return signing;
  }

  @Override
  public String toString() {
    return "WitnessKey[" + verifier().name() + ", hidden]";
  }
}
