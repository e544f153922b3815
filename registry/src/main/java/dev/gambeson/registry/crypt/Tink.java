package dev.gambeson.registry.crypt;

import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig;
import java.security.GeneralSecurityException;

/// Tink's kinds of keys, registered once.
final class Tink {
  static {
    try {
      AeadConfig.register();
      StreamingAeadConfig.register();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Tink's own kinds of keys", e);
    }
  }

  private Tink() {}

  static void register() {
    // Loading the class did it.
  }
}
