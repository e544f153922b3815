package dev.gambeson.artifact.bom.model;

import dev.gambeson.artifact.BoundedFile;
import dev.gambeson.artifact.ModelFormat;
import dev.gambeson.core.GambesonException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What a file is, by content; text tables, which have no signature, by their ending and the
/// absence of binary bytes.
///
/// @param id for example `safetensors`
/// @param data whether it is data, else a model
record FileKind(String id, boolean data) {
  private static final int HEAD = 1 << 16;
  private static final Set<String> TABLES = Set.of("csv", "tsv", "jsonl", "ndjson", "arff");

  private record Magic(int at, byte[] bytes, FileKind kind) {
    static Magic of(int at, String hex, String id, boolean data) {
      return new Magic(at, HexFormat.of().parseHex(hex), new FileKind(id, data));
    }

    boolean matches(byte[] head) {
      return head.length >= at + bytes.length
          && Arrays.equals(head, at, at + bytes.length, bytes, 0, bytes.length);
    }
  }

  private static final List<Magic> MAGICS =
      List.of(
          Magic.of(0, "47475546", "gguf", false),
          Magic.of(0, "894844460d0a1a0a", "hdf5", false),
          Magic.of(4, "54464c33", "tflite", false),
          Magic.of(0, "43424d31", "catboost", false),
          Magic.of(0, "aced0005", "java-serialized", false),
          Magic.of(0, "62696e66", "xgboost-binary", false),
          Magic.of(0, "50415231", "parquet", true),
          Magic.of(0, "4152524f5731", "arrow", true),
          Magic.of(0, "934e554d5059", "npy", true));

  /// The kind of a file; empty for what is neither a model nor data.
  static Optional<FileKind> of(Path file) {
    byte[] head;
    try {
      head = BoundedFile.head(file, HEAD);
    } catch (GambesonException e) {
      return Optional.empty(); // unreadable files are listed by whoever asked for them
    }
    return of(String.valueOf(file.getFileName()), head);
  }

  static Optional<FileKind> of(String fileName, byte[] head) {
    String name = fileName.toLowerCase(Locale.ROOT);
    String ending = name.substring(name.lastIndexOf('.') + 1);
    for (Magic magic : MAGICS) {
      if (magic.matches(head)) {
        return Optional.of(magic.kind());
      }
    }
    if (isPickle(head)) {
      return Optional.of(new FileKind("pickle", false));
    }
    if (isSafetensors(head)) {
      return Optional.of(new FileKind("safetensors", false));
    }
    if (head.length > 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4) {
      return zipped(text(head));
    }
    if (TABLES.contains(ending) && text(head).indexOf('\0') < 0 && head.length > 0) {
      return Optional.of(new FileKind(ending, true));
    }
    if (text(head).stripLeading().startsWith("<") && text(head).contains("<PMML")) {
      return Optional.of(new FileKind("pmml", false));
    }
    return name.equals("saved_model.pb")
        ? Optional.of(new FileKind("tf-saved-model", false))
        : known(name, head);
  }

  private static Optional<FileKind> known(String name, byte[] head) {
    try {
      ModelFormat format = ModelFormat.detect(name, head);
      if (format == ModelFormat.ONNX && !isBinary(head)) {
        return Optional.empty(); // protobuf has no signature, and style sheets can look like it
      }
      return Optional.of(
          new FileKind(format.name().toLowerCase(Locale.ROOT).replace('_', '-'), false));
    } catch (GambesonException e) {
      return Optional.empty();
    }
  }

  private static boolean isBinary(byte[] head) {
    for (byte b : head) {
      if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t') {
        return true;
      }
    }
    return false;
  }

  private static boolean isPickle(byte[] head) {
    return head.length > 2
        && head[0] == (byte) 0x80
        && head[1] >= 2
        && head[1] <= 5
        && (head[1] < 4 || head[2] == (byte) 0x95);
  }

  private static boolean isSafetensors(byte[] head) {
    if (head.length < 10 || head[8] != '{') {
      return false;
    }
    long header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return header > 1 && header <= SafetensorsHeader.MAX_HEADER;
  }

  /// What a zip holds, by the first names in it.
  private static Optional<FileKind> zipped(String head) {
    if (head.contains("data.pkl") || head.contains("/constants.pkl")) {
      return Optional.of(new FileKind("pytorch", false));
    }
    if (head.contains("model.weights.h5")) {
      return Optional.of(new FileKind("keras", false));
    }
    if (head.contains("model.ini")) {
      return Optional.of(new FileKind("h2o-mojo", false));
    }
    return head.contains(".npy") ? Optional.of(new FileKind("npz", true)) : Optional.empty();
  }

  private static String text(byte[] head) {
    return new String(head, StandardCharsets.ISO_8859_1);
  }
}
