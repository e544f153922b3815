package dev.gambeson.artifact.sign;

import dev.gambeson.artifact.sign.internal.Der;
import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/// Encryption of private keys under a password: PBES2 of RFC 8018. Written with PBKDF2,
/// HMAC-SHA-256 and AES-256 in CBC mode; read with whatever of the PBKDF2 family the JDK knows.
final class Pbes2 {
  private static final String SCHEME = "PBEWithHmacSHA256AndAES_256";
  private static final int ITERATIONS = 600_000; // OWASP's figure for PBKDF2 with HMAC-SHA-256
  private static final int MAX_ITERATIONS = 20_000_000;
  private static final byte[] OID = {
    0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 5, 13
  };

  private Pbes2() {}

  /// Decrypts an EncryptedPrivateKeyInfo.
  static byte[] decrypt(byte[] der, Password password, String what) {
    try {
      EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
      AlgorithmParameters parameters = parameters(info, what);
      return run(Cipher.DECRYPT_MODE, password, parameters, info.getEncryptedData());
    } catch (IOException e) {
      throw GambesonException.badInput(what + " is damaged: it is no encrypted private key.", e);
    } catch (GeneralSecurityException e) {
      throw GambesonException.badInput(
          what + " cannot be decrypted: the password is wrong, or the file is damaged.", e);
    }
  }

  private static AlgorithmParameters parameters(EncryptedPrivateKeyInfo info, String what)
      throws GeneralSecurityException {
    AlgorithmParameters parameters = info.getAlgParameters();
    if (parameters == null || !parameters.toString().startsWith("PBEWithHmacSHA")) {
      throw GambesonException.badInput(
          "%s is encrypted with %s; PBES2 is needed. Convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW"
              .formatted(what, info.getAlgName()));
    }
    int iterations = parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount();
    if (iterations > MAX_ITERATIONS) {
      throw GambesonException.badInput(
          "%s asks for %d rounds of key derivation; at most %d are made."
              .formatted(what, iterations, MAX_ITERATIONS));
    }
    return parameters;
  }

  /// The EncryptedPrivateKeyInfo of a key.
  static byte[] encrypt(byte[] pkcs8, Password password, SecureRandom random) {
    try {
      byte[] salt = new byte[16];
      byte[] iv = new byte[16];
      random.nextBytes(salt);
      random.nextBytes(iv);
      AlgorithmParameters parameters = AlgorithmParameters.getInstance(SCHEME);
      parameters.init(new PBEParameterSpec(salt, ITERATIONS, new IvParameterSpec(iv)));
      byte[] hidden = run(Cipher.ENCRYPT_MODE, password, parameters, pkcs8);
      return Der.write(
          Der.SEQUENCE,
          Der.write(Der.SEQUENCE, Der.write(Der.OID, OID), parameters.getEncoded()),
          Der.write(Der.OCTET_STRING, hidden));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this Java cannot encrypt a private key", e);
    }
  }

  private static byte[] run(
      int mode, Password password, AlgorithmParameters parameters, byte[] input)
      throws GeneralSecurityException {
    char[] characters = password.characters();
    PBEKeySpec spec = new PBEKeySpec(characters);
    try {
      String scheme = parameters.toString().startsWith("PBE") ? parameters.toString() : SCHEME;
      SecretKey secret = SecretKeyFactory.getInstance(scheme).generateSecret(spec);
      Cipher cipher = Cipher.getInstance(scheme);
      cipher.init(mode, secret, parameters);
      return cipher.doFinal(input);
    } finally {
      spec.clearPassword();
      Arrays.fill(characters, '\0');
    }
  }
}
