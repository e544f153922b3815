package dev.gambeson.server.audit;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.registry.store.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Inputs and answers, encrypted with AES-256-GCM under a key of the day, in one file a day.
///
/// The ledger's entry holds the SHA-256 of the ciphertext, so destroying a day's key erases what
/// was asked and leaves every proof whole. A record is `length (4 bytes), nonce (12), ciphertext
/// and tag`; the digest covers all but the length. The request's id is authenticated with it, so
/// that a record cannot be passed off as another request's.
///
/// Guaranteed: when the future of [#put] completes, the record is on the disk. Thread-safe.
public final class PayloadStore implements AutoCloseable {
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final int KEY = 32;
  private static final int QUEUE = 4096;
  private static final int MAX_RECORD = 1 << 24;

  /// After a failed write it is tried again each so many rounds of a tenth of a second.
  private static final int PAUSE = 20;

  private static final int TRIAL = 1 << 16;

  private final Path folder;
  private final Path keys;
  private final SecureRandom random;
  private final LinkedBlockingQueue<Pending> queue = new LinkedBlockingQueue<>(QUEUE);
  private final Map<LocalDate, SecretKeySpec> known = new HashMap<>();
  private final Set<Path> mended = new HashSet<>();
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean failed;

  @SuppressWarnings("ArrayRecordComponent") // on its way to the writer, never compared by content
  private record Pending(
      LocalDate day, String request, byte[] plain, CompletableFuture<String> done) {}

  /// @param folder of the records
  /// @param keys of the days' keys; best on another disk
  public PayloadStore(Path folder, Path keys, SecureRandom random) {
    this.folder = folder;
    this.keys = keys;
    this.random = random;
    try {
      PrivateFiles.createFolders(folder);
      PrivateFiles.createFolders(keys);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The folder of encrypted inputs cannot be made: %s.".formatted(e.getMessage()), e);
    }
    this.thread = Thread.ofPlatform().daemon().name("payload-writer").start(this::run);
  }

  /// Encrypts and writes a record.
  ///
  /// @return the digest of the ciphertext, `sha256:` and 64 hexadecimal digits, once it is on the
  ///   disk; fails at once when too many are waiting
  public CompletableFuture<String> put(LocalDate day, String request, byte[] plain) {
    Pending pending = new Pending(day, request, plain, new CompletableFuture<>());
    if (closed || plain.length > MAX_RECORD || !queue.offer(pending)) {
      pending.done.completeExceptionally(
          GambesonException.badInput("The store of encrypted inputs takes no more at present."));
    }
    return pending.done;
  }

  /// Whether what was written last came to the disk. After a failure it tries by itself, with
  /// nobody's record, until the disk takes something again.
  public boolean writes() {
    return !failed;
  }

