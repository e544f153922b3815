package dev.gambeson.artifact.sign.oms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.artifact.sign.Dsse;
import dev.gambeson.artifact.sign.Statement;
import dev.gambeson.artifact.sign.TestCertificate;
import dev.gambeson.artifact.sign.TestKeys;
import dev.gambeson.artifact.sign.TrustPolicy;
import dev.gambeson.artifact.sign.internal.StrictJson;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Everything that can be done to a signed model, one test each: none of it may verify.
class TamperTest {
  private static final TrustPolicy ALICE = TrustPolicy.ofKey(TestKeys.ALICE.verifyingKey());

  @TempDir private Path folder;
  private Signed signed;

  @BeforeEach
  void sign() throws Exception {
    signed = Signed.in(folder).by(TestKeys.ALICE);
  }

  private void refused(String... findings) {
    Verification v = signed.verify(ALICE);
    assertThat(v.holds()).isFalse();
    assertThat(Signed.findings(v)).containsExactly(findings);
  }

  private ObjectNode bundle() throws Exception {
    return StrictJson.object(Files.readAllBytes(signed.files().main()), "b");
  }

  private void write(ObjectNode bundle) throws Exception {
    Files.write(signed.files().main(), StrictJson.write(bundle));
  }

  private static ObjectNode envelope(ObjectNode bundle) {
    return (ObjectNode) bundle.path("dsseEnvelope");
  }

  private void changePayload(UnaryOperator<String> change) throws Exception {
    ObjectNode bundle = bundle();
    String payload =
        new String(Base64.getDecoder().decode(envelope(bundle).path("payload").asString()), UTF_8);
    String changed = change.apply(payload);
    assertThat(changed).isNotEqualTo(payload);
    envelope(bundle).put("payload", Base64.getEncoder().encodeToString(changed.getBytes(UTF_8)));
    write(bundle);
  }

  @Test
  void whatNobodyTouchedHolds() {
    Verification v = signed.verify(ALICE);
    assertThat(v.holds()).isTrue();
    assertThat(Signed.findings(v)).isEmpty();
    assertThat(v.files()).isEqualTo(5);
    assertThat(v.bytes()).isEqualTo(200_004);
  }

