package dev.gambeson.artifact.scan.archive;

import dev.gambeson.artifact.scan.engine.FormatParser;
import java.util.List;

/// The parsers of this package.
public final class ArchiveFormats {
  private ArchiveFormats() {}

  /// From exact to general.
  ///
  /// @param kinds what the members may mean, from exact to general; every one that recognises an
  ///   archive reads it
  public static List<FormatParser> all(List<ArchiveKind> kinds) {
    return List.of(new Zip(kinds));
  }
}
