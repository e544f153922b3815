package dev.gambeson.server.serving;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// Puts clients at places in `[0, 1)` that only the holder of the key can foretell, so that nobody
/// picks a name that lands on the canary. A client keeps its place for a version while the key
/// stands, on every node that holds it; a growing share keeps the clients that it has.
final class ClientSplit {
  private static final String ALGORITHM = "HmacSHA256";

  private final Mac prototype;

  private ClientSplit(Mac prototype) {
    this.prototype = prototype;
  }

  /// @param key at least 16 bytes
  static ClientSplit of(byte[] key) {
    if (key.length < 16) {
      throw new IllegalArgumentException("a key of " + key.length + " bytes; needs 16");
    }
    SecretKey secret = new SecretKeySpec(key, ALGORITHM);
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(secret);
      return new ClientSplit(mac);
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }

  double place(String model, String version, String client) {
    Mac mac;
    try {
      mac = (Mac) prototype.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the platform's " + ALGORITHM + " cannot be copied", e);
    }
    byte[] hash =
        mac.doFinal((model + '\0' + version + '\0' + client).getBytes(StandardCharsets.UTF_8));
    return (ByteBuffer.wrap(hash).getLong() >>> 11) * 0x1.0p-53;
  }
}
