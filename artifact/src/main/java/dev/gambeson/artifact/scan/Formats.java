package dev.gambeson.artifact.scan;

import dev.gambeson.artifact.scan.archive.ArchiveFormats;
import dev.gambeson.artifact.scan.archive.ArchiveKind;
import dev.gambeson.artifact.scan.engine.FormatParser;
import dev.gambeson.artifact.scan.jvm.JvmFormats;
import dev.gambeson.artifact.scan.keras.KerasFormats;
import dev.gambeson.artifact.scan.other.OtherFormats;
import dev.gambeson.artifact.scan.pickle.PickleFormats;
import dev.gambeson.artifact.scan.tensor.TensorFormats;
import dev.gambeson.artifact.scan.tensorflow.TensorFlowFormats;
import dev.gambeson.artifact.scan.text.TextFormats;
import java.util.List;
import java.util.stream.Stream;

/// Every parser of the scanner, family by family, exact kinds before general ones.
final class Formats {
  private Formats() {}

  static List<FormatParser> all() {
    return Stream.of(
            TensorFormats.all(),
            KerasFormats.all(),
            TensorFlowFormats.all(),
            ArchiveFormats.all(kinds()),
            PickleFormats.all(),
            JvmFormats.all(),
            OtherFormats.all(),
            TextFormats.all(),
            PickleFormats.rest())
        .flatMap(List::stream)
        .toList();
  }

  /// What archives may be, from exact to general.
  private static List<ArchiveKind> kinds() {
    return Stream.of(
            KerasFormats.kinds(), PickleFormats.kinds(), JvmFormats.kinds(), TextFormats.kinds())
        .flatMap(List::stream)
        .toList();
  }
}
