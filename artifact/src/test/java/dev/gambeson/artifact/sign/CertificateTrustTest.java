package dev.gambeson.artifact.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.artifact.sign.Trust.Reason;
import dev.gambeson.artifact.sign.internal.StrictJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Signers who are known by certificates.
class CertificateTrustTest {
  private static final String TYPE = "t";
  private static final String DIGEST = "ab".repeat(32);
  private static TestCertificate root;
  private static TestCertificate middle;
  private static TestCertificate leaf;

  @TempDir private Path folder;

  @BeforeAll
  static void makeChain() throws Exception {
    root = TestCertificate.named("root").authority().selfSigned();
    middle = TestCertificate.named("middle").authority().by(root);
    leaf = TestCertificate.named("release").email("release@acme.example").by(middle);
  }

  private static Trust ask(
      TrustPolicy policy, TestCertificate signer, Instant now, TestCertificate... above) {
    Statement statement =
        new Statement(List.of(Statement.Subject.sha256("m", DIGEST)), TYPE, StrictJson.object());
    Dsse envelope = Dsse.sign(Statement.PAYLOAD_TYPE, statement.toJson(), signer.key(), "");
    List<X509Certificate> chain = new ArrayList<>(List.of(signer.certificate()));
    Stream.of(above).map(TestCertificate::certificate).forEach(chain::add);
    return policy.verify(
        new TrustPolicy.Question("m", DIGEST, TYPE),
        List.of(new Attestation("model.sig", envelope, "", chain)),
        now);
  }

  private static Trust ask(TestCertificate signer, Instant now, TestCertificate... above) {
    return ask(TrustPolicy.ofRoots(List.of(root.certificate())), signer, now, above);
  }

  private static void rejects(Trust trust, Reason reason, String message) {
    assertThat(trust.satisfied()).isFalse();
    assertThat(trust.rejected())
        .singleElement()
        .satisfies(r -> {
          assertThat(r.reason()).isEqualTo(reason);
          assertThat(r.message()).contains(message);
        });
  }

  @Test
  void aChainToATrustedRootIsAccepted() {
    assertThat(ask(leaf, TestCertificate.NOW, middle).satisfied()).isTrue();
    assertThat(ask(leaf, TestCertificate.NOW, middle, root).satisfied()).isTrue();
  }

  @Test
  void aChainWithAHoleIsNot() {
    rejects(
        ask(leaf, TestCertificate.NOW), Reason.UNTRUSTED_CERTIFICATE, "does not lead to a trusted");
  }

  @Test
  void aRootThatTheSignerBringsAlongIsNotTrusted() throws Exception {
    TestCertificate other = TestCertificate.named("root").authority().selfSigned();
    TestCertificate forged = TestCertificate.named("release").by(other);
    rejects(ask(forged, TestCertificate.NOW, other), Reason.UNTRUSTED_CERTIFICATE, "trusted root");
  }

  @Test
  void anExpiredCertificateIsRefused() {
    rejects(
        ask(leaf, TestCertificate.UNTIL.plusSeconds(1), middle),
        Reason.EXPIRED,
        "expired at 2027-01-01T00:00:00Z");
  }

  @Test
  void aClockThatIsBehindIsSuspected() {
    rejects(
        ask(leaf, TestCertificate.FROM.minusSeconds(1), middle),
        Reason.NOT_YET_VALID,
        "Is the clock right?");
  }

  @Test
  void anExpiredIntermediateIsNamed() throws Exception {
    TestCertificate old =
        TestCertificate.named("old")
            .authority()
            .valid(TestCertificate.FROM, TestCertificate.FROM.plus(Duration.ofDays(1)))
            .by(root);
    TestCertificate signer = TestCertificate.named("release").by(old);
    rejects(ask(signer, TestCertificate.NOW, old), Reason.EXPIRED, "CN=old expired");
  }

  @Test
  void anExpiredRootIsRefusedThoughRfc5280LeavesItOpen() throws Exception {
    TestCertificate old =
        TestCertificate.named("root")
            .authority()
            .valid(TestCertificate.FROM, TestCertificate.FROM.plus(Duration.ofDays(1)))
            .selfSigned();
    TestCertificate signer = TestCertificate.named("release").by(old);
    TrustPolicy policy = TrustPolicy.ofRoots(List.of(old.certificate()));
    rejects(ask(policy, signer, TestCertificate.NOW), Reason.EXPIRED, "CN=root expired");
  }

