package dev.gambeson.artifact;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Kinds of file that people offer as a model and that we do not run, recognised so that the
/// refusal can say what to do.
///
/// @param what with its article, for example `a Python pickle`
/// @param advice what to do instead
/// @param test whether some first bytes are of this kind
record ForeignFormat(String what, String advice, Predicate<byte[]> test) {
  private static final String EXPORT = "export the model to ONNX.";
  private static final String RUNS = "it can run code when loaded; " + EXPORT;
  private static final Pattern TEXT_PICKLE =
      Pattern.compile(
          "(?s)^(c[\\w.]+\\n[\\w.]+\\n|\\(dp?\\d*\\n|\\(lp?\\d*\\n|\\(i[\\w.]+\\n[\\w.]+\\n).*");

  private static final List<ForeignFormat> ALL =
      List.of(
          new ForeignFormat("a Python pickle", RUNS, ForeignFormat::isPickle),
          magic("504b0304", "a zip archive (PyTorch, Keras, NumPy or H2O)", RUNS),
          magic("47475546", "a GGUF language model", "the audit judges classifiers; " + EXPORT),
          magic("894844460d0a1a0a", "an HDF5 file (old Keras)", RUNS),
          magic("aced0005", "a serialised Java object", RUNS),
          magic("1f8b", "gzip-compressed", "unpack it first, and do so only if you trust it."),
          magic("425a68", "bzip2-compressed", "unpack it first, and do so only if you trust it."),
          magic(
              "fd377a585a00", "xz-compressed", "unpack it first, and do so only if you trust it."),
          magic("789c", "zlib-compressed (joblib)", RUNS),
          magic("7801", "zlib-compressed (joblib)", RUNS),
          magic("78da", "zlib-compressed (joblib)", RUNS),
          magic("7f454c46", "a Linux program", "it is no model. Do not run it."),
          magic("4d5a", "a Windows program", "it is no model. Do not run it."),
          magic("cffaedfe", "a macOS program", "it is no model. Do not run it."),
          magic("cafebabe", "a Java class or macOS program", "it is no model. Do not run it."),
          magic("2321", "a script", "it is no model. Do not run it."),
          magic("934e554d5059", "a NumPy array", "it is data, no model; " + EXPORT),
          magic("43424d31", "a CatBoost model", EXPORT),
          magic(
              "62696e66",
              "an XGBoost file in the old binary form",
              "save it again as .ubj or .json."),
          magic("25504446", "a PDF", "it is no model."),
          magic("50415231", "a Parquet file", "it is data; give it with --data."),
          new ForeignFormat("a TensorFlow Lite model", EXPORT, h -> ascii(h, 4, "TFL3")),
          new ForeignFormat("a tar archive", "unpack it first.", h -> ascii(h, 257, "ustar")),
          new ForeignFormat(
              "a safetensors file",
              "it holds weights without a graph; " + EXPORT,
              ForeignFormat::isSafetensors),
          new ForeignFormat("an XML file (PMML?)", EXPORT, h -> text(h).startsWith("<")),
          new ForeignFormat(
              "a LightGBM JSON dump",
              "save it with save_model('m.txt').",
              h -> json(h, "\"tree_info\"")),
          new ForeignFormat(
              "an XGBoost dump for reading",
              "save it with save_model('m.json').",
              h -> json(h, "\"nodeid\"")),
          new ForeignFormat(
              "JSON, but no XGBoost model",
              "save it with save_model('m.json').",
              h -> text(h).startsWith("{") || text(h).startsWith("[")));

  /// The kind of file that begins so.
  static Optional<ForeignFormat> of(byte[] head) {
    return ALL.stream().filter(f -> f.test.test(head)).findFirst();
  }

  private static ForeignFormat magic(String hex, String what, String advice) {
    byte[] magic = HexFormat.of().parseHex(hex);
    return new ForeignFormat(
        what,
        advice,
        h -> h.length >= magic.length && Arrays.equals(h, 0, magic.length, magic, 0, magic.length));
  }

  private static boolean isPickle(byte[] head) {
    boolean framed = head.length > 1 && head[0] == (byte) 0x80 && head[1] >= 1 && head[1] <= 5;
    return framed || TEXT_PICKLE.matcher(text(head)).matches();
  }

  private static boolean isSafetensors(byte[] head) {
    if (head.length < 10 || head[8] != '{') {
      return false;
    }
    long header = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return header > 1 && header < 100_000_000;
  }

  private static boolean ascii(byte[] head, int at, String magic) {
    byte[] wanted = magic.getBytes(StandardCharsets.US_ASCII);
    return head.length >= at + wanted.length
        && Arrays.equals(head, at, at + wanted.length, wanted, 0, wanted.length);
  }

  private static boolean json(byte[] head, String key) {
    String text = text(head);
    return (text.startsWith("{") || text.startsWith("[")) && text.contains(key);
  }

  private static String text(byte[] head) {
    return new String(head, StandardCharsets.ISO_8859_1).stripLeading();
  }
}
