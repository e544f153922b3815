package dev.gambeson.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.guard.Client;
import dev.gambeson.server.identity.CertificatePolicy.Holder;
import dev.gambeson.server.identity.CertificatePolicy.Part;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateIdentityTest {
  @TempDir static Path folder;
  private static Certificates authority;
  private static Certificates.Issued spiffe;
  private static Certificates.Issued plain;

  @BeforeAll
  static void make() {
    authority = new Certificates(folder);
    spiffe =
        authority.issue(
            "spiffe",
            "CN=scorer,O=Acme",
            "-ext",
            "san=uri:spiffe://acme/scorer,dns:Scorer.acme.example");
    plain = authority.issue("plain", "CN=plain,O=Acme");
    authority.export("ca", folder.resolve("ca.pem"));
    authority.revoke(plain.certificate(), folder.resolve("ca.crl"));
  }

  private static Holder holder(Part part, String value) {
    return new Holder(part, value, "acme", "scorer", "partner", Set.of("scorer"), Map.of());
  }

  private static Future<Client> ask(CertificatePolicy policy, Certificates.Issued shown) {
    return ask(policy, shown, InstantSource.system());
  }

  private static Future<Client> ask(
      CertificatePolicy policy, Certificates.Issued shown, InstantSource clock) {
    return CertificateIdentity.open(policy, folder, clock)
        .authenticate(shown.certificate(), "192.0.2.1");
  }

  private static CertificatePolicy policy(Holder... holders) {
    return new CertificatePolicy(List.of(holders), Set.of(), List.of(), List.of());
  }

  @Test
  void eachPartOfACertificateCanNameItsClient() {
    for (Holder holder :
        List.of(
            holder(Part.SAN_URI, "spiffe://acme/scorer"),
            holder(Part.SAN_DNS, "scorer.ACME.example"),
            holder(Part.SUBJECT, "CN=scorer,O=Acme"),
            holder(Part.FINGERPRINT, spiffe.fingerprint()))) {
      assertThat(ask(policy(holder), spiffe).result().key()).isEqualTo("acme/scorer");
    }
  }

  @Test
  void aCertificateThatNothingNamesIsAStrangers() {
    Holder similar = holder(Part.SUBJECT, "CN=scorer");

    assertThat(ask(policy(similar), spiffe).cause()).hasMessage("unknown-certificate");
    assertThat(ask(policy(holder(Part.SAN_URI, "spiffe://acme/score")), spiffe).cause())
        .hasMessage("unknown-certificate");
    assertThat(ask(policy(), plain).cause()).hasMessage("unknown-certificate");
  }

  @Test
  void aRevokedFingerprintIsRefused() {
    CertificatePolicy policy =
        new CertificatePolicy(
            List.of(holder(Part.SUBJECT, "CN=scorer,O=Acme")),
            Set.of(spiffe.fingerprint()),
            List.of(),
            List.of());

    assertThat(ask(policy, spiffe).cause()).hasMessage("revoked-certificate");
  }

  private static CertificatePolicy withList() {
    return new CertificatePolicy(
        List.of(holder(Part.SUBJECT, "CN=plain,O=Acme"), holder(Part.SUBJECT, "CN=scorer,O=Acme")),
        Set.of(),
        List.of("ca.crl"),
        List.of("ca.pem"));
  }

  @Test
  void theListOfTheAuthorityRevokes() {
    assertThat(ask(withList(), plain).cause()).hasMessage("revoked-certificate");
    assertThat(ask(withList(), spiffe).succeeded()).isTrue();
  }

  @Test
  void aListOfAnotherAuthorityIsRefusedWhenItIsLoaded(@TempDir Path other) {
    Certificates impostor = new Certificates(other);
    impostor.export("ca", folder.resolve("impostor.pem"));
    CertificatePolicy policy =
        new CertificatePolicy(List.of(), Set.of(), List.of("ca.crl"), List.of("impostor.pem"));

    assertThatThrownBy(() -> CertificateIdentity.open(policy, folder, InstantSource.system()))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("ca.crl");
  }

  @Test
  void aCertificateEndsOnTime() {
    InstantSource later = () -> Instant.now().plus(Duration.ofDays(31));

    assertThat(ask(policy(holder(Part.SUBJECT, "CN=scorer,O=Acme")), spiffe, later).cause())
        .hasMessage("expired-certificate");
  }
}
