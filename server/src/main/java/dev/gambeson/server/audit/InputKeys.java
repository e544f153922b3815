package dev.gambeson.server.audit;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.MacKey;
import dev.gambeson.registry.store.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.YearMonth;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;

/// Keyed hashes of inputs and answers: HMAC-SHA-256 under a random key per tenant and month, since
/// the plain hash of a short record can be found by trying.
///
/// Guaranteed: the same input of the same tenant in the same month has the same hash; over tenants
/// or months nothing can be compared. Once [#forget] destroyed a month's keys its hashes say
/// nothing any more, as far as the disk forgets deleted files.
///
/// Thread-safe. A month's first use of a tenant writes a file and waits for the disk.
public final class InputKeys {
  private static final int BYTES = 32;
  private static final long NAN = Double.doubleToLongBits(Double.NaN);

  private final Path folder;
  private final SecureRandom random;
  private final ConcurrentHashMap<Month, MacKey> keys = new ConcurrentHashMap<>();

  private record Month(String tenant, YearMonth month) {}

  /// @param folder where the keys stand; made if absent
  public InputKeys(Path folder, SecureRandom random) {
    this.folder = folder;
    this.random = random;
    try {
      PrivateFiles.createFolders(folder);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The folder %s cannot be made: %s.".formatted(folder, e.getMessage()), e);
    }
  }

  /// Hash of rows that were asked: `sha256:` and 64 hexadecimal digits.
  ///
  /// What is hashed: the model's name in UTF-8, a zero byte, the number of rows and of features as
  /// 32-bit integers, every value as a 64-bit IEEE number, all big-endian; a missing value as the
  /// canonical NaN, -0 as 0.
  public String ofRows(String tenant, YearMonth month, String model, Rows rows) {
    ByteBuffer bytes = ByteBuffer.allocate(8 + Math.multiplyExact(rows.values().length, 8));
    bytes.putInt(rows.count()).putInt(rows.width());
    for (double value : rows.values()) {
      bytes.putLong(Double.isNaN(value) ? NAN : Double.doubleToRawLongBits(value + 0.0));
    }
    return hash(tenant, month, model, bytes);
  }

  /// Hash of an answer as it was returned: the model's name, a zero byte, the number of rows and
  /// labels, the labels as 32-bit integers, the scores as 32-bit IEEE numbers.
  public String ofAnswer(String tenant, YearMonth month, String model, Answer answer) {
    ByteBuffer bytes =
        ByteBuffer.allocate(
            8
                + Math.multiplyExact(
                    4, Math.addExact(answer.labels().length, answer.scores().length)));
    bytes.putInt(answer.count()).putInt(answer.labels().length);
    for (int label : answer.labels()) {
      bytes.putInt(label);
    }
    for (float score : answer.scores()) {
      bytes.putInt(Float.floatToIntBits(score + 0.0f));
    }
    return hash(tenant, month, model, bytes);
  }

  private String hash(String tenant, YearMonth month, String model, ByteBuffer bytes) {
    byte[] name = model.getBytes(StandardCharsets.UTF_8);
    byte[] message =
        ByteBuffer.allocate(name.length + 1 + bytes.position())
            .put(name)
            .put((byte) 0)
            .put(bytes.flip())
            .array();
    MacKey key = keys.computeIfAbsent(new Month(tenant, month), this::open);
    return "sha256:" + HexFormat.of().formatHex(key.mac(message));
  }

  private MacKey open(Month month) {
    Path file = file(month);
    try {
      return MacKey.of(PrivateFiles.secret(file, BYTES, random));
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The key file %s cannot be used: %s.".formatted(file, e.getMessage()), e);
    }
  }

  private Path file(Month month) {
    return folder.resolve(
        month.month() + "-" + Sha256.of(month.tenant()).substring(0, 32) + ".key");
  }

  /// Destroys the keys of a month and all before it.
  ///
  /// @return how many
  public int forget(YearMonth last) throws IOException {
    keys.keySet().removeIf(m -> !m.month().isAfter(last));
    int gone = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.key")) {
      for (Path file : files) {
        if (!month(file).isAfter(last)) {
          Files.delete(file);
          gone++;
        }
      }
    }
    return gone;
  }

  private static YearMonth month(Path file) {
    return YearMonth.parse(file.getFileName().toString().substring(0, 7));
  }

  @Override
  public String toString() {
    return "InputKeys[hidden]";
  }
}
