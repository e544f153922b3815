package dev.gambeson.server.state;

import com.google.crypto.tink.Aead;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.registry.store.PrivateFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The whole state in one file, and back.
///
/// ```
/// "GBB1" or "GBE1" | SHA-256 of the rest, 64 hexadecimal digits | JSON, gzipped, for GBE1 sealed
/// ```
///
/// Guarantees: taken in one transaction, so it holds one moment of the whole; appears whole or not
/// at all, for its owner alone; a changed byte is found before anything is written; a backup of a
/// newer schema, or into a state that holds anything, is refused; restored all or not at all; works
/// between H2 and PostgreSQL.
///
/// Not in it: the pepper, the ledger's files and keys, models, settings. Keep a copy of those
/// beside it. Without encryption it holds hashes of passwords and keys and what clients were told:
/// treat it as a secret.
public final class Backup {
  private static final String PLAIN = "GBB1";
  private static final String SEALED = "GBE1";
  private static final int HEAD = 4 + 64;
  private static final long MAX_FILE = 1L << 30;
  private static final byte[] CONTEXT = "gambeson/backup/1".getBytes(StandardCharsets.US_ASCII);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Backup() {}

  /// What a backup says of itself.
  ///
  /// @param format 1
  /// @param schema of the database that it was taken of
  /// @param taken when, ISO 8601
  /// @param tables the rows of each
  record Content(int format, int schema, String taken, Map<String, Table> tables) {}

  /// The rows of a table; every value as text in the form of its column, null for none.
  record Table(List<String> columns, List<List<Optional<String>>> rows) {}

  /// What was saved or restored: rows by table.
  public record Summary(Map<String, Integer> rows) {
    public Summary {
      rows = Map.copyOf(rows);
    }
  }

  /// Writes a backup. The gateway may run on; what changes after the beginning is not in it.
  ///
  /// @param key seals it; without one it is in clear
  public static Summary save(
      Database database, Path file, Optional<Aead> key, InstantSource clock) {
    Map<String, Table> tables = database.snapshot(BackupTables::read);
    Content content =
        new Content(1, Database.SCHEMA, clock.instant().toString(), new LinkedHashMap<>(tables));
    try {
      byte[] body = zipped(JSON.writeValueAsBytes(content));
      if (key.isPresent()) {
        body = key.get().encrypt(body, CONTEXT);
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + HEAD);
      out.write((key.isPresent() ? SEALED : PLAIN).getBytes(StandardCharsets.US_ASCII));
      out.write(Sha256.of(body).getBytes(StandardCharsets.US_ASCII));
      out.write(body);
      PrivateFiles.write(file, out.toByteArray());
      return summary(tables);
    } catch (IOException | GeneralSecurityException e) {
      throw GambesonException.badInput(
          "The backup %s cannot be written: %s.".formatted(file, e.getMessage()), e);
    }
  }

  private static Summary summary(Map<String, Table> tables) {
    Map<String, Integer> rows = new LinkedHashMap<>();
    tables.forEach((name, table) -> rows.put(name, table.rows().size()));
    return new Summary(rows);
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  /// Fills an empty state from a backup. No node may run on that state.
  ///
  /// @param key opens a sealed one
  /// @throws GambesonException when it is damaged, newer, sealed under another key, or the state is
  ///   not empty; then nothing was changed
  public static Summary restore(Database database, Path file, Optional<Aead> key) {
    Content content = read(file, key);
    if (content.schema() > Database.SCHEMA) {
      throw GambesonException.badInput(
          "The backup %s was taken of schema %d; this Gambeson knows %d. Use the newer Gambeson that wrote it."
              .formatted(file, content.schema(), Database.SCHEMA));
    }
    database.write(handle -> {
      BackupTables.requireEmpty(handle);
      BackupTables.write(handle, content.tables());
      return true;
    });
    return summary(content.tables());
  }

  private static Content read(Path file, Optional<Aead> key) {
    try {
      if (Files.size(file) > MAX_FILE) {
        throw damaged(file);
      }
      byte[] all = Files.readAllBytes(file);
      String head = new String(all, 0, Math.min(HEAD, all.length), StandardCharsets.US_ASCII);
      if (head.length() < HEAD || !(head.startsWith(PLAIN) || head.startsWith(SEALED))) {
        throw damaged(file);
      }
      byte[] body = java.util.Arrays.copyOfRange(all, HEAD, all.length);
      if (!Sha256.of(body).equals(head.substring(4))) {
        throw damaged(file);
      }
      if (head.startsWith(SEALED)) {
        body = opened(file, body, key);
      }
      try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(body))) {
        Content content = JSON.readValue(zip.readNBytes((int) MAX_FILE), Content.class);
        if (content.format() != 1) {
          throw damaged(file);
        }
        return content;
      }
    } catch (IOException | UncheckedIOException | JacksonException e) {
      throw GambesonException.badInput(
          "The backup %s cannot be read: %s.".formatted(file, e.getClass().getSimpleName()), e);
    }
  }

  private static byte[] opened(Path file, byte[] body, Optional<Aead> key) {
    if (key.isEmpty()) {
      throw GambesonException.usage(
          "The backup %s is encrypted. Name its key with --key.".formatted(file));
    }
    try {
      return key.get().decrypt(body, CONTEXT);
    } catch (GeneralSecurityException e) {
      throw GambesonException.badInput(
          "The backup %s does not open under this key.".formatted(file), e);
    }
  }

  private static GambesonException damaged(Path file) {
    return GambesonException.badInput(
        "%s is no backup of Gambeson's state, or it is damaged. Nothing was changed; use another copy."
            .formatted(file));
  }
}
