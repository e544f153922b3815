package dev.gambeson.data.pii.protect;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/// The secret behind keyed hashes and tokens: 256 bits in a file that only its owner may read. Each
/// purpose gets its own key by HKDF-SHA-256 (RFC 5869), so that a hash says nothing of a token.
///
/// Whoever has the file can undo tokens and test guesses against hashes; whoever loses it can undo
/// nothing. The key is never printed: messages and descriptions show its id, which is derived from
/// it one way.
public final class ProtectionKey {
  private static final int BYTES = 32;
  private static final int MAX_FILE = 1024;
  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final byte[] secret;

  private ProtectionKey(byte[] secret) {
    this.secret = secret;
  }

  /// Reads a key: 64 hexadecimal digits and nothing else.
  ///
  /// @throws GambesonException when the file is missing, may be read by others, or holds no key
  public static ProtectionKey read(Path file) {
    try {
      Set<PosixFilePermission> given = Files.getPosixFilePermissions(file);
      if (!OWNER.containsAll(given)) {
        throw GambesonException.usage(
            "The protection key %s has the permissions %s; only its owner may read it: chmod 600 %s"
                .formatted(file, PosixFilePermissions.toString(given), file));
      }
      if (Files.size(file) > MAX_FILE) {
        throw noKey(file);
      }
      return new ProtectionKey(
              HexFormat.of().parseHex(Files.readString(file, StandardCharsets.US_ASCII).strip()))
          .checked(file);
    } catch (NoSuchFileException e) {
      throw GambesonException.usage("There is no protection key " + file + ".");
    } catch (IllegalArgumentException e) {
      throw noKey(file);
    } catch (UnsupportedOperationException | IOException e) {
      throw GambesonException.badInput("The protection key " + file + " could not be read.", e);
    }
  }

  private ProtectionKey checked(Path file) {
    if (secret.length != BYTES) {
      throw noKey(file);
    }
    return this;
  }

  /// The cause is left out: it would quote the file.
  private static GambesonException noKey(Path file) {
    return GambesonException.usage(
        "The protection key " + file + " must hold 64 hexadecimal digits and nothing else.");
  }

  /// Makes a new key in a new file with mode 0600.
  ///
  /// @throws GambesonException when the file exists: a key that is overwritten is lost
  public static ProtectionKey create(Path file) {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    byte[] text = (HexFormat.of().formatHex(secret) + "\n").getBytes(StandardCharsets.US_ASCII);
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER))) {
      ByteBuffer buffer = ByteBuffer.wrap(text);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (FileAlreadyExistsException e) {
      throw GambesonException.usage("There is a file " + file + " already; it is not overwritten.");
    } catch (UnsupportedOperationException | IOException e) {
      throw GambesonException.badInput("The protection key " + file + " could not be written.", e);
    }
    return new ProtectionKey(secret);
  }

  /// What names this key in descriptions: 16 hexadecimal digits, derived one way.
  public String id() {
    return HexFormat.of().formatHex(derive("key-id").getEncoded(), 0, 8);
  }

  /// The key for one purpose, 256 bits.
  SecretKey derive(String purpose) {
    try {
      HKDFParameterSpec spec =
          HKDFParameterSpec.ofExtract()
              .addIKM(secret)
              .addSalt("gambeson/protection/1".getBytes(StandardCharsets.US_ASCII))
              .thenExpand(purpose.getBytes(StandardCharsets.US_ASCII), BYTES);
      return KDF.getInstance("HKDF-SHA256").deriveKey("Generic", spec);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HKDF-SHA256 is part of every JDK 25", e);
    }
  }

  @Override
  public String toString() {
    return "protection key " + id();
  }
}
