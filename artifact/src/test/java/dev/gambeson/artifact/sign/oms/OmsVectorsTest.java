package dev.gambeson.artifact.sign.oms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.artifact.sign.Attestation;
import dev.gambeson.artifact.sign.Certificates;
import dev.gambeson.artifact.sign.Statement;
import dev.gambeson.artifact.sign.Trust;
import dev.gambeson.artifact.sign.TrustPolicy;
import dev.gambeson.artifact.sign.VerifyingKey;
import dev.gambeson.core.GambesonException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What others signed: the specification's test vectors, and models that the reference
/// implementation signed over the years (src/test/resources/sign/oms/SOURCE).
class OmsVectorsTest {
  private static final Path ROOT = root();
  private static final TrustPolicy KEY =
      TrustPolicy.ofKey(VerifyingKey.read(ROOT.resolve("history/keys/signing-key-pub.pem")));
  private static final TrustPolicy CERTIFICATE =
      TrustPolicy.ofRoots(Certificates.read(ROOT.resolve("history/keys/ca-cert.pem"), "The root"));

  private static Path root() {
    try {
      return Path.of(OmsVectorsTest.class.getResource("/sign/oms/SOURCE").toURI()).getParent();
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TrustPolicy policy(String kind) {
    return kind.contains("certificate") ? CERTIFICATE : KEY;
  }

  private static List<Attestation> vector(String name) {
    return SignatureFiles.at(ROOT.resolve("spec/" + name + ".bundle.json")).read();
  }

  @ParameterizedTest
  @ValueSource(strings = {"valid/key", "valid/certificate"})
  void aValidVectorIsReadAndItsSignatureHolds(String name) {
    Attestation one = vector(name).getFirst();
    Manifest manifest = Manifest.of(Statement.in(one.envelope(), "v"), "v");
    assertThat(manifest.digests()).containsOnlyKeys("signme-1", "signme-2");
    Trust trust =
        policy(name)
            .verify(
                new TrustPolicy.Question("m", manifest.root(), Manifest.PREDICATE_TYPE),
                List.of(one),
                dev.gambeson.artifact.sign.TestCertificate.NOW);
    assertThat(trust.satisfied()).as(trust.toString()).isTrue();
  }

  @Test
  void theKeylessVectorIsRefusedInWords() {
    assertThatThrownBy(() -> vector("valid/sigstore"))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("keyless");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "invalid/empty",
        "invalid/missing-envelope",
        "invalid/missing-tlog-entries",
        "invalid/missing-verification-material"
      })
  void anInvalidVectorIsRefused(String name) {
    assertThatThrownBy(() -> vector(name)).isInstanceOf(GambesonException.class);
  }

  @Test
  void theVectorWithAnotherPredicateIsNoManifest() {
    Attestation one = vector("invalid-payload/wrong-predicate").getFirst();
    assertThatThrownBy(() -> Manifest.of(Statement.in(one.envelope(), "v"), "v"))
        .hasMessageContaining("https://example.com/wrong-predicate/v1.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v0.3.1-certificate",
        "v1.0.1-certificate",
        "v1.1.0-certificate",
        "v1.0.1-elliptic-key",
        "v1.1.0-elliptic-key"
      })
  void whatModelSigningSignedOverTheYearsIsVerified(String name) {
    Verification v = Signed.at(ROOT.resolve("history/" + name)).verify(policy(name), "ignore-me");
    assertThat(Signed.findings(v)).isEmpty();
    assertThat(v.holds()).isTrue();
  }

  @Test
  void aSingleFileThatModelSigningCalledDotIsVerified() {
    Signed file = Signed.at(ROOT.resolve("history/v0.3.1-elliptic-key/signme-1"));
    SignatureFiles signature =
        SignatureFiles.at(ROOT.resolve("history/v0.3.1-elliptic-key/model.sig"));
    assertThat(file.verify(KEY, signature, false).holds()).isTrue();
  }

  @Test
  void theExperimentalFormatIsNamedAndRefused() {
    Verification v = Signed.at(ROOT.resolve("history/v0.2.0-certificate")).verify(CERTIFICATE);
    assertThat(v.holds()).isFalse();
    assertThat(v.unreadable().getFirst().message()).contains("model_signing 0.2");
  }

  @Test
  void whatTheCurrentModelSigningSignsIsVerified() {
    TrustPolicy policy = TrustPolicy.ofKey(VerifyingKey.read(ROOT.resolve("python/key.pub")));
    Signed model = Signed.at(ROOT.resolve("python/model"));
    assertThat(model.verify(policy).holds()).isTrue();
    assertThat(model.verify(KEY).holds()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"python/model/model.sig", "spec/valid/certificate.bundle.json"})
  void everyTruncationOfABundleIsRefusedInWords(String name) throws Exception {
    byte[] whole = Files.readAllBytes(ROOT.resolve(name));
    Path cut = Files.createTempFile("cut", ".sig");
    try {
      for (int n = 0; n < whole.length - 1; n += 7) {
        Files.write(cut, java.util.Arrays.copyOf(whole, n));
        assertThatThrownBy(() -> SignatureFiles.at(cut).read())
            .isInstanceOf(GambesonException.class)
            .hasMessageContaining("cut");
      }
    } finally {
      Files.delete(cut);
    }
  }
}
