package dev.gambeson.artifact.sign.oms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.artifact.sign.KeyKind;
import dev.gambeson.artifact.sign.SigningKey;
import dev.gambeson.artifact.sign.TestCertificate;
import dev.gambeson.artifact.sign.TestKeys;
import dev.gambeson.artifact.sign.TrustPolicy;
import dev.gambeson.artifact.sign.internal.StrictJson;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Workers;
import dev.gambeson.core.io.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

/// Signing: what is covered, what is refused, several signers, and what is written.
class ModelSigningTest {
  private static final TrustPolicy ALICE = TrustPolicy.ofKey(TestKeys.ALICE.verifyingKey());

  @TempDir private Path folder;
  private Signed model;

  @BeforeEach
  void make() throws Exception {
    model = Signed.in(folder);
  }

  private TrustPolicy policy(String rule) throws Exception {
    Files.writeString(folder.resolve("a.pub"), TestKeys.ALICE.verifyingKey().pem());
    Files.writeString(folder.resolve("aq.pub"), TestKeys.ALICE_PQ.verifyingKey().pem());
    Files.writeString(folder.resolve("b.pub"), TestKeys.BOB.verifyingKey().pem());
    Files.writeString(folder.resolve("c.pub"), TestKeys.CAROL.verifyingKey().pem());
    return TrustPolicy.parse(
        """
        version: 1
        signers:
          alice: {key: a.pub, post-quantum-key: aq.pub}
          bob: {key: b.pub}
          carol: {key: c.pub}
        rules: [{models: '*', %s}]
        """
            .formatted(rule),
        folder,
        "The policy");
  }

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void everyKindOfKeySigns(KeyKind kind) throws Exception {
    SigningKey key = SigningKey.generate(kind, TestKeys.RANDOM);
    model.by(key);
    assertThat(model.verify(TrustPolicy.ofKey(key.verifyingKey())).holds()).isTrue();
    assertThat(Files.exists(model.files().main())).isEqualTo(kind.inOms());
    assertThat(Files.exists(model.files().more())).isEqualTo(!kind.inOms());
  }

  @Test
  void theSameFilesGiveTheSameStatement() {
    assertThat(model.manifest().statement().toJson())
        .isEqualTo(model.manifest().statement().toJson());
    Manifest one = model.manifest();
    try (Workers single = new Workers(1)) {
      Manifest again =
          new ModelSigner(model.files())
              .manifest(model.model, "fraud-7", List.of(), single, Progress.silent());
      assertThat(again.statement().toJson()).isEqualTo(one.statement().toJson());
    }
  }

  @Test
  void namesStandInCodePointOrderAndTheRootDigestIsTheirs() {
    Manifest manifest = model.manifest();
    assertThat(manifest.digests().keySet())
        .containsExactly("config.json", "empty", "layers-b.txt", "layers/a.txt", "weights.bin");
    String digests = String.join("", manifest.digests().values());
    assertThat(manifest.root()).isEqualTo(Sha256.of(java.util.HexFormat.of().parseHex(digests)));
  }

  @Test
  void threeSignersSignOneAfterTheOther() throws Exception {
    model.by(TestKeys.ALICE);
    model.by(ModelSigner.Existing.ADD, TestKeys.BOB);
    TrustPolicy three = policy("signers: [alice, bob, carol], threshold: 3");
    assertThat(model.verify(three).holds()).isFalse();
    model.by(ModelSigner.Existing.ADD, TestKeys.CAROL);
    Verification v = model.verify(three);
    assertThat(v.trust().signers()).containsExactly("alice", "bob", "carol");
    assertThat(v.holds()).isTrue();
    assertThat(model.verify(ALICE).holds()).as("one of them alone").isTrue();
  }

  @Test
  void theHybridSignatureLiesBesideTheBundleAndBothAreNeeded() throws Exception {
    TrustPolicy hybrid = policy("signers: [alice], post-quantum: true");
    model.by(TestKeys.ALICE);
    assertThat(model.verify(hybrid).holds()).isFalse();
    model.by(ModelSigner.Existing.REPLACE, TestKeys.ALICE, TestKeys.ALICE_PQ);
    assertThat(model.verify(hybrid).holds()).isTrue();
    assertThat(Files.readString(model.files().main()))
        .contains("application/vnd.dev.sigstore.bundle.v0.3+json")
        .doesNotContain(TestKeys.ALICE_PQ.verifyingKey().id());
    Files.delete(model.files().main());
    assertThat(model.verify(hybrid).holds()).isFalse();
  }

