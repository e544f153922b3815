package dev.gambeson.registry.crypt;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A KMS in memory, found as a real one is: by the service loader. `test-kms://denied` is a key
/// that may not be used.
public final class TestKms implements KmsClient {
  static final AtomicInteger CALLS = new AtomicInteger();
  private static final Map<String, Aead> KEYS = new ConcurrentHashMap<>();

  @Override
  public boolean doesSupport(String keyUri) {
    return keyUri.startsWith("test-kms://");
  }

  @Override
  public KmsClient withCredentials(String path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public KmsClient withDefaultCredentials() {
    return this;
  }

  @Override
  public Aead getAead(String keyUri) throws GeneralSecurityException {
    if (keyUri.equals("test-kms://denied")) {
      throw new GeneralSecurityException("access denied");
    }
    Aead key = KEYS.computeIfAbsent(keyUri, _ -> newKey());
    return new Aead() {
      @Override
      public byte[] encrypt(byte[] plain, byte[] about) throws GeneralSecurityException {
        CALLS.incrementAndGet();
        return key.encrypt(plain, about);
      }

      @Override
      public byte[] decrypt(byte[] cipher, byte[] about) throws GeneralSecurityException {
        CALLS.incrementAndGet();
        return key.decrypt(cipher, about);
      }
    };
  }

  private static Aead newKey() {
    Tink.register();
    try {
      return KeysetHandle.generateNew(
              PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get())
          .getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
