package dev.gambeson.artifact.check;

import dev.gambeson.artifact.BoundedFile;
import dev.gambeson.artifact.ModelFormat;
import dev.gambeson.artifact.onnx.OnnxFile;
import dev.gambeson.artifact.onnx.OnnxLimits;
import dev.gambeson.core.GambesonException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// What a model file holds, after reading.
sealed interface Content {
  /// How much of the heap a file may take that has to be copied.
  int HEAP_SHARE = 4;

  /// First bytes that tell what a file is.
  int HEAD = 1 << 16;

  /// The file's bytes; nobody writes to them.
  MemorySegment bytes();

  /// An ONNX model.
  record Onnx(MemorySegment bytes, OnnxFile file) implements Content {}

  /// A tree ensemble as its trainer saved it.
  record Trees(MemorySegment bytes, ModelFormat format, TreeFacts facts) implements Content {}

  /// Reads a file of any known kind.
  ///
  /// @throws GambesonException when it is of another kind or malformed
  static Content read(Path file) {
    ModelFormat.detect(file);
    return of(
        file.toString(),
        MemorySegment.ofArray(BoundedFile.read(file, OnnxLimits.defaults().maxBytes())));
  }

  /// Reads bytes of any known kind; ONNX is not copied.
  ///
  /// @param name what messages call it
  /// @throws GambesonException when they are of another kind or malformed
  static Content of(String name, MemorySegment bytes) {
    byte[] head = bytes.asSlice(0, Math.min(HEAD, bytes.byteSize())).toArray(ValueLayout.JAVA_BYTE);
    ModelFormat format = ModelFormat.detect(name, head);
    return format == ModelFormat.ONNX
        ? new Onnx(bytes, OnnxFile.parse(name, bytes, OnnxLimits.defaults()))
        : new Trees(bytes, format, trees(name, format, bytes));
  }

  private static TreeFacts trees(String name, ModelFormat format, MemorySegment bytes) {
    long room = Runtime.getRuntime().maxMemory() / HEAP_SHARE;
    if (bytes.byteSize() > Math.min(room, OnnxLimits.defaults().maxBytes())) {
      throw GambesonException.badInput(
          "%s has %d MiB, too much for the memory that Java may use. Start it with a larger -Xmx."
              .formatted(name, bytes.byteSize() >> 20));
    }
    byte[] copy = bytes.toArray(ValueLayout.JAVA_BYTE);
    return switch (format) {
      case ONNX -> throw new IllegalArgumentException("no trees");
      case XGBOOST_JSON -> XgboostJson.read(name, copy);
      case XGBOOST_UBJSON -> XgboostUbjson.read(name, copy);
      case LIGHTGBM_TEXT -> LightGbmText.read(name, copy);
    };
  }
}