  @Test
  void nobodySignsTwice() {
    model.by(TestKeys.ALICE);
    assertThatThrownBy(() -> model.by(ModelSigner.Existing.ADD, TestKeys.ALICE))
        .hasMessageContaining("signed these files already");
  }

  @Test
  void nobodySignsBesideASignatureOfOtherFiles() throws Exception {
    model.by(TestKeys.ALICE);
    byte[] before = Files.readAllBytes(model.files().main());
    Files.writeString(model.path("config.json"), "changed");
    assertThatThrownBy(() -> model.by(ModelSigner.Existing.ADD, TestKeys.BOB))
        .hasMessageContaining("signs other files");
    assertThat(Files.readAllBytes(model.files().main())).isEqualTo(before);
    assertThat(model.files().more()).doesNotExist();
  }

  @Test
  void aSignatureIsNotOverwrittenUnasked() {
    model.by(TestKeys.ALICE);
    assertThatThrownBy(() -> model.by(TestKeys.BOB))
        .hasMessageContaining("--add")
        .extracting(e -> ((GambesonException) e).exitCode())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void replacingLetsEverySignatureGo() {
    model.by(TestKeys.ALICE, TestKeys.ALICE_PQ);
    model.by(ModelSigner.Existing.REPLACE, TestKeys.BOB);
    assertThat(model.files().more()).doesNotExist();
    model.by(ModelSigner.Existing.REPLACE, TestKeys.CAROL);
    assertThat(model.files().main()).doesNotExist();
    assertThat(model.files().more()).exists();
  }

  @Test
  void aSecondWriterIsRefused() throws Exception {
    Path lock = Files.createFile(model.path("model.sig.lock"));
    assertThatThrownBy(() -> model.by(TestKeys.ALICE))
        .hasMessageContaining("Another signer is at work");
    assertThat(model.files().exist()).isFalse();
    Files.delete(lock);
    model.by(TestKeys.ALICE);
    assertThat(lock).doesNotExist();
    assertThat(folderNames()).noneMatch(n -> n.endsWith(".tmp"));
  }

  private List<String> folderNames() throws Exception {
    try (var list = Files.list(model.model)) {
      return list.map(p -> String.valueOf(p.getFileName())).collect(Collectors.toList());
    }
  }

  @Test
  void aSignatureThatCannotBeWrittenLeavesNothingBehind() throws Exception {
    Path taken = Files.createDirectories(model.path("model.sig").resolve("x")).getParent();
    assertThatThrownBy(() -> model.by(ModelSigner.Existing.REPLACE, TestKeys.ALICE))
        .isInstanceOf(GambesonException.class);
    assertThat(folderNames()).noneMatch(n -> n.endsWith(".tmp") || n.endsWith(".lock"));
    assertThat(taken).isDirectory();
  }

  @Test
  void gitFilesAtTheTopAreLeftOutAndDeeperOnesAreNot() throws Exception {
    Files.createDirectories(model.path(".git/objects"));
    Files.writeString(model.path(".git/HEAD"), "x");
    Files.writeString(model.path(".gitattributes"), "x");
    Files.createDirectories(model.path("layers/.git"));
    Files.writeString(model.path("layers/.git/HEAD"), "x");
    model.by(TestKeys.ALICE);
    assertThat(model.manifest().digests().keySet())
        .contains("layers/.git/HEAD")
        .doesNotContain(".git/HEAD", ".gitattributes");
    Verification v = model.verify(ALICE);
    assertThat(v.holds()).isTrue();
    assertThat(v.leftOut()).containsExactly(".git/HEAD", ".gitattributes");
  }

  @Test
  void whatTheSignerLeavesOutMayChangeAndNothingElse() throws Exception {
    Files.createDirectories(model.path("cache/deep"));
    Files.writeString(model.path("cache/deep/x"), "1");
    Manifest manifest = model.manifest("cache");
    new ModelSigner(model.files())
        .sign(manifest, List.of(Signatory.of(TestKeys.ALICE)), ModelSigner.Existing.REFUSE);
    Files.writeString(model.path("cache/deep/x"), "2");
    assertThat(model.verify(ALICE).holds()).isTrue();
    Files.writeString(model.path("cache2"), "3");
    assertThat(model.verify(ALICE).holds()).isFalse();
  }

  @Test
  void whatOnlyOneOfTwoSignersLeftOutIsUnsigned() throws Exception {
    model.by(TestKeys.ALICE);
    Manifest open = model.manifest("extra");
    new ModelSigner(model.files())
        .sign(open, List.of(Signatory.of(TestKeys.BOB)), ModelSigner.Existing.ADD);
    Files.writeString(model.path("extra"), "x");
    Verification v = model.verify(policy("signers: [alice, bob], threshold: 2"));
    assertThat(v.trust().satisfied()).isTrue();
    assertThat(Signed.findings(v)).containsExactly("GB-SIG-005 Unsigned file");
  }

  @Test
  void pathsToLeaveOutMustBePlain() {
    for (String path : List.of("*.bin", "../x", "/etc", "a//b", "", "a\\b", "[a]")) {
      assertThatThrownBy(() -> model.manifest(path)).hasMessageContaining("plain path");
    }
  }

  @Test
  void unsignedFilesAreAllowedOnlyWhenAsked() throws Exception {
    model.by(TestKeys.ALICE);
    Files.writeString(model.path("notes.txt"), "x");
    assertThat(model.verify(ALICE).holds()).isFalse();
    assertThat(model.verify(ALICE, true).holds()).isTrue();
    assertThat(model.verify(ALICE, "notes.txt").holds()).isTrue();
    Files.delete(model.path("config.json"));
    assertThat(model.verify(ALICE, true).holds()).isFalse();
  }

  @Test
  void linksArePointedOutAndNotFollowed() throws Exception {
    Files.createSymbolicLink(model.path("link"), model.path("config.json"));
    assertThatThrownBy(model::manifest)
        .hasMessageContaining("'link'")
        .hasMessageContaining("symbolic link");
  }

  @Test
  void anEmptyModelIsRefused() throws Exception {
    Signed empty = Signed.at(Files.createDirectories(folder.resolve("nothing/deep")));
    assertThatThrownBy(empty::manifest)
        .extracting(e -> ((GambesonException) e).exitCode())
        .isEqualTo(ExitCode.NOTHING_EXAMINED);
  }

  @Test
  void aSingleFileIsSignedUnderItsName() throws Exception {
    Signed file = Signed.at(Files.writeString(folder.resolve("m.onnx"), "x")).by(TestKeys.ALICE);
    assertThat(file.files().main()).isEqualTo(folder.resolve("m.onnx.sig"));
    assertThat(file.manifest().digests()).containsOnlyKeys("m.onnx");
    assertThat(file.verify(ALICE).holds()).isTrue();
    Files.writeString(file.model, "y");
    assertThat(file.verify(ALICE).holds()).isFalse();
  }

  @Test
  void digestsThatAreKnownAreSignedWithoutReading() throws Exception {
    Path list = folder.resolve("SHA256SUMS");
    Files.writeString(
        list,
        model.manifest().digests().entrySet().stream()
            .map(e -> e.getValue() + "  ./" + e.getKey() + "\n")
            .collect(Collectors.joining()));
    Path elsewhere = folder.resolve("elsewhere.sig");
    SortedMap<String, String> digests = DigestList.read(list);
    ModelSigner signer = new ModelSigner(SignatureFiles.at(elsewhere));
    Manifest manifest = signer.manifest(folder.resolve("not/there"), "fraud-7", List.of(), digests);
    signer.sign(manifest, List.of(Signatory.of(TestKeys.ALICE)), ModelSigner.Existing.REFUSE);
    assertThat(model.verify(ALICE, SignatureFiles.at(elsewhere), false).holds()).isTrue();
  }

  @Test
  void aListOfDigestsThatIsNoneIsRefused() throws Exception {
    Path list = folder.resolve("SUMS");
    String line = "ab".repeat(32) + "  a\n";
    for (String text : List.of("hello\n", line + line, "ab".repeat(20) + "  a\n")) {
      Files.writeString(list, text);
      assertThatThrownBy(() -> DigestList.read(list)).isInstanceOf(GambesonException.class);
    }
    Files.writeString(list, "\\" + "ab".repeat(32) + " *a\\\\b\\nc\n");
    assertThat(DigestList.read(list)).containsOnlyKeys("a\\b\nc");
    Files.writeString(list, "ab".repeat(32) + "  ../../etc/passwd\n");
    assertThatThrownBy(() ->
            new ModelSigner(model.files())
                .manifest(model.model, "m", List.of(), DigestList.read(list)))
        .hasMessageContaining("cannot be signed");
  }

  @Test
  void aCertificateMustBeTheKeysOwnAndValid() throws Exception {
    TestCertificate root = TestCertificate.named("root").authority().selfSigned();
    TestCertificate leaf = TestCertificate.named("release").by(root);
    Instant now = TestCertificate.NOW;
    List<java.security.cert.X509Certificate> chain = List.of(leaf.certificate());
    model.by(TestKeys.BOB);
    new ModelSigner(model.files())
        .sign(
            model.manifest(),
            List.of(Signatory.of(leaf.key(), chain, now)),
            ModelSigner.Existing.ADD);
    assertThat(model.verify(TrustPolicy.ofRoots(List.of(root.certificate()))).holds()).isTrue();
    assertThatThrownBy(() -> Signatory.of(TestKeys.ALICE, chain, now))
        .hasMessageContaining("belongs to the key");
    assertThatThrownBy(() -> Signatory.of(leaf.key(), chain, now.plus(Duration.ofDays(3650))))
        .hasMessageContaining("expired");
  }

  @Test
  void aFolderOfTenThousandFilesIsSignedOnFewThreads() throws Exception {
    Path many = Files.createDirectories(folder.resolve("many"));
    for (int i = 0; i < 10_000; i++) {
      Files.writeString(many.resolve("f" + i), Integer.toString(i));
    }
    Signed big = Signed.at(many).by(TestKeys.ALICE);
    Verification v = big.verify(ALICE);
    assertThat(v.holds()).isTrue();
    assertThat(v.files()).isEqualTo(10_000);
  }

  @Test
  void aDamagedSecondFileIsNoSignature() throws Exception {
    model.by(TestKeys.ALICE, TestKeys.CAROL);
    List<String> damages = new ArrayList<>();
    damages.add("{");
    damages.add("{\"mediaType\":\"" + SignatureFiles.MORE_TYPE + "\"}");
    damages.add(
        "{\"mediaType\":\"" + SignatureFiles.MORE_TYPE + "\",\"bundles\":[{}],\"envelopes\":[]}");
    damages.add(
        "{\"mediaType\":\"" + SignatureFiles.MORE_TYPE + "\",\"bundles\":[],\"envelopes\":[1]}");
    for (String damage : damages) {
      Files.writeString(model.files().more(), damage);
      assertThatThrownBy(() -> model.verify(ALICE))
          .isInstanceOf(GambesonException.class)
          .hasMessageContaining("model.sig.more");
    }
  }

  @Test
  void aSignatureOfAGigabyteIsNotRead() throws Exception {
    try (var file = new java.io.RandomAccessFile(model.files().main().toFile(), "rw")) {
      file.setLength(1L << 30);
    }
    assertThatThrownBy(() -> model.verify(ALICE)).hasMessageContaining("larger than 64 MiB");
  }

  @Test
  void anExtraSignatureOfAStrangerIsALowFindingWhenEnoughOthersSigned() {
    model.by(TestKeys.ALICE);
    model.by(ModelSigner.Existing.ADD, TestKeys.MALLORY);
    Verification v = model.verify(ALICE);
    assertThat(v.holds()).isTrue();
    assertThat(Signed.findings(v)).containsExactly("GB-SIG-002 Unknown key");
  }

  @Test
  void aBundleOfAnUnknownKindIsRefused() throws Exception {
    model.by(TestKeys.ALICE);
    ObjectNode bundle =
        StrictJson.object(Files.readAllBytes(model.files().main()), "b")
            .put("mediaType", "application/vnd.dev.sigstore.bundle.v9+json");
    Files.write(model.files().main(), StrictJson.write(bundle));
    assertThatThrownBy(() -> model.verify(ALICE)).hasMessageContaining("media type");
  }
}
