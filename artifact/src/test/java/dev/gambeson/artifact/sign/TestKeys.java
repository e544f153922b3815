package dev.gambeson.artifact.sign;

import java.security.SecureRandom;

/// Keys for tests, made once each.
public final class TestKeys {
  public static final SecureRandom RANDOM = new SecureRandom();
  public static final SigningKey ALICE = SigningKey.generate(KeyKind.P256, RANDOM);
  public static final SigningKey ALICE_PQ = SigningKey.generate(KeyKind.ML_DSA_65, RANDOM);
  public static final SigningKey BOB = SigningKey.generate(KeyKind.P384, RANDOM);
  public static final SigningKey BOB_PQ = SigningKey.generate(KeyKind.ML_DSA_65, RANDOM);
  public static final SigningKey CAROL = SigningKey.generate(KeyKind.ED25519, RANDOM);
  public static final SigningKey MALLORY = SigningKey.generate(KeyKind.P256, RANDOM);

  private TestKeys() {}
}
