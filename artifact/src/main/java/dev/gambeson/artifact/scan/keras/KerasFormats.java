package dev.gambeson.artifact.scan.keras;

import dev.gambeson.artifact.scan.archive.ArchiveKind;
import dev.gambeson.artifact.scan.engine.FormatParser;
import java.util.List;

/// The parsers of this package.
public final class KerasFormats {
  private KerasFormats() {}

  /// From exact to general.
  public static List<FormatParser> all() {
    return List.of(Hdf5.PARSER);
  }

  /// What archives may be.
  public static List<ArchiveKind> kinds() {
    return List.of(new KerasArchive());
  }
}
