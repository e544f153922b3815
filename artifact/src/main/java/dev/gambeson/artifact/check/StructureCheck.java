package dev.gambeson.artifact.check;

import dev.gambeson.artifact.onnx.OnnxSupport;
import dev.gambeson.artifact.onnx.Stray;
import dev.gambeson.artifact.onnx.WireFacts;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Severity;
import java.nio.file.Path;
import java.util.List;

/// GB-ART-001.
final class StructureCheck extends FileCheck {
  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-ART-001",
          "Model file structure",
          "Is the file one whole, well-formed model of a kind that cannot run code, with every byte accounted for?",
          "A file that two readers understand differently passes a scanner and attacks the runtime; bytes that belong to"
              + " nothing are where payloads hide; a truncated model fails in production.",
          "The kind is judged by content, not by name. An ONNX file is walked byte by byte along the public message"
              + " definitions; XGBoost and LightGBM files by their own grammars. Unknown fields, repeated single fields"
              + " and trailing bytes are reported with their offsets. Versions are compared with what ONNX Runtime"
              + " 1.28.0 loads.",
          "Content hidden in the numbers of the weights is not visible here.",
          "Export the model again from its source; do not load a file of unknown origin.",
          Severity.HIGH,
          List.of("ML06:2023", "AML.T0010.003", "AML.T0011.000"),
          List.of());

  StructureCheck(SharedContent shared) {
    super(INFO, shared);
  }

  @Override
  CheckResult unreadable(Path file, GambesonException e, Flaws flaws, CheckContext context) {
    flaws.add(context.severity(INFO), "no well-formed model", String.valueOf(e.getMessage()));
    return result(flaws, "");
  }

  @Override
  String onnx(Content.Onnx content, Flaws flaws, CheckContext context) {
    WireFacts facts = content.file().facts();
    Severity severity = context.severity(INFO);
    for (Stray stray : facts.strays()) {
      String place = stray.path().isEmpty() ? "the model" : stray.path();
      switch (stray.kind()) {
        case UNKNOWN ->
            flaws.add(
                severity,
                "bytes outside the format",
                "%d bytes at offset %d, in %s, stand in field %d, which ONNX does not define."
                    .formatted(stray.bytes(), stray.offset(), place, stray.field()),
                stray.offset());
        case REPEATED ->
            flaws.add(
                severity,
                "ambiguous field",
                "Field %d of %s stands again at offset %d; readers differ on which one counts."
                    .formatted(stray.field(), place, stray.offset()),
                stray.offset());
      }
    }
    OnnxSupport.refusal(content.file().model())
        .ifPresent(
            why -> flaws.add(Severity.MEDIUM, "version not supported", "The model " + why + "."));
    if (content.file().model().getGraph().getOutputCount() == 0) {
      flaws.add(Severity.MEDIUM, "no output", "The graph gives no output.");
    }
    return "All %d bytes belong to an ONNX model of %d operators."
        .formatted(content.bytes().byteSize(), facts.nodes());
  }

  @Override
  String trees(Content.Trees content, Flaws flaws, CheckContext context) {
    content
        .facts()
        .oddities()
        .forEach(o -> flaws.add(context.severity(INFO), "content outside the format", o));
    return "All %d bytes belong to a %s model of %d trees."
        .formatted(content.bytes().byteSize(), content.format().title(), content.facts().trees());
  }
}
