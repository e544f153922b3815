package dev.gambeson.model;

import dev.gambeson.artifact.ModelFormat;
import dev.gambeson.core.GambesonException;
import dev.gambeson.model.onnx.OnnxModel;
import dev.gambeson.model.tree.TreeModels;
import java.nio.file.Path;

/// Opens model files of every kind that Gambeson runs.
public final class ModelLoader {
  private ModelLoader() {}

  /// Reads a model file. No other file is opened and no code of the file is run; the graph itself
  /// runs only when rows are scored.
  ///
  /// @throws GambesonException when the file is absent, of another kind, malformed or refused
  public static ModelFile open(Path file) {
    ModelFormat format = ModelFormat.detect(file);
    return switch (format) {
      case ONNX -> onnx(OnnxModel.open(file));
      case XGBOOST_JSON -> TreeModelFile.open(file, format, TreeModels::xgboostJson);
      case XGBOOST_UBJSON -> TreeModelFile.open(file, format, TreeModels::xgboostUbjson);
      case LIGHTGBM_TEXT -> TreeModelFile.open(file, format, TreeModels::lightGbm);
    };
  }

  /// An ONNX model that is nothing but a tree ensemble is read as one, so that attacks and
  /// explanations can see its trees; every other one runs in ONNX Runtime.
  private static ModelFile onnx(OnnxModel model) {
    return TreeModels.onnx(model.proto(), model.path().toString())
        .<ModelFile>map(
            trees -> new TreeModelFile(model.path(), model.format(), trees, model.classes()))
        .orElse(model);
  }
}
