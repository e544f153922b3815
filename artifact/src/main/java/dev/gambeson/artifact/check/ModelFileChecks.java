package dev.gambeson.artifact.check;

import dev.gambeson.core.Check;
import java.nio.file.Path;
import java.util.List;

/// The checks of this package.
public final class ModelFileChecks {
  private ModelFileChecks() {}

  /// GB-ART-001 to GB-ART-005.
  public static List<Check<Path>> all() {
    return List.of(
        new StructureCheck(),
        new ExternalDataCheck(),
        new OperatorCheck(),
        new GraphCheck(),
        new ContentCheck());
  }
}