  private void run() {
    List<Pending> batch = new ArrayList<>();
    int idle = 0;
    while (!closed || !queue.isEmpty()) {
      batch.clear();
      try {
        Pending first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          batch.add(first);
          queue.drainTo(batch);
          write(batch);
          failed = false;
        } else if (failed && ++idle % PAUSE == 0) {
          tryOut();
          failed = false;
        }
      } catch (InterruptedException _) {
        closed = true;
      } catch (IOException | GeneralSecurityException | RuntimeException e) {
        failed = true;
        batch.forEach(p -> p.done.completeExceptionally(e));
      }
    }
    queue.forEach(p -> p.done.completeExceptionally(new IllegalStateException("closed")));
  }

  private void tryOut() throws IOException {
    Path trial = folder.resolve("trial");
    try {
      Files.deleteIfExists(trial);
      PrivateFiles.write(trial, new byte[TRIAL]);
    } finally {
      Files.deleteIfExists(trial);
    }
  }

  private void write(List<Pending> batch) throws IOException, GeneralSecurityException {
    Map<LocalDate, List<Pending>> days = new HashMap<>();
    batch.forEach(p -> days.computeIfAbsent(p.day, _ -> new ArrayList<>()).add(p));
    Map<Pending, String> digests = new HashMap<>();
    for (Map.Entry<LocalDate, List<Pending>> day : days.entrySet()) {
      List<ByteBuffer> records = new ArrayList<>();
      for (Pending p : day.getValue()) {
        byte[] sealed = seal(key(day.getKey()), p.request, p.plain);
        digests.put(p, "sha256:" + Sha256.of(sealed));
        records.add(
            ByteBuffer.allocate(4 + sealed.length).putInt(sealed.length).put(sealed).flip());
      }
      append(file(day.getKey()), records);
    }
    digests.forEach((p, digest) -> p.done.complete(digest));
  }

  private void append(Path file, List<ByteBuffer> records) throws IOException {
    if (mended.add(file) && Files.exists(file)) {
      cutTornTail(file);
    }
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            PrivateFiles.ownerOnly())) {
      for (ByteBuffer record : records) {
        while (record.hasRemaining()) {
          channel.write(record);
        }
      }
      channel.force(true);
    } catch (IOException e) {
      mended.remove(file); // what is torn now is cut before the next record
      throw e;
    }
  }

  /// A crash can leave half a record, which nobody was told of.
  private static void cutTornTail(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer length = ByteBuffer.allocate(4);
      long whole = 0;
      while (fill(channel.position(whole), length.clear())) {
        long end = whole + 4 + Integer.toUnsignedLong(length.flip().getInt());
        if (end > channel.size()) {
          break;
        }
        whole = end;
      }
      channel.truncate(whole);
    }
  }

  private byte[] seal(SecretKeySpec key, String request, byte[] plain)
      throws GeneralSecurityException {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, request);
    byte[] out = new byte[NONCE + cipher.getOutputSize(plain.length)];
    System.arraycopy(nonce, 0, out, 0, NONCE);
    cipher.doFinal(plain, 0, plain.length, out, NONCE);
    return out;
  }

  private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, String request)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(request.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  /// Finds and decrypts the record of a request.
  ///
  /// @param digest as the ledger has it
  /// @return empty when the day's key or file was destroyed
  /// @throws GambesonException when the record was changed or is another request's
  public Optional<byte[]> read(LocalDate day, String request, String digest) throws IOException {
    if (!Files.exists(keyFile(day)) || !Files.exists(file(day))) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file(day))) {
      ByteBuffer length = ByteBuffer.allocate(4);
      while (fill(channel, length)) {
        int size = length.flip().getInt();
        if (size < NONCE || size > MAX_RECORD + NONCE + TAG_BITS) {
          break;
        }
        ByteBuffer sealed = ByteBuffer.allocate(size);
        if (!fill(channel, sealed)) {
          break;
        }
        if (digest.equals("sha256:" + Sha256.of(sealed.array()))) {
          return Optional.of(open(day, request, sealed.array()));
        }
        length.clear();
      }
    }
    throw GambesonException.badInput(
        "%s holds no record with the digest %s: it was changed or cut."
            .formatted(file(day), digest));
  }

  private static boolean fill(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  private byte[] open(LocalDate day, String request, byte[] sealed) throws IOException {
    if (!Files.exists(keyFile(day))) {
      throw GambesonException.badInput(
          "The record of request %s cannot be opened: the key of %s was destroyed."
              .formatted(request, day));
    }
    try {
      byte[] nonce = Arrays.copyOf(sealed, NONCE);
      return cipher(Cipher.DECRYPT_MODE, key(day), nonce, request)
          .doFinal(sealed, NONCE, sealed.length - NONCE);
    } catch (GeneralSecurityException e) {
      throw GambesonException.badInput(
          "The record of request %s does not open: it is another request's, or its key was replaced."
              .formatted(request),
          e);
    }
  }

  private SecretKeySpec key(LocalDate day) throws IOException {
    synchronized (known) {
      SecretKeySpec found = known.get(day);
      if (found == null) {
        found = new SecretKeySpec(PrivateFiles.secret(keyFile(day), KEY, random), "AES");
        known.put(day, found);
        known.keySet().removeIf(d -> d.isBefore(day.minusDays(1)));
      }
      return found;
    }
  }

  private Path file(LocalDate day) {
    return folder.resolve(day + ".sealed");
  }

  private Path keyFile(LocalDate day) {
    return keys.resolve(day + ".key");
  }

  /// Destroys the keys and records of a day and all before it.
  ///
  /// @return how many days
  public int forget(LocalDate last) throws IOException {
    synchronized (known) {
      known.keySet().removeIf(d -> !d.isAfter(last));
    }
    deleteUpTo(folder, ".sealed", last);
    return deleteUpTo(keys, ".key", last);
  }

  private static int deleteUpTo(Path folder, String ending, LocalDate last) throws IOException {
    int gone = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ending)) {
      for (Path file : files) {
        if (!LocalDate.parse(file.getFileName().toString().replace(ending, "")).isAfter(last)) {
          Files.delete(file);
          gone++;
        }
      }
    }
    return gone;
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "PayloadStore[" + folder + "]";
  }
}
