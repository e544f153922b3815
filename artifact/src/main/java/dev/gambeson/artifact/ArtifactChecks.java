package dev.gambeson.artifact;

import dev.gambeson.artifact.check.ModelFileChecks;
import dev.gambeson.core.Check;
import java.nio.file.Path;
import java.util.List;

/// The checks of this room.
public final class ArtifactChecks {
  private ArtifactChecks() {}

  /// Whether a model file is safe to load: GB-ART-001 to GB-ART-005. The file is read, never run;
  /// no other file is opened.
  public static List<Check<Path>> forModelFile() {
    return ModelFileChecks.all();
  }
}
