package dev.gambeson.artifact.sign;

import static java.util.function.Predicate.not;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/// Somebody whom a policy knows by name, and how to recognise them.
///
/// @param name the name in the policy
/// @param keys their public keys
/// @param certificates the certificates that are theirs
record Signer(String name, List<VerifyingKey> keys, List<Identity> certificates) {
  Signer {
    keys = List.copyOf(keys);
    certificates = List.copyOf(certificates);
  }

  /// Certificates of one holder under some roots.
  ///
  /// @param roots whom we trust to name holders
  /// @param subject distinguished name that the certificate must bear; empty for any
  /// @param alternative e-mail address, URI or DNS name that it must bear; empty for any
  record Identity(
      List<X509Certificate> roots, Optional<X500Principal> subject, Optional<String> alternative) {
    Identity {
      roots = List.copyOf(roots);
    }

    /// What keeps this chain from being this identity's; empty when it is.
    Optional<Certificates.Problem> problem(List<X509Certificate> chain, Instant now) {
      return Certificates.problem(chain, roots, now).or(() -> stranger(chain.getFirst()));
    }

    private Optional<Certificates.Problem> stranger(X509Certificate leaf) {
      boolean same =
          subject.map(leaf.getSubjectX500Principal()::equals).orElse(true)
              && alternative.map(a -> alternatives(leaf).contains(a)).orElse(true);
      return same
          ? Optional.empty()
          : Optional.of(
              new Certificates.Problem(
                  Trust.Reason.WRONG_IDENTITY,
                  "The certificate of %s is sound, but the policy does not name its holder."
                      .formatted(Certificates.name(leaf))));
    }

    private static List<String> alternatives(X509Certificate leaf) {
      try {
        Collection<List<?>> names = leaf.getSubjectAlternativeNames();
        return names == null
            ? List.of()
            : names.stream()
                .filter(n -> List.of(1, 2, 6).contains(n.get(0))) // e-mail, DNS, URI
                .map(n -> String.valueOf(n.get(1)))
                .filter(not(String::isEmpty))
                .toList();
      } catch (CertificateParsingException e) {
        return List.of();
      }
    }
  }

  /// Whether they can give the signature that withstands a quantum computer.
  boolean hasPostQuantumKey() {
    return keys.stream().anyMatch(k -> k.kind().isPostQuantum());
  }
}
