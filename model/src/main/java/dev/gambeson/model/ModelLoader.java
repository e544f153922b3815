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
      case ONNX -> OnnxModel.open(file);
      case XGBOOST_JSON -> TreeModelFile.open(file, format, TreeModels::xgboostJson);
      case XGBOOST_UBJSON -> TreeModelFile.open(file, format, TreeModels::xgboostUbjson);
      case LIGHTGBM_TEXT -> TreeModelFile.open(file, format, TreeModels::lightGbm);
    };
  }
}
