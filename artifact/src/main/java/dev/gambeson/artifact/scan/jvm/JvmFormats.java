package dev.gambeson.artifact.scan.jvm;

import dev.gambeson.artifact.scan.engine.FormatParser;
import java.util.List;

/// The parsers of this package.
public final class JvmFormats {
  private JvmFormats() {}

  /// From exact to general.
  public static List<FormatParser> all() {
    return List.of(new JavaStream(), new ClassFile());
  }
}
