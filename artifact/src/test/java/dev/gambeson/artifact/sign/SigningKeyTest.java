package dev.gambeson.artifact.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.artifact.sign.internal.Der;
import dev.gambeson.artifact.sign.internal.Pem;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Keys: made, written, read, and what is refused.
class SigningKeyTest {
  private static final byte[] MESSAGE = {1, 2, 3};

  @TempDir private Path folder;

  private static SigningKey parse(String pem) {
    return SigningKey.parse(pem, Optional.empty(), TestKeys.RANDOM, "The key k.pem");
  }

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void aKeyThatWasWrittenAndReadSignsTheSame(KeyKind kind) {
    SigningKey made = SigningKey.generate(kind, TestKeys.RANDOM);
    SigningKey read = parse(made.toSecretPem(Optional.empty()));
    assertThat(read.kind()).isEqualTo(kind);
    assertThat(read.verifyingKey()).isEqualTo(made.verifyingKey());
    VerifyingKey open = VerifyingKey.parse(made.verifyingKey().pem(), "pub");
    assertThat(open.verify(MESSAGE, read.sign(MESSAGE))).isTrue();
    assertThat(open.verify(new byte[] {1, 2}, read.sign(MESSAGE))).isFalse();
  }

  @ParameterizedTest
  @EnumSource(KeyKind.class)
  void anEncryptedKeyNeedsItsPassword(KeyKind kind) {
    SigningKey made = SigningKey.generate(kind, TestKeys.RANDOM);
    String pem = made.toSecretPem(Optional.of(Password.of("correct horse")));
    assertThat(pem).contains("BEGIN ENCRYPTED PRIVATE KEY").doesNotContain("BEGIN PRIVATE KEY");
    SigningKey read =
        SigningKey.parse(
            pem, Optional.of(Password.of("correct horse")), TestKeys.RANDOM, "The key");
    assertThat(read.verifyingKey()).isEqualTo(made.verifyingKey());
    assertThatThrownBy(() -> parse(pem))
        .hasMessageContaining("--password-file")
        .extracting(e -> ((GambesonException) e).exitCode())
        .isEqualTo(ExitCode.USAGE);
    assertThatThrownBy(() ->
            SigningKey.parse(pem, Optional.of(Password.of("wrong")), TestKeys.RANDOM, "The key k"))
        .hasMessageContaining("password is wrong")
        .hasMessageNotContaining("horse");
  }

  @ParameterizedTest
  @EnumSource(
      value = KeyKind.class,
      names = {"P256", "P384", "P521", "ED25519"})
  void thePublicHalfIsFoundFromThePrivateOne(KeyKind kind) {
    SigningKey made = SigningKey.generate(kind, TestKeys.RANDOM);
    String pem = made.toSecretPem(Optional.empty());
    assertThat(pem).doesNotContain("PUBLIC KEY");
    assertThat(parse(pem).verifyingKey()).isEqualTo(made.verifyingKey());
  }

  @Test
  void aKeyInTheFormOfOpensslEcparamIsRead() throws Exception {
    String pem = resource("sec1-p256.pem");
    assertThat(parse(pem).verifyingKey().pem()).isEqualTo(resource("sec1-p256.pub.pem"));
  }

  @Test
  void aKeyThatOpensslEncryptedIsRead() throws Exception {
    SigningKey key =
        SigningKey.parse(
            resource("pkcs8-encrypted-p256.pem"),
            Optional.of(Password.of("abc")),
            TestKeys.RANDOM,
            "The key");
    assertThat(key.verifyingKey().pem()).isEqualTo(resource("sec1-p256.pub.pem"));
  }

  static String resource(String name) throws Exception {
    Path file = Path.of(SigningKeyTest.class.getResource("/sign/keys/" + name).toURI());
    return Files.readString(file);
  }

  @Test
  void anMlDsaKeyWithoutItsPublicHalfIsRefused() {
    String pem = TestKeys.ALICE_PQ.toSecretPem(Optional.empty());
    String alone = pem.substring(0, pem.indexOf("-----BEGIN PUBLIC"));
    assertThatThrownBy(() -> parse(alone)).hasMessageContaining("without its public half");
  }

  @Test
  void halvesThatDoNotFitAreRefused() {
    String mixed =
        TestKeys.ALICE.toSecretPem(Optional.empty()) + TestKeys.MALLORY.verifyingKey().pem();
    assertThatThrownBy(() -> parse(mixed)).hasMessageContaining("not its private key's");
    String crossed =
        TestKeys.ALICE.toSecretPem(Optional.empty()) + TestKeys.CAROL.verifyingKey().pem();
    assertThatThrownBy(() -> parse(crossed)).hasMessageContaining("not its private key's");
  }

  @Test
  void anRsaKeyIsOfTheWrongKind() throws Exception {
    KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(2048);
    var pair = rsa.generateKeyPair();
    String secret = Pem.write("PRIVATE KEY", pair.getPrivate().getEncoded());
    assertThatThrownBy(() -> parse(secret))
        .hasMessageContaining("wrong kind (RSA)")
        .hasMessageContaining("p256, p384, p521, ed25519, ml-dsa-65");
    String open = Pem.write("PUBLIC KEY", pair.getPublic().getEncoded());
    assertThatThrownBy(() -> VerifyingKey.parse(open, "k"))
        .hasMessageContaining("wrong kind (RSA)");
  }

