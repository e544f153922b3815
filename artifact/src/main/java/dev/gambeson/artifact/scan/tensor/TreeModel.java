package dev.gambeson.artifact.scan.tensor;

import dev.gambeson.artifact.ModelFormat;
import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.engine.Input;
import dev.gambeson.artifact.scan.engine.Scan;
import dev.gambeson.core.GambesonException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Tree ensembles: XGBoost JSON and UBJSON, LightGBM text, judged by the same checks as in an
/// audit. Nothing in these formats runs. They are read on the heap, up to a quarter of it.
final class TreeModel implements FormatParser {
  private static final int HEAD = 1 << 16;

  @Override
  public String kind() {
    return "tree-model";
  }

  @Override
  public String family() {
    return "text"; // two of the three are
  }

  @Override
  public boolean recognises(Input input) {
    return format(input).isPresent();
  }

  private static Optional<ModelFormat> format(Input input) {
    String head = input.head(HEAD);
    boolean isLikely =
        head.startsWith("tree\n")
            || head.startsWith("tree\r\n")
            || (head.contains("learner")
                && (head.contains("gradient_booster") || head.contains("learner_model_param")));
    if (!isLikely) {
      return Optional.empty();
    }
    try {
      ModelFormat format =
          ModelFormat.detect(input.baseName(), head.getBytes(StandardCharsets.ISO_8859_1));
      return format == ModelFormat.ONNX ? Optional.empty() : Optional.of(format);
    } catch (GambesonException e) {
      return Optional.empty();
    }
  }

  @Override
  public void parse(Input input, Scan scan) {
    scan.kind(
        switch (format(input).orElseThrow()) {
          case XGBOOST_JSON -> "xgboost-json";
          case XGBOOST_UBJSON -> "xgboost-ubjson";
          case LIGHTGBM_TEXT -> "lightgbm";
          case ONNX -> kind();
        });
    Checked.examine(input, scan);
    scan.ownAll();
  }
}
