package dev.gambeson.registry.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Signed notes and keys; the example is that of the C2SP specification.
class NoteTest {
  private static final String VKEY =
      "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
  private static final String NOTE =
      "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

  @TempDir private Path folder;

  @Test
  void theExampleOfTheSpecificationVerifiesAndNoChangeOfItDoes() {
    VerifierKey key = VerifierKey.parse(VKEY);
    byte[] good = NOTE.getBytes(StandardCharsets.UTF_8);
    assertThat(SignedNote.parse(good, "note").signedBy(key)).isEqualTo(SignedNote.State.VALID);
    assertThat(key.text()).isEqualTo(VKEY);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      boolean accepted;
      try {
        accepted = SignedNote.parse(bad, "note").signedBy(key) == SignedNote.State.VALID;
      } catch (GambesonException e) {
        accepted = false;
      }
      assertThat(accepted).as("byte %d", i).isFalse();
    }
  }

  @Test
  void keysSurviveTheirFilesAndAreNeverOverwritten() {
    LedgerKey made = LedgerKey.create(folder.resolve("k"), "o", TestLedgers.random(1));
    assertThat(LedgerKey.read(folder.resolve("k")).verifier()).isEqualTo(made.verifier());
    assertThatThrownBy(() -> LedgerKey.create(folder.resolve("k"), "o", TestLedgers.random(2)))
        .hasMessageContaining("never overwritten");
  }

  @Test
  void secretsDoNotShowInText() {
    LedgerKey key = LedgerKey.create(folder.resolve("k"), "o", TestLedgers.random(1));
    assertThat(key.toString() + key.signing() + key.pseudonyms())
        .isEqualTo("LedgerKey[o, hidden]SigningKey[o, hidden]PseudonymKey[hidden]");
  }
}
