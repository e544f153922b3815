package dev.gambeson.artifact.sign;

import dev.gambeson.artifact.sign.internal.Pem;
import dev.gambeson.artifact.sign.internal.SmallFiles;
import dev.gambeson.artifact.sign.internal.StrictJson;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// X.509 certificates of signers (RFC 5280).
///
/// [#problem] guarantees that an accepted certificate is valid at the given moment, may sign, and
/// leads over valid certificates to one of the given roots. It does not ask the issuer whether a
/// certificate was revoked (nothing here uses the network): revocations stand in the trust policy.
public final class Certificates {
  /// The longest chain that is looked at.
  public static final int MAX_CHAIN = 16;

  private static final int MAX_DER = 64 << 10;
  private static final int DIGITAL_SIGNATURE = 0;
  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final String ANY_PURPOSE = "2.5.29.37.0";

  private Certificates() {}

  /// What is wrong with a chain.
  record Problem(Trust.Reason reason, String message) {}

  /// Reads a PEM file of certificates, in its order.
  ///
  /// @param what its role, for messages: `The certificate chain`
  public static List<X509Certificate> read(Path file, String what) {
    return parse(SmallFiles.text(file, what), what + " " + file);
  }

  /// Reads a PEM text of certificates.
  public static List<X509Certificate> parse(String pem, String what) {
    List<Pem.Block> blocks = Pem.blocks(pem, what);
    List<X509Certificate> certificates =
        blocks.stream()
            .filter(b -> b.label().equals("CERTIFICATE"))
            .map(b -> decode(b.der(), what))
            .toList();
    if (certificates.isEmpty()) {
      throw GambesonException.badInput(
          "%s holds no CERTIFICATE%s."
              .formatted(what, blocks.isEmpty() ? "" : " but a " + blocks.getFirst().label()));
    }
    return certificates;
  }

  /// Reads one certificate in DER.
  public static X509Certificate decode(byte[] der, String what) {
    if (der.length > MAX_DER) {
      throw GambesonException.badInput(
          "%s holds a certificate of %d bytes; at most %d are read."
              .formatted(what, der.length, MAX_DER));
    }
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw GambesonException.badInput(what + " holds a certificate that cannot be read.", e);
    }
  }

  /// SHA-256 of a certificate's DER, in hexadecimal: what a revocation list names it by.
  public static String fingerprint(X509Certificate certificate) {
    try {
      return Sha256.of(certificate.getEncoded());
    } catch (CertificateException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }

  /// Refuses a chain that nobody could verify a signature with: of another key, expired, or not for
  /// signing. Does not ask who trusts it.
  ///
  /// @throws GambesonException saying which
  public static void requireFit(List<X509Certificate> chain, SigningKey key, Instant now) {
    if (chain.size() > MAX_CHAIN) {
      throw GambesonException.badInput(
          "The chain has %d certificates; at most %d are read.".formatted(chain.size(), MAX_CHAIN));
    }
    X509Certificate leaf = chain.getFirst();
    VerifyingKey named = VerifyingKey.of(leaf.getPublicKey(), "The certificate of " + name(leaf));
    if (!named.equals(key.verifyingKey())) {
      throw GambesonException.badInput(
          "The first certificate of the chain, of %s, belongs to the key %s, and the key given is %s. Put the signer's own certificate first."
              .formatted(name(leaf), named, key.verifyingKey()));
    }
    usage(leaf)
        .or(() -> validity(leaf, now))
        .ifPresent(p -> {
          throw GambesonException.badInput(p.message());
        });
  }

  /// What keeps a signer's certificate from being trusted; empty when nothing does.
  ///
  /// @param chain the signer's certificate, then those above it; not empty
  /// @param roots whom we trust
  static Optional<Problem> problem(
      List<X509Certificate> chain, List<X509Certificate> roots, Instant now) {
    X509Certificate leaf = chain.getFirst();
    return usage(leaf).or(() -> validity(leaf, now)).or(() -> path(chain, roots, now));
  }

  private static Optional<Problem> usage(X509Certificate leaf) {
    boolean[] usage = leaf.getKeyUsage();
    if (usage == null || !usage[DIGITAL_SIGNATURE]) {
      return wrongUsage(leaf, "its key usage does not include digitalSignature");
    }
    try {
      List<String> extended = leaf.getExtendedKeyUsage();
      boolean forCode =
          extended != null && (extended.contains(CODE_SIGNING) || extended.contains(ANY_PURPOSE));
      if (extended != null && !forCode) {
        return wrongUsage(leaf, "its extended key usage does not include codeSigning");
      }
      // The reference implementation's own test certificates are authorities for code signing.
      if (leaf.getBasicConstraints() >= 0 && !forCode) {
        return wrongUsage(leaf, "it belongs to a certificate authority");
      }
      return Optional.empty();
    } catch (CertificateException e) {
      return wrongUsage(leaf, "its extended key usage cannot be read");
    }
  }

  private static Optional<Problem> wrongUsage(X509Certificate leaf, String why) {
    return Optional.of(
        new Problem(
            Trust.Reason.WRONG_USAGE,
            "The certificate of %s may not sign models: %s.".formatted(name(leaf), why)));
  }

  private static Optional<Problem> validity(X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (now.isBefore(from)) {
      return Optional.of(
          new Problem(
              Trust.Reason.NOT_YET_VALID,
              "The certificate of %s is valid from %s, and it is %s by this machine's clock. Is the clock right?"
                  .formatted(name(certificate), from, now)));
    }
    if (now.isAfter(until)) {
      return Optional.of(
          new Problem(
              Trust.Reason.EXPIRED,
              "The certificate of %s expired at %s. Have the model signed again with a valid one."
                  .formatted(name(certificate), until)));
    }
    return Optional.empty();
  }

  private static Optional<Problem> path(
      List<X509Certificate> chain, List<X509Certificate> roots, Instant now) {
    X509Certificate leaf = chain.getFirst();
    if (roots.contains(leaf)) {
      return Optional.empty(); // trusted by itself, and found valid already
    }
    try {
      X509CertSelector target = new X509CertSelector();
      target.setCertificate(leaf);
      Set<TrustAnchor> anchors =
          roots.stream().map(r -> new TrustAnchor(r, null)).collect(Collectors.toSet());
      PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
      parameters.setDate(Date.from(now));
      parameters.setRevocationEnabled(false);
      parameters.addCertStore(
          CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
      PKIXCertPathBuilderResult built =
          (PKIXCertPathBuilderResult) CertPathBuilder.getInstance("PKIX").build(parameters);
      // RFC 5280 leaves the anchor's own dates to us.
      return validity(built.getTrustAnchor().getTrustedCert(), now);
    } catch (CertPathBuilderException e) {
      return chain.stream()
          .flatMap(c -> validity(c, now).stream())
          .findFirst()
          .or(() -> Optional.of(untrusted(leaf)));
    } catch (GeneralSecurityException e) {
      return Optional.of(untrusted(leaf));
    }
  }

  private static Problem untrusted(X509Certificate leaf) {
    return new Problem(
        Trust.Reason.UNTRUSTED_CERTIFICATE,
        "The certificate of %s, issued by %s, does not lead to a trusted root."
            .formatted(name(leaf), StrictJson.clipped(leaf.getIssuerX500Principal().getName())));
  }

  static String name(X509Certificate certificate) {
    return StrictJson.clipped(certificate.getSubjectX500Principal().getName());
  }
}
