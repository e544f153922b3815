package dev.gambeson.artifact.sign.oms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.artifact.sign.Dsse;
import dev.gambeson.artifact.sign.Statement;
import dev.gambeson.artifact.sign.TestKeys;
import dev.gambeson.artifact.sign.TrustPolicy;
import dev.gambeson.artifact.sign.internal.StrictJson;
import dev.gambeson.core.GambesonException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Manifests that are signed and wrong all the same, and names that mean mischief.
class HostileManifestTest {
  private static final TrustPolicy ALICE = TrustPolicy.ofKey(TestKeys.ALICE.verifyingKey());

  @TempDir private Path folder;

  private Verification signed(String statement) throws Exception {
    Signed model = Signed.in(folder);
    Dsse envelope =
        Dsse.sign(Statement.PAYLOAD_TYPE, statement.getBytes(UTF_8), TestKeys.ALICE, "");
    Files.write(
        model.files().main(),
        StrictJson.write(Bundle.ofKey(envelope, TestKeys.ALICE.verifyingKey())));
    return model.verify(ALICE);
  }

  private String sound() throws Exception {
    return new String(Signed.in(folder).manifest().statement().toJson(), UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"config.json\"          | \"../config.json\"        | plain relative path",
        "\"config.json\"          | \"/etc/passwd\"           | plain relative path",
        "\"config.json\"          | \"a/./b\"                 | plain relative path",
        "\"config.json\"          | \"a//b\"                  | plain relative path",
        "\"config.json\"          | \"a/\"                    | plain relative path",
        "\"config.json\"          | \"..\"                    | plain relative path",
        "\"config.json\"          | \"\"                      | it is empty",
        "\"config.json\"          | 7                         | it is empty",
        "\"config.json\"          | \"empty\"                 | twice",
        "\"method\":\"files\"     | \"method\":\"shards\"     | only 'files'",
        "\"hash_type\":\"sha256\" | \"hash_type\":\"blake3\"  | only 'sha256'",
        "\"hash_type\":\"sha256\" | \"hash_type\":\"md5\"     | only 'sha256'",
        "\"algorithm\":\"sha256\" | \"algorithm\":\"blake2b\" | no SHA-256",
        "\"allow_symlinks\":false | \"allow_symlinks\":\"no\" | links were followed",
        "\".github\"              | \"../..\"                 | which is none",
        "\"sha256\":\"            | \"sha1\":\"               | contradicts itself",
        "signature/v1.0           | signature/v2.0            | predicate type",
        "Statement/v1             | Statement/v9              | _type",
      })
  void aSignedManifestThatIsUnsoundIsRefused(String from, String to, String why) throws Exception {
    String statement = sound();
    String changed = statement.replace(from, to);
    assertThat(changed).isNotEqualTo(statement);
    Verification v = signed(changed);
    assertThat(v.holds()).isFalse();
    assertThat(v.unreadable())
        .singleElement()
        .satisfies(r -> assertThat(r.message()).contains(why));
  }

  @Test
  void aRootDigestThatIsNotTheFilesIsRefused() throws Exception {
    String root = Signed.in(folder).manifest().root();
    assertThat(signed(sound().replace(root, "00".repeat(32))).holds()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "null", "\u0000", "{\"a\":1e999999}"})
  void signedNonsenseIsRefused(String payload) throws Exception {
    Verification v = signed(payload);
    assertThat(v.holds()).isFalse();
    assertThat(v.unreadable()).hasSize(1);
  }

  @Test
  void bytesThatAreFlippedAnywhereInABundleNeverVerifyAndNeverCrash() throws Exception {
    Signed model = Signed.in(folder).by(TestKeys.ALICE);
    byte[] whole = Files.readAllBytes(model.files().main());
    String payload = bundlePayload(whole);
    Random random = new Random(7);
    for (int i = 0; i < 3000; i++) {
      byte[] changed = whole.clone();
      int at = random.nextInt(whole.length);
      changed[at] ^= (byte) (1 + random.nextInt(255));
      Files.write(model.files().main(), changed);
      try {
        Verification v = model.verify(ALICE);
        // White space and unknown keys may change; what is signed may not.
        assertThat(!v.holds() || bundlePayload(changed).equals(payload)).isTrue();
      } catch (GambesonException e) {
        assertThat(e).hasMessageContaining("model.sig");
      }
    }
  }

  private static String bundlePayload(byte[] bundle) {
    return StrictJson.object(bundle, "b").path("dsseEnvelope").path("payload").asString();
  }

  @Test
  void codePointOrderIsNotThatOfString() {
    List<String> names = new ArrayList<>(List.of("\uD835\uDD18", "\uFF41", "z", "a/b", "a-b"));
    names.sort(Names.BY_CODE_POINT);
    assertThat(names).containsExactly("a-b", "a/b", "z", "\uFF41", "\uD835\uDD18");
    assertThat("\uD835\uDD18".compareTo("\uFF41")).as("String's own order").isNegative();
  }

  @Test
  void namesThatAreSomethingElseElsewhereAreReported() {
    assertThat(
            Names.notPortable(
                List.of(
                    "Model.bin",
                    "model.bin",
                    "aux.txt",
                    "a/COM1",
                    "dot.",
                    "space ",
                    "a:b",
                    "e\u0301",
                    "\u00e9",
                    "txt\u202Ecod.exe")))
        .hasSize(8);
    assertThat(Names.notPortable(List.of("config.json", "auxiliary.txt", "a/com/x", "größe")))
        .isEmpty();
  }

  @Test
  void namesThatCollideElsewhereAreAFindingWhenVerified() throws Exception {
    Signed model = Signed.in(folder);
    Files.writeString(model.path("CONFIG.json"), "{}");
    model.by(TestKeys.ALICE);
    Verification v = model.verify(ALICE);
    assertThat(v.holds()).isTrue();
    assertThat(Signed.findings(v)).containsExactly("GB-SIG-006 Name not portable");
  }

  @Test
  void aBackslashIsNeverPartOfAName() throws Exception {
    Signed model = Signed.in(folder);
    Files.writeString(model.path("a\\b"), "x");
    assertThatThrownBy(model::manifest).hasMessageContaining("backslash");
  }
}
