package dev.gambeson.registry.crypt;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.registry.store.Digest;
import dev.gambeson.registry.store.ObjectStore;
import dev.gambeson.registry.store.PrivateFiles;
import dev.gambeson.registry.store.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Keeps content under its SHA-256, sealed, and gives back exactly what was kept or nothing.
///
/// Guarantees: content is read once, and hashed and encrypted in that one pass, so that what is
/// stored is what was hashed even if somebody writes to the file meanwhile; every read hashes again
/// and compares, besides the cipher's own tags: a bit that flipped anywhere is an error; a target
/// file appears after the last byte is proven, or not at all.
///
/// Not protected: sizes and the SHA-256 of contents are visible as names in the store, so that who
/// sees the store can tell whether it holds a file he knows. Content of one tenant is kept once, of
/// two tenants twice, in stores of their own.
public final class Vault {
  private static final int BUFFER = 1 << 20;

  private final ObjectStore store;
  private final Optional<StoreKeys> keys;
  private final String tenant;
  private final SecureRandom random;

  /// @param keys nothing for a store without encryption
  public Vault(ObjectStore store, Optional<StoreKeys> keys, String tenant, SecureRandom random) {
    this.store = requireNonNull(store);
    this.keys = requireNonNull(keys);
    this.tenant = requireNonNull(tenant);
    this.random = requireNonNull(random);
  }

  /// Content that is in the store.
  ///
  /// @param bytes its size in clear
  /// @param added whether it was not there before
  public record Kept(Digest digest, long bytes, boolean added) {}

  /// The same store under other keys: after a rotation.
  public Vault with(StoreKeys other) {
    return new Vault(store, Optional.of(other), tenant, random);
  }

  /// Keeps the content of a regular file. Links are refused.
  ///
  /// @throws GambesonException when it cannot be read or stored; then nothing is visible
  public Kept keep(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw GambesonException.badInput(
          file
              + " is no regular file. Links, devices and the like are not kept: copy their content.");
    }
    Path staged = store.staging().resolve(UUID.randomUUID() + ".part");
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return keep(in, staged);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "%s could not be stored in the %s: %s. Nothing of it is visible there."
              .formatted(file, store.address(), Reasons.of(e)),
          e);
    } finally {
      deleteQuietly(staged);
    }
  }

  private Kept keep(InputStream in, Path staged) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            staged,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            PrivateFiles.ownerOnly())) {
      Kept kept = keys.isPresent() ? seal(in, channel, keys.get()) : copyPlain(in, channel);
      channel.force(true);
      return new Kept(kept.digest(), kept.bytes(), store.put(kept.digest(), staged));
    }
  }

  private Kept seal(InputStream in, FileChannel to, StoreKeys storeKeys) throws IOException {
    byte[] objectKey = new byte[SealedForm.KEY_BYTES];
    random.nextBytes(objectKey);
    Hashed hashed;
    try (OutputStream out =
        SealedForm.encrypting(
            new Target(
                Channels.newOutputStream(to.position(SealedForm.SEALED_HEAD)),
                "An object in the " + store.address()),
            objectKey,
            tenant)) {
      hashed = pump(in, out);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES256-GCM-HKDF-1MB", e);
    }
    byte[] about = SealedForm.about(tenant, hashed.digest(), hashed.bytes());
    writeHead(to, SealedForm.sealedHead(objectKey, about, storeKeys));
    Arrays.fill(objectKey, (byte) 0);
    return new Kept(hashed.digest(), hashed.bytes(), false);
  }

  private static Kept copyPlain(InputStream in, FileChannel to) throws IOException {
    to.position(SealedForm.PLAIN_HEAD);
    Hashed hashed = pump(in, Channels.newOutputStream(to));
    writeHead(to, SealedForm.plainHead());
    return new Kept(hashed.digest(), hashed.bytes(), false);
  }

  private static void writeHead(FileChannel to, byte[] head) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(head);
    while (buffer.hasRemaining()) {
      to.write(buffer, buffer.position());
    }
  }

  /// Writes content to a new file: whole and proven, or not at all.
  ///
  /// @param bytes its size, as the manifest says
  public void copy(Digest digest, long bytes, Path target) {
    Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    try {
      try (FileChannel channel =
              FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
          OutputStream out = new Target(Channels.newOutputStream(channel), target.toString())) {
        read(digest, bytes, out);
        channel.force(true);
      }
      Files.move(temporary, target);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "%s cannot be written: %s.".formatted(target, Reasons.of(e)), e);
    } finally {
      deleteQuietly(temporary);
    }
  }

  /// Reads content to the end and proves that it is what was kept.
  ///
  /// @throws GambesonException when it is missing or damaged
  public void verify(Digest digest, long bytes) {
    read(digest, bytes, OutputStream.nullOutputStream());
  }

  private void read(Digest digest, long bytes, OutputStream to) {
    byte[] about = SealedForm.about(tenant, digest, bytes);
    Hashed hashed;
    try (InputStream raw = store.open(digest);
        InputStream content =
            keys.isPresent()
                ? SealedForm.content(raw, keys.get(), tenant, about)
                : SealedForm.plainContent(raw)) {
      hashed = pump(content, to);
    } catch (NoSuchFileException e) {
      throw GambesonException.badInput(
          "The object %s is missing from the %s. Restore it from a copy; the version that holds it cannot be used."
              .formatted(digest, store.address()),
          e);
    } catch (IOException e) {
      throw damaged(digest, Reasons.of(e), e);
    }
    if (!hashed.equals(new Hashed(digest, bytes))) {
      throw damaged(digest, "its content has another digest or size", new IOException());
    }
  }

  private GambesonException damaged(Digest digest, String why, IOException cause) {
    return GambesonException.badInput(
        "The object %s in the %s is damaged or cannot be read: %s. Nothing of it was given out. Restore it from a copy."
            .formatted(digest, store.address(), why),
        cause);
  }

  private record Hashed(Digest digest, long bytes) {}

  private static Hashed pump(InputStream in, OutputStream out) throws IOException {
    MessageDigest sha256 = Sha256.digest();
    byte[] buffer = new byte[BUFFER];
    long bytes = 0;
    for (int n = in.readNBytes(buffer, 0, BUFFER); n > 0; n = in.readNBytes(buffer, 0, BUFFER)) {
      sha256.update(buffer, 0, n);
      out.write(buffer, 0, n);
      bytes += n;
    }
    return new Hashed(new Digest(HexFormat.of().formatHex(sha256.digest())), bytes);
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException _) {
      // A leftover in the staging folder is swept when the store is opened a day later.
    }
  }
}