  @Test
  void ed448AndOtherLevelsOfMlDsaAreRefused() throws Exception {
    for (String name : new String[] {"Ed448", "ML-DSA-44", "ML-DSA-87"}) {
      var pair = KeyPairGenerator.getInstance(name).generateKeyPair();
      String pem = Pem.write("PUBLIC KEY", pair.getPublic().getEncoded());
      assertThatThrownBy(() -> VerifyingKey.parse(pem, "k"))
          .isInstanceOf(GambesonException.class)
          .hasMessageContaining("only");
    }
  }

  @Test
  void aPublicKeyWhereAPrivateOneIsNeededIsNamed() {
    assertThatThrownBy(() -> parse(TestKeys.ALICE.verifyingKey().pem()))
        .hasMessageContaining("holds a PUBLIC KEY; a PRIVATE KEY is needed");
    assertThatThrownBy(
            () -> VerifyingKey.parse(TestKeys.ALICE.toSecretPem(Optional.empty()), "pub.pem"))
        .hasMessageContaining("holds a private key");
    assertThatThrownBy(() -> parse("hello")).hasMessageContaining("is no PEM file");
  }

  @Test
  void twoKeysInOneFileAreRefused() {
    String two =
        TestKeys.ALICE.toSecretPem(Optional.empty()) + TestKeys.BOB.toSecretPem(Optional.empty());
    assertThatThrownBy(() -> parse(two)).hasMessageContaining("2 private keys");
  }

  @Test
  void damagedFilesGetOneMessage() {
    String pem = TestKeys.ALICE.toSecretPem(Optional.empty());
    assertThatThrownBy(() -> parse(pem.substring(0, pem.length() / 2)))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("not closed");
    assertThatThrownBy(() -> parse(pem.replaceFirst("\n....", "\n!!!!")))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("no Base64");
    String old =
        "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END EC PRIVATE KEY-----\n";
    assertThatThrownBy(() -> parse(old)).hasMessageContaining("openssl pkcs8");
  }

  @Test
  void everyTruncatedOrFlippedKeyIsReadOrRefusedInWords() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    byte[] der = generator.generateKeyPair().getPrivate().getEncoded();
    for (int i = 0; i < der.length; i++) {
      byte[] flipped = der.clone();
      flipped[i] ^= 0x41;
      for (byte[] bytes : new byte[][] {flipped, Arrays.copyOf(der, i)}) {
        for (String label : new String[] {"PRIVATE KEY", "EC PRIVATE KEY"}) {
          try {
            parse(Pem.write(label, bytes));
          } catch (GambesonException expected) {
            assertThat(expected).hasMessageContaining("k.pem");
          }
        }
      }
    }
  }

  @Test
  void aKeyDerivationThatWouldTakeHoursIsRefused() {
    // PBES2 with PBKDF2 of 2^31 - 1 rounds.
    byte[] hmac = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 2, 9};
    byte[] pbkdf2 = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 5, 12};
    byte[] pbes2 = {0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 5, 13};
    byte[] aes = {0x60, (byte) 0x86, 0x48, 1, 0x65, 3, 4, 1, 42};
    byte[] rounds = Der.write(Der.INTEGER, new byte[] {0x7f, -1, -1, -1});
    byte[] kdf =
        Der.write(
            0x30,
            Der.write(6, pbkdf2),
            Der.write(
                0x30,
                Der.write(4, new byte[16]),
                rounds,
                Der.write(0x30, Der.write(6, hmac), Der.write(5))));
    byte[] cipher = Der.write(0x30, Der.write(6, aes), Der.write(4, new byte[16]));
    byte[] info =
        Der.write(
            0x30,
            Der.write(0x30, Der.write(6, pbes2), Der.write(0x30, kdf, cipher)),
            Der.write(4, new byte[64]));
    assertThatThrownBy(() ->
            SigningKey.parse(
                Pem.write("ENCRYPTED PRIVATE KEY", info),
                Optional.of(Password.of("x")),
                TestKeys.RANDOM,
                "The key"))
        .hasMessageContaining("2147483647 rounds");
  }

  @Test
  void noSecretIsEverPrinted() {
    String pem = TestKeys.ALICE.toSecretPem(Optional.empty());
    String line = pem.lines().skip(1).findFirst().orElseThrow();
    assertThat(TestKeys.ALICE.toString())
        .doesNotContain(line)
        .contains(TestKeys.ALICE.verifyingKey().id());
    assertThat(Pem.blocks(pem, "x").toString()).doesNotContain(line).contains("PRIVATE KEY");
    assertThat(Password.of("hunter2").toString()).doesNotContain("hunter2");
  }

  @Test
  void aPasswordComesFromAFileOrTheEnvironment() throws Exception {
    Path file = Files.writeString(folder.resolve("pw"), "secret\n");
    try (Password password = Password.inFile(file)) {
      assertThat(password.characters()).isEqualTo("secret".toCharArray());
    }
    Map<String, String> environment = Map.of("PW", "secret");
    Password closed = Password.inVariable("PW", environment::get);
    try (closed) {
      assertThat(closed.characters()).isEqualTo("secret".toCharArray());
    }
    assertThat(closed.characters()).isEqualTo(new char[6]);
    assertThatThrownBy(() -> Password.inVariable("NONE", environment::get))
        .hasMessageContaining("NONE");
    Path empty = Files.writeString(folder.resolve("empty"), "");
    assertThatThrownBy(() -> Password.inFile(empty)).hasMessageContaining("empty");
  }

  @Test
  void aKeyFileOfAGigabyteIsNotRead() throws Exception {
    Path file = folder.resolve("huge.pem");
    try (var random = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      random.setLength(1L << 30);
    }
    assertThatThrownBy(() -> SigningKey.read(file, Optional.empty(), TestKeys.RANDOM))
        .hasMessageContaining("larger than 1 MiB");
  }
}
