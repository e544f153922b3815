package dev.gambeson.artifact.check;

import dev.gambeson.artifact.onnx.ExternalData;
import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Finding;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The checks of this package.
public final class ModelFileChecks {
  private ModelFileChecks() {}

  /// What a check says of some bytes.
  ///
  /// @param rule the check
  /// @param finding what it found
  public record Said(CheckInfo rule, Finding finding) {}

  /// What all checks but that of external data say of some bytes.
  ///
  /// @param said every finding
  /// @param external tensors that lie in other files, for the caller to judge
  public record Examined(List<Said> said, List<ExternalData> external) {}

  /// GB-ART-001 to GB-ART-005. The checks of one list read a file once, together.
  public static List<Check<Path>> all() {
    return List.copyOf(fresh());
  }

  private static List<FileCheck> fresh() {
    SharedContent shared = new SharedContent();
    return List.of(
        new StructureCheck(shared),
        new ExternalDataCheck(shared),
        new OperatorCheck(shared),
        new GraphCheck(shared),
        new ContentCheck(shared));
  }

  /// What the checks ask.
  public static List<CheckInfo> infos() {
    return fresh().stream().map(FileCheck::info).toList();
  }

  /// Asks the same questions of bytes that somebody else holds: a mapped file, a member of an
  /// archive. No file is opened.
  ///
  /// @param name what messages call it
  /// @throws GambesonException when they are no whole model of a known kind
  public static Examined examine(String name, MemorySegment bytes) {
    Content content = Content.of(name, bytes);
    List<Said> said = new ArrayList<>();
    try (Workers none = new Workers(1)) {
      CheckContext context =
          new CheckContext(Policy.defaults(), new Seed(0), none, Progress.silent());
      for (FileCheck check : fresh()) {
        if (!(check instanceof ExternalDataCheck)) {
          Flaws flaws = new Flaws(check.info().id(), Path.of("model"), check.info().fix());
          check.examine(content, flaws, context);
          flaws.findings().forEach(f -> said.add(new Said(check.info(), f)));
        }
      }
    }
    return new Examined(
        List.copyOf(said),
        content instanceof Content.Onnx onnx ? ExternalData.in(onnx.file().model()) : List.of());
  }

  /// Why the location of external data leads out of the folder of its model; empty when it stays
  /// inside. A phrase that continues "the location ...".
  ///
  /// @param model its file; empty for a member of an archive, whose links cannot be followed
  public static Optional<String> escape(Optional<Path> model, String location) {
    String why = ExternalDataCheck.escape(model, location);
    return why.isEmpty() ? Optional.empty() : Optional.of(why);
  }
}
