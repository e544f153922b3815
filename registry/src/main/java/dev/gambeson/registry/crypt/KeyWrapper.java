package dev.gambeson.registry.crypt;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KmsClient;
import dev.gambeson.core.GambesonException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ServiceLoader;

/// The key-encryption key: the one key that is not in the registry. It wraps the store's keys.
///
/// `file:/path` is a key file of ours ([KeyFile]). Any other address (`aws-kms://…`, `gcp-kms://…`)
/// goes to a Tink [KmsClient] found on the class path, for example
/// `com.google.crypto.tink:tink-awskms`, with that client's default credentials. Not tested against
/// a real KMS, only against a client made for the tests.
public interface KeyWrapper {
  /// Where the key is; never the key.
  String address();

  /// Wraps and unwraps. May ask a remote service.
  Aead aead();

  /// Opens the key at an address.
  ///
  /// @throws GambesonException when it is missing, readable by others, damaged, or when no client
  ///   for the address is on the class path
  static KeyWrapper open(String address) {
    return address.startsWith(KeyFile.SCHEME)
        ? KeyFile.open(Path.of(address.substring(KeyFile.SCHEME.length())))
        : kms(address);
  }

  private static KeyWrapper kms(String address) {
    for (KmsClient client : ServiceLoader.load(KmsClient.class)) {
      if (client.doesSupport(address)) {
        try {
          return new Remote(address, client.withDefaultCredentials().getAead(address));
        } catch (GeneralSecurityException e) {
          throw GambesonException.badInput(
              "The key %s cannot be used: %s.".formatted(address, e.getMessage()), e);
        }
      }
    }
    throw GambesonException.usage(
        "Nothing on the class path can reach the key %s. A key file is 'file:/path'; for a KMS put its Tink client (for AWS com.google.crypto.tink:tink-awskms) beside Gambeson's jars."
            .formatted(address));
  }

  /// A key in a KMS.
  record Remote(String address, Aead aead) implements KeyWrapper {}
}
