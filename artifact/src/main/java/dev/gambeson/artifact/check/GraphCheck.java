package dev.gambeson.artifact.check;

import dev.gambeson.artifact.onnx.OnnxWalk;
import dev.gambeson.artifact.onnx.proto.GraphProto;
import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.NodeProto;
import dev.gambeson.artifact.onnx.proto.TensorProto;
import dev.gambeson.artifact.onnx.proto.TensorShapeProto;
import dev.gambeson.artifact.onnx.proto.ValueInfoProto;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import java.util.List;

/// GB-ART-004.
final class GraphCheck extends FileCheck {
  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-ART-004",
          "Graph soundness",
          "Does the graph make sense, and can it be loaded and run without exhausting the machine?",
          "A few hundred bytes can ask the runtime for terabytes, already on loading, when it folds constants; a graph"
              + " that is no graph crashes native code.",
          "Every value must be made once and before its use (so there is no cycle); every tensor must hold as many values"
              + " as its shape says; trees must be trees; sizes that constants fix (ConstantOfShape, Expand, Tile, Range,"
              + " OneHot, Pad, Resize, Loop and chains of Concat and Tile) must stay below a limit. For XGBoost and"
              + " LightGBM files, splits must use features that exist.",
          "Sizes that depend on the data are not bounded.",
          "Export the model again from its source; do not load a file of unknown origin.",
          Severity.HIGH,
          List.of("ML06:2023", "AML.T0010.003"),
          List.of(
              new CheckInfo.Parameter(
                  "max-elements",
                  ResourceBombs.DEFAULT_MAX_ELEMENTS,
                  1000,
                  1e12,
                  "Largest number of values (or rounds of a loop) that constants of the graph may ask one operator for.")));

  GraphCheck(SharedContent shared) {
    super(INFO, shared);
  }

  @Override
  String onnx(Content.Onnx content, Flaws flaws, CheckContext context) {
    ModelProto model = content.file().model();
    Severity severity = context.severity(INFO);
    new GraphNames((message, where) -> flaws.add(severity, "broken graph", message, where))
        .check(model);
    double limit = context.parameter(INFO, "max-elements");
    OnnxWalk.walk(model, new Visitor(flaws, severity, limit));
    for (ResourceBombs.Bomb bomb : ResourceBombs.in(model, limit)) {
      flaws.add(
          severity,
          "resource bomb",
          "%s makes %s values of little; the limit is %s."
              .formatted(bomb.path(), Text.number(bomb.elements()), Text.number(limit)),
          bomb.path());
    }
    return "Every value of the %d operators is made once and before its use, and no size is out of bounds."
        .formatted(content.file().facts().nodes());
  }

  private static final class Visitor implements OnnxWalk.Visitor {
    private final Flaws flaws;
    private final Severity severity;
    private final double maxElements;

    Visitor(Flaws flaws, Severity severity, double maxElements) {
      this.flaws = flaws;
      this.severity = severity;
      this.maxElements = maxElements;
    }

    @Override
    public void graph(String path, GraphProto graph) {
      graph.getInputList().forEach(v -> shape(path, v));
      graph.getOutputList().forEach(v -> shape(path, v));
      graph.getValueInfoList().forEach(v -> shape(path, v));
    }

    private void shape(String path, ValueInfoProto value) {
      for (TensorShapeProto.Dimension d : value.getType().getTensorType().getShape().getDimList()) {
        if (d.hasDimValue() && d.getDimValue() > maxElements) {
          flaws.add(
              severity,
              "absurd shape",
              "Value '%s' of %s is declared with a size of %d."
                  .formatted(value.getName(), path, d.getDimValue()),
              path);
        }
      }
    }

    @Override
    public void node(String path, NodeProto node) {
      TreeAttributes.flaw(node)
          .ifPresent(why -> flaws.add(severity, "broken trees", path + ": " + why + ".", path));
    }

    @Override
    public void tensor(String path, TensorProto tensor) {
      TensorSizes.flaw(tensor)
          .ifPresent(
              why -> flaws.add(severity, "tensor of the wrong size", path + " " + why + ".", path));
    }
  }

  @Override
  String trees(Content.Trees content, Flaws flaws, CheckContext context) {
    TreeFacts facts = content.facts();
    Severity severity = context.severity(INFO);
    if (facts.trees() == 0) {
      flaws.add(Severity.MEDIUM, "no trees", "The file holds no tree.");
    }
    if (facts.minFeature() < 0
        || (facts.features() >= 0 && facts.maxFeature() >= facts.features())) {
      flaws.add(
          severity,
          "feature out of range",
          "Splits use features %d to %d, but the model has %d."
              .formatted(facts.minFeature(), facts.maxFeature(), facts.features()));
    }
    return "All splits of the %d trees use features that exist.".formatted(facts.trees());
  }
}