  @Test
  void aCertificateForAnotherPurposeIsRefused() throws Exception {
    TestCertificate agreement = TestCertificate.named("a").usage(0x08).by(root);
    rejects(ask(agreement, TestCertificate.NOW), Reason.WRONG_USAGE, "digitalSignature");
    TestCertificate silent = TestCertificate.named("a").usage(0).by(root);
    rejects(ask(silent, TestCertificate.NOW), Reason.WRONG_USAGE, "digitalSignature");
    TestCertificate server = TestCertificate.named("a").forServers().by(root);
    rejects(ask(server, TestCertificate.NOW), Reason.WRONG_USAGE, "codeSigning");
    TestCertificate authority = TestCertificate.named("a").authority().usage(0x84).by(root);
    rejects(ask(authority, TestCertificate.NOW), Reason.WRONG_USAGE, "authority");
  }

  @Test
  void aSignersCertificateCannotIssueOthers() throws Exception {
    TestCertificate below = TestCertificate.named("mallory").by(leaf);
    rejects(
        ask(below, TestCertificate.NOW, leaf, middle),
        Reason.UNTRUSTED_CERTIFICATE,
        "trusted root");
  }

  @Test
  void theSignatureMustBeTheCertificatesKeys() throws Exception {
    TestCertificate other = TestCertificate.named("release").by(root);
    Statement statement =
        new Statement(List.of(Statement.Subject.sha256("m", DIGEST)), TYPE, StrictJson.object());
    Dsse envelope = Dsse.sign(Statement.PAYLOAD_TYPE, statement.toJson(), TestKeys.MALLORY, "");
    Trust trust =
        TrustPolicy.ofRoots(List.of(root.certificate()))
            .verify(
                new TrustPolicy.Question("m", DIGEST, TYPE),
                List.of(new Attestation("model.sig", envelope, "", List.of(other.certificate()))),
                TestCertificate.NOW);
    rejects(trust, Reason.BAD_SIGNATURE, "changed after signing");
  }

  private TrustPolicy policy(String signer, String more) throws Exception {
    Files.writeString(folder.resolve("ca.pem"), root.pem());
    return TrustPolicy.parse(
        "version: 1\nsigners:\n  release: {certificate-roots: ca.pem, %s}\nrules: [{models: '*', signers: [release]}]\n%s"
            .formatted(signer, more),
        folder,
        "The policy");
  }

  @Test
  void aPolicyNamesTheHolder() throws Exception {
    Instant now = TestCertificate.NOW;
    assertThat(ask(policy("subject: CN=release", ""), leaf, now, middle).satisfied()).isTrue();
    assertThat(ask(policy("san: release@acme.example", ""), leaf, now, middle).satisfied())
        .isTrue();
    rejects(
        ask(policy("subject: CN=other", ""), leaf, now, middle),
        Reason.WRONG_IDENTITY,
        "does not name its holder");
    rejects(
        ask(policy("san: other@acme.example", ""), leaf, now, middle),
        Reason.WRONG_IDENTITY,
        "does not name its holder");
    assertThatThrownBy(() -> policy("subject: hello", ""))
        .hasMessageContaining("no distinguished name");
  }

  @Test
  void aRevokedCertificateOrIntermediateNoLongerCounts() throws Exception {
    for (TestCertificate one : List.of(leaf, middle)) {
      String revoked =
          "revoked: [{certificate: '%s', reason: misissued}]"
              .formatted(Certificates.fingerprint(one.certificate()));
      rejects(
          ask(policy("subject: CN=release", revoked), leaf, TestCertificate.NOW, middle),
          Reason.REVOKED,
          "misissued");
    }
  }

  @Test
  void aNewCertificateForTheSameKeyIsNoSecondSigner() throws Exception {
    TestCertificate again = TestCertificate.named("deputy").by(root, leaf);
    Files.writeString(folder.resolve("ca.pem"), root.pem());
    TrustPolicy policy =
        TrustPolicy.parse(
            """
            version: 1
            signers:
              release: {certificate-roots: ca.pem, subject: CN=release}
              deputy: {certificate-roots: ca.pem, subject: CN=deputy}
            rules: [{models: '*', signers: [release, deputy], threshold: 2}]
            """,
            folder,
            "The policy");
    Statement statement =
        new Statement(List.of(Statement.Subject.sha256("m", DIGEST)), TYPE, StrictJson.object());
    Dsse envelope = Dsse.sign(Statement.PAYLOAD_TYPE, statement.toJson(), leaf.key(), "");
    List<X509Certificate> first = List.of(leaf.certificate(), middle.certificate());
    Trust trust =
        policy.verify(
            new TrustPolicy.Question("m", DIGEST, TYPE),
            List.of(
                new Attestation("a", envelope, "", first),
                new Attestation("b", envelope, "", List.of(again.certificate()))),
            TestCertificate.NOW);
    assertThat(trust.accepted()).hasSize(2);
    assertThat(trust.satisfied()).isFalse();
  }
}
