package dev.gambeson.artifact.scan.other;

import dev.gambeson.artifact.scan.engine.FormatParser;
import java.util.List;

/// The parsers of this package.
public final class OtherFormats {
  private OtherFormats() {}

  /// From exact to general.
  public static List<FormatParser> all() {
    return List.of(new Program(), new RData(), new Picture(), new Table(), new Foreign());
  }
}
