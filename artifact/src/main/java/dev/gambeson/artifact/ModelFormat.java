package dev.gambeson.artifact;

import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// Kinds of model file that Gambeson reads, told apart by content, never by name.
public enum ModelFormat {
  /// ONNX: a protobuf message.
  ONNX("ONNX"),
  /// XGBoost's `save_model("m.json")`.
  XGBOOST_JSON("XGBoost JSON"),
  /// XGBoost's `save_model("m.ubj")`.
  XGBOOST_UBJSON("XGBoost UBJSON"),
  /// LightGBM's `save_model("m.txt")`.
  LIGHTGBM_TEXT("LightGBM text");

  private static final int HEAD = 1 << 16;
  private static final String READABLE =
      "Gambeson reads ONNX, XGBoost JSON and UBJSON, and LightGBM text models.";

  private final String title;

  ModelFormat(String title) {
    this.title = title;
  }

  /// The name people use.
  public String title() {
    return title;
  }

  /// The name that results use, for example `xgboost-json`.
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// What a file is, judged by its first 64 KiB. A file of a known kind may still be malformed
  /// further on.
  ///
  /// @throws GambesonException naming what it is instead, and what to do
  public static ModelFormat detect(Path file) {
    return detect(file.toString(), BoundedFile.head(file, HEAD));
  }

  /// As [#detect(Path)], for the first bytes of a file.
  ///
  /// @param name what messages call it
  public static ModelFormat detect(String name, byte[] head) {
    if (head.length == 0) {
      throw GambesonException.badInput(name + " is empty. " + READABLE);
    }
    return known(head).orElseThrow(() -> refusal(name, head));
  }

  private static Optional<ModelFormat> known(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    String start = text.stripLeading();
    if (start.startsWith("tree\n") || start.startsWith("tree\r\n")) {
      return Optional.of(LIGHTGBM_TEXT);
    }
    if (isUbjson(head) && text.contains("learner")) {
      return Optional.of(XGBOOST_UBJSON);
    }
    if (start.startsWith("{") && text.contains("\"learner\"")) {
      return Optional.of(XGBOOST_JSON);
    }
    return OnnxHead.matches(head) ? Optional.of(ONNX) : Optional.empty();
  }

  /// An object whose first key has a typed length, or a typed container.
  private static boolean isUbjson(byte[] head) {
    return head.length > 2 && head[0] == '{' && "iUIlL$#".indexOf(head[1]) >= 0;
  }

  private static GambesonException refusal(String name, byte[] head) {
    String what =
        ForeignFormat.of(head)
            .map(f -> "is " + f.what() + ": " + f.advice())
            .orElse("is of no kind that we know. " + READABLE);
    return GambesonException.badInput(name + " " + what);
  }
}
