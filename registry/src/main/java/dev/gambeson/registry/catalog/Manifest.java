package dev.gambeson.registry.catalog;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.registry.store.Digest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The files of a version. Its digest is the identity of the version: it covers every path, size
/// and content, and nothing else, so that the same folder has the same digest in every registry.
///
/// @param files at least one, in the order of their paths' UTF-8 bytes
public record Manifest(List<FileEntry> files) {
  /// The `schema` of its JSON.
  public static final String SCHEMA = "gambeson/manifest/1";

  /// The largest number of files in a version.
  public static final int MAX_FILES = 100_000;

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Comparator<FileEntry> BY_BYTES =
      (a, b) -> Arrays.compareUnsigned(utf8(a.path()), utf8(b.path()));

  public Manifest {
    files = files.stream().sorted(BY_BYTES).toList();
    if (files.isEmpty()) {
      throw GambesonException.nothingExamined("There is no file in it: a version needs content.");
    }
    if (files.size() > MAX_FILES) {
      throw GambesonException.badInput(
          "%d files; a version may have %d. Pack them, for example into Parquet or tar."
              .formatted(files.size(), MAX_FILES));
    }
    refuseTwins(files);
  }

  private static void refuseTwins(List<FileEntry> files) {
    Set<String> seen = new HashSet<>();
    for (FileEntry file : files) {
      if (!seen.add(file.path().toLowerCase(Locale.ROOT))) {
        throw GambesonException.badInput(
            "'%s' and another file differ only in upper and lower case; on some systems one would overwrite the other. Rename it."
                .formatted(file.path()));
      }
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Total size of the files in bytes.
  public long bytes() {
    return files.stream().mapToLong(FileEntry::bytes).sum();
  }

  /// Every content, once.
  public List<Digest> digests() {
    return files.stream().map(FileEntry::digest).distinct().toList();
  }

  /// Its canonical JSON: the bytes that its digest covers.
  public byte[] toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put("schema", SCHEMA);
    ArrayNode list = node.putArray("files");
    for (FileEntry f : files) {
      list.addObject()
          .put("path", f.path())
          .put("sha256", f.digest().hex())
          .put("bytes", f.bytes());
    }
    return JSON.writeValueAsBytes(node);
  }

  /// SHA-256 of [#toJson].
  public Digest digest() {
    return new Digest(Sha256.of(toJson()));
  }

  /// The same files, checked, from any order.
  public static Manifest of(List<FileEntry> files) {
    return new Manifest(new ArrayList<>(files));
  }
}
