package dev.gambeson.artifact;

import dev.gambeson.artifact.check.ModelFileChecks;
import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.model.AuditSubject;
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

  /// The same, asked of an audit's model file.
  public static List<Check<AuditSubject>> all() {
    return forModelFile().stream().<Check<AuditSubject>>map(OfSubject::new).toList();
  }

  private record OfSubject(Check<Path> check) implements Check<AuditSubject> {
    @Override
    public CheckInfo info() {
      return check.info();
    }

    @Override
    public List<CheckResult> run(AuditSubject subject, CheckContext context) {
      return check.run(subject.file(), context);
    }
  }
}
