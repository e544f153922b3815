package dev.gambeson.model.tree;

import dev.gambeson.artifact.onnx.proto.ModelProto;
import java.util.Optional;

/// Reads tree ensembles from files of their trainers. The files come from outside: every reader is
/// bounded, and refuses with [dev.gambeson.core.GambesonException] what does not hold together.
public final class TreeModels {
  private TreeModels() {}

  /// An XGBoost model saved as JSON.
  ///
  /// @param bytes the file's content
  /// @param source what messages call it, usually the file name
  public static TreeEnsemble xgboostJson(byte[] bytes, String source) {
    try (JsonCursor cursor = new JsonCursor(bytes, source)) {
      TreeEnsemble ensemble = XgboostReader.read(cursor, source);
      cursor.end();
      return ensemble;
    }
  }

  /// An XGBoost model saved as UBJSON.
  ///
  /// @param bytes the file's content
  /// @param source what messages call it, usually the file name
  public static TreeEnsemble xgboostUbjson(byte[] bytes, String source) {
    UbjsonCursor cursor = new UbjsonCursor(bytes, source);
    TreeEnsemble ensemble = XgboostReader.read(cursor, source);
    cursor.end();
    return ensemble;
  }

  /// A LightGBM model saved as text.
  ///
  /// @param bytes the file's content
  /// @param source what messages call it, usually the file name
  public static TreeEnsemble lightGbm(byte[] bytes, String source) {
    return LightGbmReader.read(bytes, source);
  }

  /// The tree ensemble that an ONNX model is, when it is nothing else: one `TreeEnsembleClassifier`
  /// (or a `TreeEnsembleRegressor` with a logistic transform) over the model's only input, with at
  /// most ZipMap, Identity and Cast around it. Empty for any other model, and where scores would
  /// not plainly be probabilities: those stay with ONNX Runtime. Node weights are unknown
  /// ([TreeEnsemble#hasCover] is false). Scores follow ONNX Runtime's rules.
  ///
  /// @param source what messages call it, usually the file name
  public static Optional<TreeEnsemble> onnx(ModelProto model, String source) {
    return OnnxTreeReader.read(model, source);
  }
}