  @Test
  void oneChangedBit() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(signed.path("weights.bin").toFile(), "rw")) {
      file.seek(123_456);
      file.write(1);
    }
    refused("GB-SIG-004 File changed");
  }

  @Test
  void oneByteMore() throws Exception {
    Files.write(signed.path("weights.bin"), new byte[200_001]);
    refused("GB-SIG-004 File changed");
  }

  @Test
  void aTruncatedFile() throws Exception {
    Files.write(signed.path("weights.bin"), new byte[199_999]);
    refused("GB-SIG-004 File changed");
  }

  @Test
  void anAddedFile() throws Exception {
    Files.writeString(signed.path("layers/evil.py"), "import os");
    refused("GB-SIG-005 Unsigned file");
  }

  @Test
  void anAddedEmptyFile() throws Exception {
    Files.createFile(signed.path("__init__.py"));
    refused("GB-SIG-005 Unsigned file");
  }

  @Test
  void aMissingFile() throws Exception {
    Files.delete(signed.path("config.json"));
    refused("GB-SIG-004 File missing");
  }

  @Test
  void aMissingEmptyFile() throws Exception {
    Files.delete(signed.path("empty"));
    refused("GB-SIG-004 File missing");
  }

  @Test
  void aRenamedFile() throws Exception {
    Files.move(signed.path("config.json"), signed.path("configuration.json"));
    refused("GB-SIG-004 File renamed");
  }

  @Test
  void aFileThatMovedToAnotherFolder() throws Exception {
    Files.move(signed.path("layers/a.txt"), signed.path("a.txt"));
    refused("GB-SIG-004 File renamed");
  }

  @Test
  void aNameThatDiffersInCase() throws Exception {
    Files.move(signed.path("config.json"), signed.path("Config.json"));
    refused("GB-SIG-004 File renamed");
  }

  @Test
  void twoFilesThatChangedPlaces() throws Exception {
    Files.move(signed.path("layers/a.txt"), signed.path("t"));
    Files.move(signed.path("layers-b.txt"), signed.path("layers/a.txt"));
    Files.move(signed.path("t"), signed.path("layers-b.txt"));
    refused("GB-SIG-004 File changed", "GB-SIG-004 File changed");
  }

  @Test
  void aFileThatBecameALinkToItsOwnContent() throws Exception {
    Path elsewhere = Files.move(signed.path("config.json"), folder.resolve("elsewhere"));
    Files.createSymbolicLink(signed.path("config.json"), elsewhere);
    refused("GB-SIG-005 Not a regular file");
  }

  @Test
  void aFolderThatBecameALink() throws Exception {
    Path elsewhere = Files.move(signed.path("layers"), folder.resolve("elsewhere"));
    Files.createSymbolicLink(signed.path("layers"), elsewhere);
    refused("GB-SIG-004 File missing", "GB-SIG-005 Not a regular file");
  }

  @Test
  void anAddedLink() throws Exception {
    Files.createSymbolicLink(signed.path("passwd"), Path.of("/etc/passwd"));
    refused("GB-SIG-005 Not a regular file");
  }

  @Test
  void aDigestThatWasChangedInTheManifest() throws Exception {
    String digest = signed.manifest().digests().get("weights.bin");
    changePayload(p -> p.replace(String.valueOf(digest), "00".repeat(32)));
    Verification v = signed.verify(ALICE);
    assertThat(v.holds()).isFalse();
    assertThat(Signed.findings(v)).contains("GB-SIG-001 Signature does not fit");
  }

  @Test
  void aNameThatWasChangedInTheManifest() throws Exception {
    changePayload(p -> p.replace("config.json", "konfig.json"));
    refused("GB-SIG-001 Signature does not fit", "GB-SIG-003 Not enough signers");
  }

  @Test
  void anEntryThatWasTakenOutOfTheManifest() throws Exception {
    changePayload(p -> p.replaceFirst("\\{\"name\":\"empty\"[^}]*},", ""));
    Verification v = signed.verify(ALICE);
    assertThat(v.holds()).isFalse();
    assertThat(Signed.findings(v)).contains("GB-SIG-001 Signature does not fit");
  }

  @Test
  void entriesOfTheManifestThatChangedPlaces() throws Exception {
    changePayload(p -> {
      ObjectNode node = StrictJson.object(p.getBytes(UTF_8), "p");
      ArrayNode list = (ArrayNode) node.path("predicate").path("resources");
      list.add(list.remove(0));
      return new String(StrictJson.compact(node), UTF_8);
    });
    Verification v = signed.verify(ALICE);
    assertThat(v.holds()).isFalse();
    assertThat(Signed.findings(v)).contains("GB-SIG-001 Signature does not fit");
  }

  @Test
  void aPathThatWasAddedToWhatIsLeftOut() throws Exception {
    Files.writeString(signed.path("evil.py"), "import os");
    changePayload(p -> p.replace("\".git\",", "\".git\",\"evil.py\","));
    refused("GB-SIG-001 Signature does not fit", "GB-SIG-003 Not enough signers");
  }

  @Test
  void aSignatureThatWasChanged() throws Exception {
    ObjectNode bundle = bundle();
    ObjectNode one = (ObjectNode) envelope(bundle).path("signatures").path(0);
    byte[] sig = Base64.getDecoder().decode(one.path("sig").asString());
    sig[sig.length - 1] ^= 1;
    one.put("sig", Base64.getEncoder().encodeToString(sig));
    write(bundle);
    refused("GB-SIG-001 Signature does not fit", "GB-SIG-003 Not enough signers");
  }

  @Test
  void aSignatureOfAllZeros() throws Exception { // CVE-2022-21449, "psychic signatures"
    ObjectNode bundle = bundle();
    ObjectNode one = (ObjectNode) envelope(bundle).path("signatures").path(0);
    one.put("sig", Base64.getEncoder().encodeToString(new byte[] {0x30, 6, 2, 1, 0, 2, 1, 0}));
    write(bundle);
    refused("GB-SIG-001 Signature does not fit", "GB-SIG-003 Not enough signers");
  }

  @Test
  void aHintThatWasChanged() throws Exception {
    ObjectNode bundle = bundle();
    ((ObjectNode) bundle.path("verificationMaterial").path("publicKey"))
        .put("hint", "00".repeat(32));
    write(bundle);
    refused("GB-SIG-002 Unknown key", "GB-SIG-003 Not enough signers");
  }

  @Test
  void aSignatureOfAnotherModel() throws Exception {
    Signed other = Signed.in(Files.createDirectories(folder.resolve("other")));
    Files.writeString(other.path("config.json"), "{\"other\": 1}");
    other.by(TestKeys.ALICE);
    Files.copy(
        other.files().main(),
        signed.files().main(),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    refused("GB-SIG-004 File changed");
  }

  @Test
  void aStrangersSignatureOverChangedFiles() throws Exception {
    Files.writeString(signed.path("config.json"), "evil");
    signed.by(ModelSigner.Existing.REPLACE, TestKeys.MALLORY);
    refused("GB-SIG-002 Unknown key", "GB-SIG-003 Not enough signers");
  }

  @Test
  void aStrangersCertificateInTheBundle() throws Exception {
    TestCertificate root = TestCertificate.named("root").authority().selfSigned();
    TestCertificate mallory = TestCertificate.named("alice").by(root);
    Dsse envelope =
        Dsse.sign(
            Statement.PAYLOAD_TYPE, signed.manifest().statement().toJson(), mallory.key(), "");
    write(Bundle.ofCertificate(envelope, List.of(mallory.certificate(), root.certificate())));
    refused("GB-SIG-002 Unknown key", "GB-SIG-003 Not enough signers");
  }

  @Test
  void aSignedStatementOfAnotherKind() throws Exception {
    Statement approval =
        new Statement(
            signed.manifest().statement().subjects(),
            "https://example.org/approval/v1",
            signed.manifest().statement().predicate());
    Dsse envelope = Dsse.sign(Statement.PAYLOAD_TYPE, approval.toJson(), TestKeys.ALICE, "");
    write(Bundle.ofKey(envelope, TestKeys.ALICE.verifyingKey()));
    refused("GB-SIG-001 Signature does not fit", "GB-SIG-003 Not enough signers");
  }

  @Test
  void aSignatureThatWasDeleted() throws Exception {
    Files.delete(signed.files().main());
    refused("GB-SIG-001 Not signed", "GB-SIG-003 Not enough signers");
  }

  @Test
  void aModelThatLiesUnderAnotherRulesName() throws Exception {
    Files.writeString(folder.resolve("a.pub"), TestKeys.ALICE.verifyingKey().pem());
    TrustPolicy toys =
        TrustPolicy.parse(
            "version: 1\nsigners: {alice: {key: a.pub}}\nrules: [{models: 'toy-*', signers: [alice]}]",
            folder,
            "The policy");
    Verification v = signed.verify(toys);
    assertThat(v.holds()).isFalse();
    assertThat(Signed.findings(v)).containsExactly("GB-SIG-003 Not enough signers");
  }
}
