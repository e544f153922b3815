package dev.gambeson.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// An authority that issues real certificates for tests, in this process.
public final class TestPki {
  private static final char[] WORD = "changeit".toCharArray();
  private static final AtomicLong SERIALS = new AtomicLong(1_000);

  private final Issued authority;

  /// A certificate and its key.
  public record Issued(X509Certificate certificate, KeyPair keys) {
    /// Writes `NAME.pem` and `NAME.key`.
    public void write(Path folder, String name) {
      pem(folder.resolve(name + ".pem"), "CERTIFICATE", der(certificate));
      pem(folder.resolve(name + ".key"), "PRIVATE KEY", keys.getPrivate().getEncoded());
    }
  }

  public TestPki(String name) {
    KeyPair keys = keys();
    Instant now = Instant.now();
    this.authority =
        new Issued(
            sign(name, name, keys, keys, now.minusSeconds(60), now.plusSeconds(86_400), List.of()),
            keys);
  }

  public Issued authority() {
    return authority;
  }

  /// A certificate for a name, good for an hour.
  ///
  /// @param hosts DNS names; none for a client
  public Issued issue(String name, String... hosts) {
    return issue(name, Duration.ofHours(1), hosts);
  }

  /// @param left how long it is still good; negative: it has ended already
  public Issued issue(String name, Duration left, String... hosts) {
    KeyPair keys = keys();
    Instant now = Instant.now();
    Instant end = now.plus(left);
    return new Issued(
        sign(
            authority.certificate().getSubjectX500Principal().getName().substring(3),
            name,
            authority.keys(),
            keys,
            now.minus(Duration.ofDays(2)),
            end,
            List.of(hosts)),
        keys);
  }

  /// What a client of ours believes and shows.
  ///
  /// @param shown none or one
  public SSLContext context(Issued... shown) {
    try {
      KeyStore trust = KeyStore.getInstance("PKCS12");
      trust.load(null, null);
      trust.setCertificateEntry("ca", authority.certificate());
      TrustManagerFactory trusts = TrustManagerFactory.getInstance("PKIX");
      trusts.init(trust);
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      for (Issued one : shown) {
        own.setKeyEntry(
            "me", one.keys().getPrivate(), WORD, new X509Certificate[] {one.certificate()});
      }
      keys.init(own, WORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trusts.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate sign(
      String issuer,
      String name,
      KeyPair signer,
      KeyPair own,
      Instant from,
      Instant to,
      List<String> hosts) {
    try {
      AlgorithmIdentifier algorithm =
          new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
      V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
      generator.setSerialNumber(new ASN1Integer(BigInteger.valueOf(SERIALS.incrementAndGet())));
      generator.setSignature(algorithm);
      generator.setIssuer(new X500Name("CN=" + issuer));
      generator.setSubject(new X500Name("CN=" + name));
      generator.setStartDate(new Time(Date.from(from)));
      generator.setEndDate(new Time(Date.from(to)));
      generator.setSubjectPublicKeyInfo(
          SubjectPublicKeyInfo.getInstance(own.getPublic().getEncoded()));
      ExtensionsGenerator extensions = new ExtensionsGenerator();
      if (signer == own) {
        extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      }
      if (!hosts.isEmpty()) {
        GeneralName[] names =
            hosts.stream()
                .map(h -> new GeneralName(GeneralName.dNSName, h))
                .toArray(GeneralName[]::new);
        extensions.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      }
      if (!extensions.isEmpty()) {
        generator.setExtensions(extensions.generate());
      }
      TBSCertificate body = generator.generateTBSCertificate();
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(signer.getPrivate());
      signature.update(body.getEncoded());
      ASN1EncodableVector whole = new ASN1EncodableVector();
      whole.add(body);
      whole.add(algorithm);
      whole.add(new DERBitString(signature.sign()));
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(new DERSequence(whole).getEncoded()));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pem(Path file, String kind, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    try {
      Files.writeString(
          file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
