package dev.gambeson.model.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.gambeson.core.GambesonException;
import java.util.regex.Pattern;

/// The one ONNX Runtime of the process: silent, without telemetry, one thread per session.
///
/// Sessions are made from bytes in memory: the runtime is never told a path, so nothing it could
/// resolve external data against.
final class OrtRuntime {
  private static final Pattern NOISE =
      Pattern.compile(
          "(/[\\w./-]+:\\d+ )|^Error code - \\w+ - message: |^\\S* ?onnxruntime::[^)]*\\) ");

  private OrtRuntime() {}

  /// Made on first use: loading the native library takes a while.
  private static final class Holder {
    static final OrtEnvironment ENVIRONMENT = create();

    private static OrtEnvironment create() {
      OrtEnvironment environment =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "gambeson");
      try {
        environment.setTelemetry(false);
      } catch (OrtException e) {
        throw new IllegalStateException("ONNX Runtime's telemetry could not be switched off", e);
      }
      return environment;
    }
  }

  static OrtEnvironment environment() {
    return Holder.ENVIRONMENT;
  }

  /// A session over a model in memory.
  ///
  /// @throws GambesonException when the runtime cannot run the model
  static OrtSession session(String name, byte[] model) {
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
      options.setCPUArenaAllocator(false); // an arena keeps the largest batch for ever
      options.setMemoryPatternOptimization(false);
      options.setDeterministicCompute(true);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.addConfigEntry("session.inter_op.allow_spinning", "0");
      return environment().createSession(model, options);
    } catch (OrtException e) {
      throw refused(name, e);
    }
  }

  private static GambesonException refused(String name, OrtException e) {
    return GambesonException.badInput(
        "ONNX Runtime %s cannot run %s: %s".formatted(environment().getVersion(), name, oneLine(e)),
        e);
  }

  /// The runtime's own words, without line breaks and source positions, at most 300 characters.
  static String oneLine(OrtException e) {
    String text = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
    text = NOISE.matcher(text).replaceAll("").strip();
    String cut = text.length() > 300 ? text.substring(0, 300) + "…" : text;
    return cut.endsWith(".") || cut.endsWith("…") ? cut : cut + ".";
  }
}
