package dev.gambeson.artifact.scan.engine;

import dev.gambeson.core.Severity;
import java.util.Map;
import java.util.Set;

/// Compares what a file is with what its ending says. Endings that many formats share (`.bin`,
/// `.pt`, `.ckpt`, `.model`, `.pkl`, `.dat`) say nothing and are not judged.
final class Mismatch {
  /// Kinds whose loading can run code.
  private static final Set<String> ACTIVE =
      Set.of(
          "pickle",
          "joblib",
          "npy with objects",
          "torch-zip",
          "torch-legacy",
          "torchscript",
          "torch-tar",
          "java-serialized",
          "pickle-stream",
          "pytorch");

  /// Endings of formats that cannot, or of documents.
  private static final Set<String> SAFE =
      Set.of(
          "safetensors",
          "onnx",
          "gguf",
          "json",
          "jsonl",
          "keras",
          "h5",
          "hdf5",
          "tflite",
          "txt",
          "md",
          "csv",
          "tsv",
          "yaml",
          "yml",
          "xml",
          "pmml",
          "png",
          "jpg",
          "jpeg",
          "gif",
          "bmp",
          "wav",
          "parquet",
          "arrow",
          "feather",
          "html",
          "svg",
          "toml",
          "ini",
          "cfg",
          "log",
          "ubj",
          "lgb");

  private static final Set<String> TEXT =
      Set.of(
          "text",
          "json",
          "jsonl",
          "yaml",
          "xml",
          "html",
          "svg",
          "pmml",
          "source",
          "python",
          "shell",
          "javascript",
          "requirements",
          "chat-template",
          "notebook",
          "lightgbm",
          "lightgbm-text",
          "xgboost-json",
          "xgboost",
          "keras-config",
          "skops-schema",
          "tree-model",
          "perl",
          "ruby");
  private static final Map<String, Set<String>> KINDS =
      Map.ofEntries(
          Map.entry("safetensors", Set.of("safetensors")),
          Map.entry("onnx", Set.of("onnx")),
          Map.entry("gguf", Set.of("gguf")),
          Map.entry("keras", Set.of("keras")),
          Map.entry("h5", Set.of("hdf5", "h5", "keras-h5", "keras-hdf5")),
          Map.entry("hdf5", Set.of("hdf5", "h5", "keras-h5", "keras-hdf5")),
          Map.entry("tflite", Set.of("tflite")),
          Map.entry("npy", Set.of("npy", "npy with objects")),
          Map.entry("npz", Set.of("npz", "zip")),
          Map.entry("png", Set.of("png")),
          Map.entry("jpg", Set.of("jpeg")),
          Map.entry("jpeg", Set.of("jpeg")),
          Map.entry("gif", Set.of("gif")),
          Map.entry("bmp", Set.of("bmp")),
          Map.entry("wav", Set.of("wav")),
          Map.entry("parquet", Set.of("parquet")),
          Map.entry("jar", Set.of("jar", "zip")),
          Map.entry("class", Set.of("java-class")),
          Map.entry("rds", Set.of("rds", "gzip", "bzip2", "xz")),
          Map.entry("json", TEXT),
          Map.entry("yaml", TEXT),
          Map.entry("yml", TEXT),
          Map.entry("txt", TEXT),
          Map.entry("md", TEXT),
          Map.entry("csv", TEXT),
          Map.entry("xml", TEXT),
          Map.entry("pmml", Set.of("pmml", "xml")));

  private static final Set<String> NO_KIND =
      Set.of("unknown", "data", "raw", "empty", "lfs-pointer", "foreign");

  private Mismatch() {}

  /// Flags a name that contradicts the content.
  static void check(Input input, String kind, Scan scan) {
    String ending = input.ending();
    if (NO_KIND.contains(kind)) {
      return;
    }
    if (ACTIVE.contains(kind) && SAFE.contains(ending)) {
      scan.flag(
          Rules.MISMATCH,
          Severity.HIGH,
          0,
          "code under the name of data",
          "The ending .%s promises a format that runs no code; the bytes are %s, which does when it is loaded."
              .formatted(ending, kind));
      return;
    }
    Set<String> expected = KINDS.getOrDefault(ending, Set.of());
    if (!expected.isEmpty() && !expected.contains(kind) && !kind.startsWith(ending)) {
      scan.flag(
          Rules.MISMATCH,
          0,
          "name and content disagree",
          "The ending .%s does not belong to the content, which is %s.".formatted(ending, kind));
    }
  }
}
