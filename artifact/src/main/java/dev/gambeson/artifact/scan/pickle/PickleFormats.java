package dev.gambeson.artifact.scan.pickle;

import dev.gambeson.artifact.scan.archive.ArchiveKind;
import dev.gambeson.artifact.scan.engine.FormatParser;
import java.util.List;

/// The parsers of this package.
public final class PickleFormats {
  private PickleFormats() {}

  /// From exact to general.
  public static List<FormatParser> all() {
    return List.of(new Npy(), new Pickle());
  }

  /// The parser of what nobody else knows; the last of all.
  public static List<FormatParser> rest() {
    return List.of(new RawData());
  }

  /// The parser of pickles, for formats that say that a member is one.
  public static FormatParser pickle() {
    return new Pickle();
  }

  /// What archives may be, from exact to general.
  public static List<ArchiveKind> kinds() {
    return List.of(new TorchZip(), new Npz());
  }
}
