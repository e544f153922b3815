package dev.gambeson.artifact.check;

import dev.gambeson.artifact.BoundedFile;
import dev.gambeson.artifact.ModelFormat;
import dev.gambeson.artifact.onnx.OnnxFile;
import dev.gambeson.artifact.onnx.OnnxLimits;
import java.nio.file.Path;

/// What a model file holds, after reading.
sealed interface Content {
  /// The file's bytes; nobody writes to them.
  byte[] bytes();

  /// An ONNX model.
  @SuppressWarnings("ArrayRecordComponent") // a bulk buffer, passed along without copies
  record Onnx(byte[] bytes, OnnxFile file) implements Content {}

  /// A tree ensemble as its trainer saved it.
  @SuppressWarnings("ArrayRecordComponent") // a bulk buffer, passed along without copies
  record Trees(byte[] bytes, ModelFormat format, TreeFacts facts) implements Content {}

  /// Reads a file of any known kind.
  ///
  /// @throws dev.gambeson.core.GambesonException when it is of another kind or malformed
  static Content read(Path file) {
    String name = file.toString();
    ModelFormat format = ModelFormat.detect(file);
    byte[] bytes = BoundedFile.read(file, OnnxLimits.defaults().maxBytes());
    return switch (format) {
      case ONNX -> new Onnx(bytes, OnnxFile.parse(name, bytes, OnnxLimits.defaults()));
      case XGBOOST_JSON -> new Trees(bytes, format, XgboostJson.read(name, bytes));
      case XGBOOST_UBJSON -> new Trees(bytes, format, XgboostUbjson.read(name, bytes));
      case LIGHTGBM_TEXT -> new Trees(bytes, format, LightGbmText.read(name, bytes));
    };
  }
}
