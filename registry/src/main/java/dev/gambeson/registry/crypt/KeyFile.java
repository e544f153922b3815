package dev.gambeson.registry.crypt;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.store.PrivateFiles;
import dev.gambeson.registry.store.Reasons;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/// A key-encryption key in a file: a Tink keyset of AES-256-GCM keys in JSON, in clear, for the
/// owner's eyes alone.
///
/// Guarantees: a file that others may read is refused; the key never shows in [#toString] or a
/// message; a new file appears whole or not at all. Not protected: whoever reads the file reads the
/// store. Keep it outside the registry, keep a copy elsewhere: without it every object is lost.
public final class KeyFile implements KeyWrapper {
  static final String SCHEME = "file:";
  private static final int MAX_BYTES = 1 << 16;

  private final Path file;
  private final KeysetHandle keys;

  private KeyFile(Path file, KeysetHandle keys) {
    this.file = file.toAbsolutePath().normalize();
    this.keys = keys;
  }

  /// Makes a new key in a new file.
  public static KeyFile create(Path file) {
    if (Files.exists(file)) {
      throw GambesonException.usage(
          "The key file %s exists already; it may be the only key to another registry. Name a new file."
              .formatted(file));
    }
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        PrivateFiles.createFolders(folder);
      }
      Tink.register();
      return written(
          file,
          KeysetHandle.generateNew(
              PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get()));
    } catch (IOException | GeneralSecurityException e) {
      throw GambesonException.badInput(
          "The key file %s cannot be written: %s.".formatted(file, e.getMessage()), e);
    }
  }

  /// Reads a key file.
  public static KeyFile open(Path file) {
    try {
      PrivateFiles.requirePrivate(file, "The key file");
      if (Files.size(file) > MAX_BYTES) {
        throw noKeyFile(file);
      }
      Tink.register();
      return new KeyFile(
          file,
          TinkJsonProtoKeysetFormat.parseKeyset(
              Files.readString(file, StandardCharsets.UTF_8),
              RegistryConfiguration.get(),
              InsecureSecretKeyAccess.get()));
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The key file of the registry cannot be read: %s. Without it no object can be opened; put it back, or name where it is now with --key."
              .formatted(Reasons.of(e)));
    } catch (GeneralSecurityException | RuntimeException e) {
      if (e instanceof GambesonException g) {
        throw g;
      }
      throw noKeyFile(file); // the cause might quote what it read
    }
  }

  private static GambesonException noKeyFile(Path file) {
    return GambesonException.badInput(
        file + " is no key file of a registry, or it is damaged. Restore it from your copy.");
  }

  /// The same file with a new key that wraps from now on; the older ones still unwrap. To be
  /// followed by [#withNewestOnly] when everything is wrapped anew: a crash in between locks nobody
  /// out.
  public KeyFile withNewKey() {
    try {
      KeysetHandle.Builder more = KeysetHandle.newBuilder(keys);
      more.addEntry(
          KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
              .withRandomId()
              .makePrimary());
      return written(file, more.build());
    } catch (IOException | GeneralSecurityException e) {
      throw GambesonException.badInput(
          "The key file %s cannot be written: %s.".formatted(file, e.getMessage()), e);
    }
  }

  /// The same file without the keys that no longer wrap anything.
  public KeyFile withNewestOnly() {
    try {
      KeysetHandle.Builder one = KeysetHandle.newBuilder();
      one.addEntry(
          KeysetHandle.importKey(keys.getPrimary().getKey())
              .withFixedId(keys.getPrimary().getId())
              .makePrimary());
      return written(file, one.build());
    } catch (IOException | GeneralSecurityException e) {
      throw GambesonException.badInput(
          "The key file %s cannot be written: %s.".formatted(file, e.getMessage()), e);
    }
  }

  private static KeyFile written(Path file, KeysetHandle keys)
      throws IOException, GeneralSecurityException {
    String json =
        TinkJsonProtoKeysetFormat.serializeKeyset(
            keys, RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
    PrivateFiles.write(file, json.getBytes(StandardCharsets.UTF_8));
    return new KeyFile(file, keys);
  }

  @Override
  public String address() {
    return SCHEME + file;
  }

  @Override
  public Aead aead() {
    try {
      return keys.getPrimitive(RegistryConfiguration.get(), Aead.class);
    } catch (GeneralSecurityException e) {
      throw noKeyFile(file);
    }
  }

  @Override
  public String toString() {
    return "KeyFile[" + file + "]";
  }
}
