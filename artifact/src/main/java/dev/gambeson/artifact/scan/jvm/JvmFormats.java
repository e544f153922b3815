package dev.gambeson.artifact.scan.jvm;

import dev.gambeson.artifact.scan.archive.ArchiveKind;
import dev.gambeson.artifact.scan.engine.FormatParser;
import java.util.List;
import java.util.stream.Stream;

/// The parsers of this package.
public final class JvmFormats {
  private JvmFormats() {}

  /// What archives may be, from exact to general.
  public static List<ArchiveKind> kinds() {
    return Stream.concat(ModelZip.all().stream(), Stream.of(new Jar())).toList();
  }

  /// From exact to general.
  public static List<FormatParser> all() {
    return List.of(new JavaStream(), new ClassFile());
  }
}
