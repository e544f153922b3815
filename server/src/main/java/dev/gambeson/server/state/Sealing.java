package dev.gambeson.server.state;

import dev.gambeson.guard.MacKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals what passes through Redis: AES-256-GCM (NIST SP 800-38D) with random nonces of 96 bits,
/// bound to a name. Good for 2^32 messages under one key. Thread-safe.
final class Sealing {
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random;

  /// @param key of this purpose alone
  Sealing(MacKey key, SecureRandom random) {
    this.key = new SecretKeySpec(key.mac("AES-256-GCM".getBytes(StandardCharsets.US_ASCII)), "AES");
    this.random = random;
  }

  String seal(String name, byte[] content) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, name, nonce, content).orElseThrow();
    byte[] all = ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
    return Base64.getEncoder().encodeToString(all);
  }

  /// Empty when it was not sealed with this key under this name, or was changed.
  Optional<byte[]> open(String name, String text) {
    byte[] all;
    try {
      all = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
    return all.length < NONCE
        ? Optional.empty()
        : crypt(
            Cipher.DECRYPT_MODE,
            name,
            Arrays.copyOf(all, NONCE),
            Arrays.copyOfRange(all, NONCE, all.length));
  }

  private Optional<byte[]> crypt(int mode, String name, byte[] nonce, byte[] content) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
      return Optional.of(cipher.doFinal(content));
    } catch (GeneralSecurityException _) {
      return Optional.empty();
    }
  }
}
