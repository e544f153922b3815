package dev.gambeson.artifact.sign;

import dev.gambeson.artifact.sign.Trust.Reason;
import dev.gambeson.artifact.sign.internal.StrictJson;
import dev.gambeson.core.GambesonException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Finds out, signature by signature, which of a rule's signers made it.
final class Recognition {
  private final List<Signer> signers;
  private final Revocations revocations;
  private final Rule rule;
  private final TrustPolicy.Question question;
  private final Instant now;
  private final List<Trust.Accepted> accepted = new ArrayList<>();
  private final List<Trust.Rejected> rejected = new ArrayList<>();

  Recognition(
      List<Signer> signers,
      Revocations revocations,
      Rule rule,
      TrustPolicy.Question question,
      Instant now) {
    this.signers = List.copyOf(signers);
    this.revocations = revocations;
    this.rule = rule;
    this.question = question;
    this.now = now;
  }

  List<Trust.Accepted> accepted() {
    return accepted;
  }

  List<Trust.Rejected> rejected() {
    return rejected;
  }

  void examine(Attestation one) {
    Optional<String> other = otherSubject(one);
    if (other.isPresent()) {
      reject(one, Reason.OTHER_SUBJECT, other.get());
      return;
    }
    byte[] encoded = one.envelope().encoded();
    for (Dsse.Signature signature : one.envelope().signatures()) {
      if (one.certificates().isEmpty()) {
        byKey(one, encoded, signature);
      } else {
        byCertificate(one, encoded, signature);
      }
    }
  }

  private Optional<String> otherSubject(Attestation one) {
    Statement statement;
    try {
      statement = Statement.in(one.envelope(), one.origin());
    } catch (GambesonException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    if (!statement.isAbout(question.sha256(), question.predicateType())) {
      return Optional.of(
          "It is signed, but about something else: %s of type %s."
              .formatted(
                  StrictJson.clipped(statement.subjects().getFirst().toString()),
                  StrictJson.clipped(statement.predicateType())));
    }
    String signedName = statement.subjects().getFirst().name();
    return rule.signedName() && !rule.covers(signedName)
        ? Optional.of(
            "It was signed under the name '%s', which the rule for '%s' does not cover."
                .formatted(StrictJson.clipped(signedName), rule.names()))
        : Optional.empty();
  }

  private void byKey(Attestation one, byte[] encoded, Dsse.Signature signature) {
    String hint = signature.keyId().isEmpty() ? one.keyHint() : signature.keyId();
    boolean known = hint.isEmpty();
    for (Signer signer : signers) {
      for (VerifyingKey key : signer.keys()) {
        boolean meant = hint.isEmpty() || hint.equals(key.id());
        known |= meant;
        if (meant && key.verify(encoded, signature.bytes())) {
          accept(one, signer, key);
          return;
        }
      }
    }
    if (known) {
      reject(
          one,
          Reason.BAD_SIGNATURE,
          hint.isEmpty()
              ? "No known key made this signature over this content: one of the two was changed, or another key signed."
              : "The signature of key %s does not fit the content: one of the two was changed after signing."
                  .formatted(hint));
    } else {
      reject(
          one,
          Reason.UNKNOWN_KEY,
          "It was made with the key %s, which is not among the trusted keys for this name."
              .formatted(StrictJson.clipped(hint)));
    }
  }

  private void byCertificate(Attestation one, byte[] encoded, Dsse.Signature signature) {
    List<X509Certificate> chain = one.certificates();
    VerifyingKey key;
    try {
      key = VerifyingKey.of(chain.getFirst().getPublicKey(), "The certificate's key");
    } catch (GambesonException e) {
      reject(one, Reason.WRONG_KIND, String.valueOf(e.getMessage()));
      return;
    }
    if (!key.verify(encoded, signature.bytes())) {
      reject(
          one,
          Reason.BAD_SIGNATURE,
          "The signature does not fit the content and the certificate of %s: one of them was changed after signing."
              .formatted(Certificates.name(chain.getFirst())));
      return;
    }
    Optional<String> revoked =
        chain.stream().flatMap(c -> revocations.ofCertificate(c).stream()).findFirst();
    if (revoked.isPresent()) {
      reject(one, Reason.REVOKED, revoked.get());
      return;
    }
    holder(one, key);
  }

  /// Accepts the first signer whose certificate it is; else rejects for what came closest.
  private void holder(Attestation one, VerifyingKey key) {
    Optional<Certificates.Problem> closest = Optional.empty();
    for (Signer signer : signers) {
      if (signer.keys().contains(key)) {
        accept(one, signer, key);
        return;
      }
      for (Signer.Identity identity : signer.certificates()) {
        Optional<Certificates.Problem> problem = identity.problem(one.certificates(), now);
        if (problem.isEmpty()) {
          accept(one, signer, key);
          return;
        }
        boolean untrusted =
            closest.map(c -> c.reason() == Reason.UNTRUSTED_CERTIFICATE).orElse(true);
        closest = untrusted ? problem : closest;
      }
    }
    closest.ifPresentOrElse(
        p -> reject(one, p.reason(), p.message()),
        () ->
            reject(
                one,
                Reason.UNKNOWN_KEY,
                "It was made with a certificate of %s, and only bare keys are trusted here."
                    .formatted(Certificates.name(one.certificates().getFirst()))));
  }

  private void accept(Attestation one, Signer signer, VerifyingKey key) {
    Optional<String> revoked = revocations.ofKey(key);
    if (revoked.isPresent()) {
      reject(one, Reason.REVOKED, revoked.get());
    } else {
      accepted.add(new Trust.Accepted(one.origin(), signer.name(), key.id(), key.kind()));
    }
  }

  private void reject(Attestation one, Reason reason, String message) {
    rejected.add(new Trust.Rejected(one.origin(), reason, message));
  }
}
