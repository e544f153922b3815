package dev.gambeson.artifact.onnx;

import dev.gambeson.artifact.onnx.proto.ModelProto;
import dev.gambeson.artifact.onnx.proto.OperatorSetIdProto;
import java.util.Map;
import java.util.Optional;

/// The versions that our runtime, ONNX Runtime 1.28.0, loads: measured by loading each.
public final class OnnxSupport {
  /// Newest version of the file format.
  public static final long MAX_IR = 13;

  /// Newest operator set per domain that is part of the standard; `ai.onnx` is also written as the
  /// empty domain.
  public static final Map<String, Long> MAX_OPSET = Map.of("ai.onnx", 26L, "ai.onnx.ml", 5L);

  private OnnxSupport() {}

  /// The full name of a domain.
  public static String domain(String written) {
    return written.isEmpty() ? "ai.onnx" : written;
  }

  /// Why the runtime cannot load this version; empty when it can.
  public static Optional<String> refusal(ModelProto model) {
    if (model.getIrVersion() < 1 || model.getIrVersion() > MAX_IR) {
      return Optional.of(
          "is of ONNX format version %d; versions 1 to %d can be read"
              .formatted(model.getIrVersion(), MAX_IR));
    }
    for (OperatorSetIdProto opset : model.getOpsetImportList()) {
      String domain = domain(opset.getDomain());
      long max = MAX_OPSET.getOrDefault(domain, Long.MAX_VALUE);
      if (opset.getVersion() < 1 || opset.getVersion() > max) {
        return Optional.of(
            "needs operator set %d of %s; 1 to %d can be run"
                .formatted(opset.getVersion(), domain, max));
      }
    }
    return Optional.empty();
  }
}
