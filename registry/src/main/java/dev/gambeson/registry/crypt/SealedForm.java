package dev.gambeson.registry.crypt;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingKey;
import com.google.crypto.tink.streamingaead.PredefinedStreamingAeadParameters;
import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import com.google.crypto.tink.util.SecretBytes;
import dev.gambeson.registry.store.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/// How a sealed object lies in the store (ADR 10):
///
/// ```
/// "GBO1" | length of the wrapped key, 2 bytes | wrapped key | body
/// ```
///
/// The body is Tink's AES256-GCM-HKDF-1MB stream under a key of this object's own. That key is
/// wrapped by the store's keys with tenant, digest and size as associated data: a sealed object
/// under another object's name, or of another tenant, does not open. The wrapped key has a fixed
/// length, so that the body can be written in the same pass that finds the digest, and the head
/// after it.
///
/// A store without encryption holds `"GBP1" | content`.
final class SealedForm {
  static final int KEY_BYTES = 32;
  private static final byte[] SEALED = "GBO1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PLAIN = "GBP1".getBytes(StandardCharsets.US_ASCII);
  // Tink's output prefix, the nonce and the tag of AES-256-GCM.
  private static final int WRAPPED_BYTES = 5 + 12 + KEY_BYTES + 16;

  static final int SEALED_HEAD = SEALED.length + 2 + WRAPPED_BYTES;
  static final int PLAIN_HEAD = PLAIN.length;

  private SealedForm() {}

  static byte[] plainHead() {
    return PLAIN.clone();
  }

  static byte[] sealedHead(byte[] objectKey, byte[] about, StoreKeys keys) {
    byte[] wrapped = keys.wrapObjectKey(objectKey, about);
    if (wrapped.length != WRAPPED_BYTES) {
      throw new IllegalStateException("a wrapped key of " + wrapped.length + " bytes");
    }
    return ByteBuffer.allocate(SEALED_HEAD)
        .put(SEALED)
        .putShort((short) WRAPPED_BYTES)
        .put(wrapped)
        .array();
  }

  /// What the wrapped key is bound to.
  static byte[] about(String tenant, Digest digest, long bytes) {
    return ("gambeson/object/1\0" + tenant + "\0" + digest.hex() + "\0" + bytes)
        .getBytes(StandardCharsets.UTF_8);
  }

  static OutputStream encrypting(OutputStream to, byte[] objectKey, String tenant)
      throws IOException, GeneralSecurityException {
    return streaming(objectKey).newEncryptingStream(to, bodyContext(tenant));
  }

  /// The content of an opened object, not yet proven to be whole.
  ///
  /// @throws Damaged when it is no object of this form, or the wrapped key does not open
  static InputStream content(InputStream from, StoreKeys keys, String tenant, byte[] about)
      throws IOException {
    byte[] magic = from.readNBytes(SEALED.length);
    if (!Arrays.equals(magic, SEALED)) {
      throw new Damaged("it does not begin like a sealed object");
    }
    byte[] length = from.readNBytes(2);
    if (length.length != 2 || ByteBuffer.wrap(length).getShort() != WRAPPED_BYTES) {
      throw new Damaged("its head is cut off or changed");
    }
    byte[] wrapped = from.readNBytes(WRAPPED_BYTES);
    try {
      byte[] key = keys.unwrapObjectKey(wrapped, about);
      return streaming(key).newDecryptingStream(from, bodyContext(tenant));
    } catch (GeneralSecurityException e) {
      throw new Damaged("its key does not open under this name, size and tenant", e);
    }
  }

  /// The content of an object of a store without encryption.
  static InputStream plainContent(InputStream from) throws IOException {
    if (!Arrays.equals(from.readNBytes(PLAIN.length), PLAIN)) {
      throw new Damaged("it does not begin like an object of a store without encryption");
    }
    return from;
  }

  @AccessesPartialKey
  private static StreamingAead streaming(byte[] key) throws GeneralSecurityException {
    return AesGcmHkdfStreaming.create(
        AesGcmHkdfStreamingKey.create(
            PredefinedStreamingAeadParameters.AES256_GCM_HKDF_1MB,
            SecretBytes.copyFrom(key, InsecureSecretKeyAccess.get())));
  }

  private static byte[] bodyContext(String tenant) {
    return ("gambeson/object-body/1\0" + tenant).getBytes(StandardCharsets.UTF_8);
  }

  /// An object that is not what was stored.
  static final class Damaged extends IOException {
    private static final long serialVersionUID = 1L;

    Damaged(String why) {
      super(why);
    }

    Damaged(String why, Throwable cause) {
      super(why, cause);
    }
  }
}
