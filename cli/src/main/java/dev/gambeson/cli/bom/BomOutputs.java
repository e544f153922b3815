package dev.gambeson.cli.bom;

import dev.gambeson.artifact.bom.Bill;
import dev.gambeson.artifact.bom.DataPart;
import dev.gambeson.artifact.bom.DependencyRules;
import dev.gambeson.artifact.bom.Digest;
import dev.gambeson.artifact.bom.FilePart;
import dev.gambeson.artifact.bom.ModelPart;
import dev.gambeson.cli.OutputOptions;
import dev.gambeson.cli.config.OutputSpec;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.Finding;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a bill says in results, and which formats it has.
final class BomOutputs {
  static final String JSON = "cyclonedx";
  static final String XML = "cyclonedx-xml";
  static final OutputOptions.Own OWN =
      new OutputOptions.Own(
          List.of(JSON, XML), JSON, Map.of("json", JSON, "cdx", JSON, "xml", XML));
  private static final Set<String> PUBLISHED =
      Set.of(DependencyRules.VULNERABLE.id(), DependencyRules.MALICIOUS.id());

  private BomOutputs() {}

  /// The project, then every model and data file.
  static List<Result.Subject> subjects(Bill bill, Path path) {
    List<Result.Subject> subjects = new ArrayList<>();
    if (!bill.libraries().isEmpty()) {
      subjects.add(
          new Result.Subject(
              path.toString(), "", 0, bill.libraries().size() + " libraries", "project"));
    }
    for (ModelPart model : bill.models()) {
      for (FilePart file : model.files()) {
        subjects.add(
            new Result.Subject(
                file.name(),
                sha256(file),
                file.bytes(),
                model.kind(),
                "model",
                model.verdict(),
                List.of()));
      }
    }
    for (DataPart data : bill.data()) {
      data.file()
          .ifPresent(f ->
              subjects.add(
                  new Result.Subject(f.name(), sha256(f), f.bytes(), data.kind(), "data")));
    }
    return subjects;
  }

  private static String sha256(FilePart file) {
    return file.digests().stream()
        .filter(d -> d.algorithm().equals("SHA-256"))
        .map(Digest::hex)
        .findFirst()
        .orElse("");
  }

  /// Suppressions that hold for every place a vulnerability touches, by its id.
  static Map<String, Policy.Suppression> accepted(Result result) {
    Map<String, Policy.Suppression> accepted = new TreeMap<>();
    Set<String> open = new java.util.HashSet<>();
    for (Result.Judged judged : result.findings()) {
      Finding finding = judged.finding();
      if (!PUBLISHED.contains(finding.check())) {
        continue;
      }
      switch (judged.standing()) {
        case Result.Standing.Suppressed(Policy.Suppression by) ->
            accepted.putIfAbsent(finding.aspect(), by);
        case Result.Standing.Open _, Result.Standing.Baselined _ -> open.add(finding.aspect());
      }
    }
    accepted.keySet().removeAll(open);
    return accepted;
  }

  /// The flag, or else SOURCE_DATE_EPOCH (reproducible-builds.org), or else none.
  static Optional<Instant> timestamp(Optional<String> flag, @Nullable String epoch) {
    try {
      if (flag.isPresent()) {
        return Optional.of(OffsetDateTime.parse(flag.get()).toInstant());
      }
      return epoch == null || epoch.isBlank()
          ? Optional.empty()
          : Optional.of(Instant.ofEpochSecond(Long.parseLong(epoch.strip())));
    } catch (DateTimeException | NumberFormatException e) {
      throw GambesonException.usage(
          flag.isPresent()
              ? "--timestamp is '%s'; it must look like 2026-11-22T00:00:00Z.".formatted(flag.get())
              : "SOURCE_DATE_EPOCH is '%s'; it must be a number of seconds.".formatted(epoch));
    }
  }

  /// When only the bill is on standard output, why the exit code is not 0.
  static void tell(Result result, List<OutputSpec> outputs, boolean quiet, PrintWriter err) {
    boolean report =
        outputs.stream().anyMatch(o -> o.file().isEmpty() && !OWN.names().contains(o.format()));
    if (quiet || report || result.exitCode() == ExitCode.CLEAN) {
      return;
    }
    String what =
        result.exitCode() == ExitCode.FINDINGS
            ? "there are findings at or above " + result.policy().failOn().id()
            : "the bill or its audit is incomplete";
    err.println("gambeson: " + what + ". `--format text` shows them.");
  }
}
