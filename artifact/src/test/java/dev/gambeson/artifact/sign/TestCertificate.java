package dev.gambeson.artifact.sign;

import dev.gambeson.artifact.sign.internal.Der;
import dev.gambeson.artifact.sign.internal.Pem;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A small certificate authority for tests: the JDK reads certificates and cannot write them.
public final class TestCertificate {
  public static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
  public static final Instant UNTIL = Instant.parse("2027-01-01T00:00:00Z");
  public static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

  private static final byte[] ECDSA_SHA256 = {0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 4, 3, 2};
  private static long serial = 1;

  private final KeyPair pair;
  private final X509Certificate certificate;
  private final String name;

  private TestCertificate(KeyPair pair, X509Certificate certificate, String name) {
    this.pair = pair;
    this.certificate = certificate;
    this.name = name;
  }

  /// What a certificate says.
  public static final class Wish {
    private final String name;
    private boolean authority;
    private int usage = 0x80;
    private byte[] extended = {0x2b, 6, 1, 5, 5, 7, 3, 3};
    private Instant from = FROM;
    private Instant until = UNTIL;
    private Optional<String> email = Optional.empty();

    private Wish(String name) {
      this.name = name;
    }

    public Wish authority() {
      authority = true;
      usage = 0x04;
      extended = new byte[0];
      return this;
    }

    public Wish usage(int bits) {
      usage = bits;
      return this;
    }

    public Wish forServers() {
      extended = new byte[] {0x2b, 6, 1, 5, 5, 7, 3, 1};
      return this;
    }

    public Wish valid(Instant start, Instant end) {
      from = start;
      until = end;
      return this;
    }

    public Wish email(String address) {
      email = Optional.of(address);
      return this;
    }

    /// Signs itself.
    public TestCertificate selfSigned() throws Exception {
      KeyPair own = newPair();
      return make(own, own, name);
    }

    /// Signed by another.
    public TestCertificate by(TestCertificate issuer) throws Exception {
      return make(newPair(), issuer.pair, issuer.name);
    }

    /// Signed by another, for a key that exists already.
    public TestCertificate by(TestCertificate issuer, TestCertificate sameKey) throws Exception {
      return make(sameKey.pair, issuer.pair, issuer.name);
    }

    private TestCertificate make(KeyPair own, KeyPair issuer, String issuerName) throws Exception {
      byte[] algorithm = Der.write(Der.SEQUENCE, Der.write(Der.OID, ECDSA_SHA256));
      byte[] body =
          Der.write(
              Der.SEQUENCE,
              Der.write(0xa0, integer(2)),
              integer(serial++),
              algorithm,
              distinguished(issuerName),
              Der.write(Der.SEQUENCE, time(from), time(until)),
              distinguished(name),
              own.getPublic().getEncoded(),
              Der.write(0xa3, Der.write(Der.SEQUENCE, extensions())));
      Signature engine = Signature.getInstance("SHA256withECDSA");
      engine.initSign(issuer.getPrivate());
      engine.update(body);
      byte[] der = Der.write(Der.SEQUENCE, body, algorithm, bits(engine.sign()));
      return new TestCertificate(own, Certificates.decode(der, "a test certificate"), name);
    }

    private byte[][] extensions() {
      List<byte[]> all = new ArrayList<>();
      byte[] yes = Der.write(0x01, new byte[] {(byte) 0xff});
      all.add(
          extension(new byte[] {0x55, 0x1d, 19}, Der.write(0x30, authority ? yes : new byte[0])));
      if (usage != 0) {
        all.add(
            extension(
                new byte[] {0x55, 0x1d, 15},
                Der.write(Der.BIT_STRING, new byte[] {0, (byte) usage})));
      }
      if (extended.length > 0) {
        all.add(extension(new byte[] {0x55, 0x1d, 37}, Der.write(0x30, Der.write(0x06, extended))));
      }
      email.ifPresent(e ->
          all.add(
              extension(
                  new byte[] {0x55, 0x1d, 17},
                  Der.write(0x30, Der.write(0x81, e.getBytes(StandardCharsets.US_ASCII))))));
      return all.toArray(byte[][]::new);
    }
  }

  /// A wish for a certificate of this common name: a signer's, unless it says otherwise.
  public static Wish named(String name) {
    return new Wish(name);
  }

  private static KeyPair newPair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static byte[] integer(long value) {
    return Der.write(Der.INTEGER, BigInteger.valueOf(value).toByteArray());
  }

  private static byte[] bits(byte[] content) {
    byte[] padded = new byte[content.length + 1];
    System.arraycopy(content, 0, padded, 1, content.length);
    return Der.write(Der.BIT_STRING, padded);
  }

  private static byte[] distinguished(String name) {
    byte[] text = Der.write(0x0c, name.getBytes(StandardCharsets.UTF_8));
    byte[] attribute = Der.write(0x30, Der.write(0x06, new byte[] {0x55, 4, 3}), text);
    return Der.write(0x30, Der.write(0x31, attribute));
  }

  private static byte[] time(Instant at) {
    String text =
        DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC).format(at);
    return Der.write(0x18, text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] extension(byte[] id, byte[] value) {
    byte[] critical = Der.write(0x01, new byte[] {(byte) 0xff});
    return Der.write(0x30, Der.write(0x06, id), critical, Der.write(0x04, value));
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /// The certificate as PEM.
  public String pem() throws Exception {
    return Pem.write("CERTIFICATE", certificate.getEncoded());
  }

  /// Its private key as PEM.
  public String keyPem() {
    return Pem.write("PRIVATE KEY", pair.getPrivate().getEncoded());
  }

  public SigningKey key() {
    return SigningKey.parse(keyPem(), Optional.empty(), TestKeys.RANDOM, "a test key");
  }

  /// These certificates as one PEM text.
  public static String pem(TestCertificate... all) throws Exception {
    StringBuilder text = new StringBuilder();
    for (TestCertificate one : Arrays.asList(all)) {
      text.append(one.pem());
    }
    return text.toString();
  }
}
