package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;

/// The private side of a ledger: what signs its checkpoints and what makes its pseudonyms.
///
/// A folder of three files, outside the ledger: `signing.key` (secret, for the process that writes
/// the ledger), `pseudonym.key` (secret, for it and for investigators), `vkey` (public: give it to
/// everybody who shall verify). Nothing secret appears in `toString` or in a message.
///
/// Not protected: who has `signing.key` can sign another history. Checkpoints kept elsewhere and
/// co-signed by witnesses are what shows that.
public final class LedgerKey {
  private static final String SIGNING = "signing.key";
  private static final String PSEUDONYM = "pseudonym.key";
  private static final String PUBLIC = "vkey";
  private static final int PSEUDONYM_BYTES = 32;

  private final SigningKey signing;
  private final PseudonymKey pseudonyms;

  private LedgerKey(SigningKey signing, PseudonymKey pseudonyms) {
    this.signing = signing;
    this.pseudonyms = pseudonyms;
  }

  /// Makes the keys of a new ledger and writes them.
  ///
  /// @param folder made if absent; must not hold keys yet
  /// @param origin the ledger's name for the world, for example `example.com/gambeson/registry`: 1
  ///   to 200 characters without blanks and `+`
  /// @throws GambesonException when a file exists or cannot be written
  public static LedgerKey create(Path folder, String origin, SecureRandom random) {
    SigningKey signing = SigningKey.generate(origin, VerifierKey.Kind.LEDGER, random);
    byte[] secret = new byte[PSEUDONYM_BYTES];
    random.nextBytes(secret);
    KeyFiles.createFolder(folder);
    KeyFiles.create(folder.resolve(SIGNING), signing.fileContent(), true);
    KeyFiles.create(folder.resolve(PSEUDONYM), PseudonymKey.fileContent(secret), true);
    KeyFiles.create(
        folder.resolve(PUBLIC),
        (signing.verifier().text() + "\n").getBytes(StandardCharsets.UTF_8),
        false);
    LedgerKey key = new LedgerKey(signing, PseudonymKey.of(secret));
    Arrays.fill(secret, (byte) 0);
    return key;
  }

  /// Reads the keys from their folder.
  public static LedgerKey read(Path folder) {
    return new LedgerKey(
        SigningKey.read(folder.resolve(SIGNING), VerifierKey.Kind.LEDGER),
        PseudonymKey.read(folder.resolve(PSEUDONYM)));
  }

  /// The ledger's name for the world.
  public String origin() {
    return signing.verifier().name();
  }

  /// What others check its checkpoints with.
  public VerifierKey verifier() {
    return signing.verifier();
  }

  /// What makes its pseudonyms.
  public PseudonymKey pseudonyms() {
    return pseudonyms;
  }

  SigningKey signing() {
    return signing;
  }

  @Override
  public String toString() {
    return "LedgerKey[" + origin() + ", hidden]";
  }
}
