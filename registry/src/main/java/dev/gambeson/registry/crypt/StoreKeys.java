package dev.gambeson.registry.crypt;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/// The store's keys: AES-256-GCM keys that wrap the keys of single objects. Kept in the metadata,
/// wrapped by a [KeyWrapper]; to wrap them anew is all that a rotation has to write.
///
/// Guarantees: the keys never leave this class in clear, and never show in [#toString]. A wrapped
/// keyset is bound to its registry: that of another registry does not open.
public final class StoreKeys {
  private static final String CONTEXT = "gambeson/store-keys/1\0";
  private final KeysetHandle keys;
  private final Aead aead;

  private StoreKeys(KeysetHandle keys) throws GeneralSecurityException {
    this.keys = keys;
    this.aead = keys.getPrimitive(RegistryConfiguration.get(), Aead.class);
  }

  /// Makes the first key.
  public static StoreKeys create() {
    Tink.register();
    try {
      return new StoreKeys(
          KeysetHandle.generateNew(
              PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a new AES-256-GCM key", e);
    }
  }

  /// Unwraps them.
  ///
  /// @param registry id of the registry they belong to
  /// @throws GambesonException when this key does not open them
  public static StoreKeys unwrap(byte[] wrapped, KeyWrapper key, String registry) {
    Tink.register();
    try {
      return new StoreKeys(
          TinkProtoKeysetFormat.parseEncryptedKeyset(
              wrapped, key.aead(), context(registry), RegistryConfiguration.get()));
    } catch (GeneralSecurityException e) {
      throw GambesonException.badInput(
          "The key %s does not open this registry: it is another key, or the wrapped keys in the metadata are damaged. Nothing was read or changed."
              .formatted(key.address()),
          e);
    }
  }

  /// The keys, wrapped for the metadata.
  public byte[] wrap(KeyWrapper key, String registry) {
    try {
      return TinkProtoKeysetFormat.serializeEncryptedKeyset(
          keys, key.aead(), context(registry), RegistryConfiguration.get());
    } catch (GeneralSecurityException e) {
      throw GambesonException.badInput(
          "The key %s cannot wrap: %s.".formatted(key.address(), e.getMessage()), e);
    }
  }

  /// The same keys and a new one, which wraps the keys of objects from now on.
  public StoreKeys withNewKey() {
    try {
      KeysetHandle.Builder more = KeysetHandle.newBuilder(keys);
      more.addEntry(
          KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
              .withRandomId()
              .makePrimary());
      return new StoreKeys(more.build());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a new AES-256-GCM key", e);
    }
  }

  /// Wraps the key of an object.
  byte[] wrapObjectKey(byte[] key, byte[] about) {
    try {
      return aead.encrypt(key, about);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM", e);
    }
  }

  /// Unwraps the key of an object.
  byte[] unwrapObjectKey(byte[] wrapped, byte[] about) throws GeneralSecurityException {
    return aead.decrypt(wrapped, about);
  }

  /// How many keys there are.
  public int size() {
    return keys.size();
  }

  private static byte[] context(String registry) {
    return (CONTEXT + registry).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "StoreKeys[" + keys.size() + " keys, hidden]";
  }
}
