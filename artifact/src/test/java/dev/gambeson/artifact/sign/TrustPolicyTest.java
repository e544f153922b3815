package dev.gambeson.artifact.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.artifact.sign.Trust.Reason;
import dev.gambeson.artifact.sign.internal.StrictJson;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who counts as a signer, and when there are enough of them.
class TrustPolicyTest {
  private static final String TYPE = "https://example.org/approval/v1";
  private static final String DIGEST = "ab".repeat(32);
  private static final TrustPolicy.Question FRAUD =
      new TrustPolicy.Question("fraud-7", DIGEST, TYPE);

  private static final String POLICY =
      """
      version: 1
      signers:
        alice: {key: alice.pub, post-quantum-key: alice-pq.pub}
        bob: {key: bob.pub, post-quantum-key: bob-pq.pub}
        carol: {key: carol.pub}
      rules:
        - {models: "fraud-*", signers: [alice, bob, carol], threshold: 2}
        - {models: "toy", signers: [carol]}
        - {models: "pq-*", signers: [alice, bob], threshold: 2, post-quantum: true}
        - {models: "named-*", signers: [alice], signed-name: true}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writeKeys() throws Exception {
    write("alice.pub", TestKeys.ALICE);
    write("alice-pq.pub", TestKeys.ALICE_PQ);
    write("bob.pub", TestKeys.BOB);
    write("bob-pq.pub", TestKeys.BOB_PQ);
    write("carol.pub", TestKeys.CAROL);
  }

  private void write(String name, SigningKey key) throws Exception {
    Files.writeString(folder.resolve(name), key.verifyingKey().pem());
  }

  private TrustPolicy policy(String text) {
    return TrustPolicy.parse(text, folder, "The trust policy trust.yaml");
  }

  private static Attestation by(SigningKey... keys) {
    return about(DIGEST, TYPE, "fraud-7", keys);
  }

  private static Attestation about(String digest, String type, String name, SigningKey... keys) {
    Statement statement =
        new Statement(List.of(Statement.Subject.sha256(name, digest)), type, StrictJson.object());
    Dsse envelope = statement.sign(keys[0]);
    for (int i = 1; i < keys.length; i++) {
      envelope = envelope.with(keys[i]);
    }
    return Attestation.of("model.sig", envelope);
  }

  private Trust ask(String policy, Attestation... attestations) {
    return policy(policy).verify(FRAUD, List.of(attestations), TestCertificate.NOW);
  }

  @Test
  void twoOfThreeAreEnoughInOneEnvelopeOrInTwo() {
    Trust one = ask(POLICY, by(TestKeys.ALICE, TestKeys.CAROL));
    assertThat(one.satisfied()).isTrue();
    assertThat(one.signers()).containsExactly("alice", "carol");
    Trust two = ask(POLICY, by(TestKeys.CAROL), by(TestKeys.BOB));
    assertThat(two.satisfied()).isTrue();
    assertThat(two.signers()).containsExactly("bob", "carol");
  }

  @Test
  void oneOfThreeIsNotEnough() {
    Trust trust = ask(POLICY, by(TestKeys.ALICE));
    assertThat(trust.satisfied()).isFalse();
    assertThat(trust.signers()).containsExactly("alice");
    assertThat(trust.summary()).contains("1 of the 2");
  }

  @Test
  void theSameKeyTwiceCountsOnce() {
    assertThat(ask(POLICY, by(TestKeys.ALICE), by(TestKeys.ALICE)).satisfied()).isFalse();
    assertThat(ask(POLICY, by(TestKeys.ALICE, TestKeys.ALICE)).satisfied()).isFalse();
  }

  @Test
  void twoKeysOfOnePersonCountOnce() {
    Trust trust = ask(POLICY, by(TestKeys.ALICE), by(TestKeys.ALICE_PQ));
    assertThat(trust.accepted()).hasSize(2);
    assertThat(trust.signers()).containsExactly("alice");
    assertThat(trust.satisfied()).isFalse();
  }

  @Test
  void aStrangerDoesNotCount() {
    Trust trust = ask(POLICY, by(TestKeys.ALICE), by(TestKeys.MALLORY));
    assertThat(trust.satisfied()).isFalse();
    assertThat(trust.rejected())
        .extracting(Trust.Rejected::reason)
        .containsExactly(Reason.UNKNOWN_KEY);
  }

  @Test
  void aSignerOfAnotherRuleDoesNotCount() {
    TrustPolicy.Question toy = new TrustPolicy.Question("toy", DIGEST, TYPE);
    Trust trust = policy(POLICY).verify(toy, List.of(by(TestKeys.ALICE)), TestCertificate.NOW);
    assertThat(trust.satisfied()).isFalse();
    assertThat(trust.rejectedFor(Reason.UNKNOWN_KEY)).isTrue();
  }

  @Test
  void aNameThatNoRuleCoversIsTrustedByNobody() {
    TrustPolicy.Question other = new TrustPolicy.Question("other", DIGEST, TYPE);
    Trust trust =
        policy(POLICY)
            .verify(other, List.of(by(TestKeys.ALICE, TestKeys.BOB)), TestCertificate.NOW);
    assertThat(trust.satisfied()).isFalse();
    assertThat(trust.summary()).contains("No rule").contains("'other'");
  }

  @Test
  void aSignatureAboutAnotherDigestOrTypeDoesNotCount() {
    Attestation digest = about("cd".repeat(32), TYPE, "fraud-7", TestKeys.ALICE, TestKeys.BOB);
    Attestation type =
        about(DIGEST, "https://example.org/scan/v1", "fraud-7", TestKeys.ALICE, TestKeys.BOB);
    Trust trust = ask(POLICY, digest, type);
    assertThat(trust.satisfied()).isFalse();
    assertThat(trust.rejected())
        .extracting(Trust.Rejected::reason)
        .containsExactly(Reason.OTHER_SUBJECT, Reason.OTHER_SUBJECT);
  }

  @Test
  void aChangedPayloadIsABadSignature() {
    Dsse envelope = by(TestKeys.ALICE).envelope();
    var node = envelope.toNode();
    String changed =
        new String(envelope.payload(), java.nio.charset.StandardCharsets.UTF_8)
            .replace("fraud-7", "fraud-8");
    node.put(
        "payload",
        java.util.Base64.getEncoder()
            .encodeToString(changed.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    Trust trust = ask(POLICY, Attestation.of("model.sig", Dsse.of(node, "model.sig")));
    assertThat(trust.signers()).isEmpty();
    assertThat(trust.rejected())
        .extracting(Trust.Rejected::reason)
        .containsExactly(Reason.BAD_SIGNATURE);
  }

  @Test
  void theHybridRuleNeedsBothSignaturesOfEachSigner() {
    TrustPolicy.Question pq = new TrustPolicy.Question("pq-1", DIGEST, TYPE);
    List<Attestation> classical = List.of(by(TestKeys.ALICE), by(TestKeys.BOB));
    List<Attestation> three = new ArrayList<>(classical);
    three.add(by(TestKeys.ALICE_PQ));
    List<Attestation> four = new ArrayList<>(three);
    four.add(by(TestKeys.BOB_PQ));
    List<Attestation> latticeOnly = List.of(by(TestKeys.ALICE_PQ), by(TestKeys.BOB_PQ));
    TrustPolicy policy = policy(POLICY);
    assertThat(policy.verify(pq, classical, TestCertificate.NOW).satisfied()).isFalse();
    assertThat(policy.verify(pq, latticeOnly, TestCertificate.NOW).satisfied()).isFalse();
    Trust partly = policy.verify(pq, three, TestCertificate.NOW);
    assertThat(partly.satisfied()).isFalse();
    assertThat(partly.summary()).contains("bob gave only one of the two signatures");
    assertThat(policy.verify(pq, four, TestCertificate.NOW).satisfied()).isTrue();
  }

  @Test
  void aRuleMayBindTheSignedName() {
    TrustPolicy.Question named = new TrustPolicy.Question("named-1", DIGEST, TYPE);
    Attestation other = about(DIGEST, TYPE, "toy", TestKeys.ALICE);
    Attestation same = about(DIGEST, TYPE, "named-2", TestKeys.ALICE);
    TrustPolicy policy = policy(POLICY);
    assertThat(policy.verify(named, List.of(other), TestCertificate.NOW).satisfied()).isFalse();
    assertThat(policy.verify(named, List.of(same), TestCertificate.NOW).satisfied()).isTrue();
  }

  @Test
  void aRevokedKeyNoLongerCounts() {
    String revoked =
        POLICY
            + "revoked:\n  - {key: %s, reason: laptop stolen}\n"
                .formatted(TestKeys.ALICE.verifyingKey().id());
    Trust trust = ask(revoked, by(TestKeys.ALICE, TestKeys.BOB));
    assertThat(trust.satisfied()).isFalse();
    assertThat(trust.signers()).containsExactly("bob");
    assertThat(trust.rejected().getFirst().message()).contains("laptop stolen");
  }

  @Test
  void revokedContentIsTrustedByNobodyHoweverManySigned() {
    String revoked = POLICY + "revoked:\n  - {model: %s, reason: poisoned}\n".formatted(DIGEST);
    Trust trust = ask(revoked, by(TestKeys.ALICE, TestKeys.BOB, TestKeys.CAROL));
    assertThat(trust.satisfied()).isFalse();
    assertThat(trust.rejectedFor(Reason.REVOKED)).isTrue();
  }

  @Test
  void onePolicyOfOneKey() {
    TrustPolicy policy = TrustPolicy.ofKey(TestKeys.ALICE.verifyingKey());
    assertThat(policy.verify(FRAUD, List.of(by(TestKeys.ALICE)), TestCertificate.NOW).satisfied())
        .isTrue();
    assertThat(policy.verify(FRAUD, List.of(by(TestKeys.BOB)), TestCertificate.NOW).satisfied())
        .isFalse();
    assertThat(policy.verify(FRAUD, List.of(), TestCertificate.NOW).satisfied()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "version: 1            | version: 2               | version: 1",
        "threshold: 2}         | threshold: 4}            | threshold is 4",
        "threshold: 2}         | threshold: 0}            | threshold is 0",
        "threshold: 2}         | threshold: two}          | threshold is",
        "threshold: 2}         | treshold: 2}             | Did you mean 'threshold'?",
        "[carol]}              | [carl]}                  | Did you mean 'carol'?",
        "[carol]}              | [carol, carol]}          | twice",
        "[carol]}              | []}                      | threshold is 1",
        "{key: carol.pub}      | {key: alice.pub}         | one key is one signer",
        "{key: carol.pub}      | {key: none.pub}          | does not exist",
        "{key: carol.pub}      | {key: 7}                 | must be a text",
        "{key: carol.pub}      | {}                       | neither 'key' nor 'certificate-roots'",
        "{key: carol.pub}      | {certificate-roots: x}   | needs 'subject' or 'san'",
        "alice-pq.pub          | bob.pub                  | is a P-384 key",
        "signed-name: true     | signed-name: 1           | true or false",
        "models: \"toy\"       | modles: \"toy\"          | Did you mean 'models'?",
        "[alice, bob], threshold: 2 | [alice, carol], threshold: 2 | with a post-quantum-key, 1",
      })
  void aPolicyThatIsNotUnderstoodIsRefused(String from, String to, String message) {
    String text = POLICY.replace(from, to.replace("\\n", "\n"));
    assertThat(text).isNotEqualTo(POLICY);
    assertThatThrownBy(() -> policy(text))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((GambesonException) e).exitCode())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void brokenYamlAndOddRevocationsAreRefused() {
    assertThatThrownBy(() -> policy("version: [")).hasMessageContaining("line");
    assertThatThrownBy(() -> policy("")).isInstanceOf(GambesonException.class);
    assertThatThrownBy(() -> policy("version: 1\nversion: 1\n"))
        .isInstanceOf(GambesonException.class);
    assertThatThrownBy(() -> policy(POLICY + "revoked: [{reason: x}]"))
        .hasMessageContaining("must name one of");
    assertThatThrownBy(() -> policy(POLICY + "revoked: [{key: abc}]"))
        .hasMessageContaining("no SHA-256");
    assertThatThrownBy(() -> TrustPolicy.read(folder.resolve("none.yaml")))
        .hasMessageContaining("does not exist");
  }

  @Test
  void keysMayStandInThePolicyItself() {
    String inline =
        "version: 1\nsigners:\n  alice:\n    key: |\n"
            + TestKeys.ALICE.verifyingKey().pem().indent(6)
            + "rules: [{models: '*', signers: [alice]}]\n";
    assertThat(ask(inline, by(TestKeys.ALICE)).satisfied()).isTrue();
  }
}
