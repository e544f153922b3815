package dev.gambeson.core;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The one result object of a command: terminal, files and exit code all come from it. Holds no
/// time of day, so that the same seed and input give the same bytes.
///
/// @param verb the command, for example `audit`
/// @param version of Gambeson
/// @param seed the run's seed
/// @param command the command line that reproduces it
/// @param subjects what was examined
/// @param policy what it was judged against
/// @param checks the catalogue entries of the checks that appear in `results`
/// @param results what the checks said, in catalogue order
/// @param findings every finding with its standing
/// @param notExamined what was not looked at, and why
/// @param notices what a reader must know about how inputs were read, one sentence each
public record Result(
    String verb,
    String version,
    long seed,
    List<String> command,
    List<Subject> subjects,
    Policy policy,
    List<CheckInfo> checks,
    List<CheckResult> results,
    List<Judged> findings,
    List<NotExamined> notExamined,
    List<String> notices) {
  public Result {
    command = List.copyOf(command);
    subjects = List.copyOf(subjects);
    checks = List.copyOf(checks);
    results = List.copyOf(results);
    findings = List.copyOf(findings);
    notExamined = List.copyOf(notExamined);
    notices = List.copyOf(notices);
  }

  /// A file that was examined.
  ///
  /// @param name as the user named it
  /// @param sha256 hexadecimal; empty when the file could not be read
  /// @param bytes size
  /// @param kind for example `onnx`, `xgboost-json`, `csv`
  /// @param role for example `model`, `test data`
  /// @param verdict of a scan: `clean`, `inconclusive`, `review` or `block`
  /// @param members what is inside it, where it was taken apart
  public record Subject(
      String name,
      String sha256,
      long bytes,
      String kind,
      String role,
      Optional<String> verdict,
      List<Part> members) {
    public Subject {
      members = List.copyOf(members);
    }

    /// A file that was examined as a whole.
    public Subject(String name, String sha256, long bytes, String kind, String role) {
      this(name, sha256, bytes, kind, role, Optional.empty(), List.of());
    }
  }

  /// Something inside a subject, examined by itself.
  ///
  /// @param name the path to it, from the subject on, joined by `!`
  /// @param kind what it is
  /// @param bytes size, unpacked
  /// @param verdict as of a [Subject]
  public record Part(String name, String kind, long bytes, String verdict) {}

  /// Something that was not looked at.
  public record NotExamined(String name, String reason) {}

  /// Whether a finding counts.
  public sealed interface Standing {
    /// It counts. `note` says so when a suppression has expired; else empty.
    record Open(String note) implements Standing {}

    /// Somebody accepted it; it stays visible and does not count.
    record Suppressed(Policy.Suppression by) implements Standing {}

    /// It was in the baseline, no less severe; it stays visible and does not count.
    record Baselined() implements Standing {}
  }

  /// A finding with its standing.
  public record Judged(Finding finding, Standing standing) {
    /// Whether it counts towards the verdict.
    public boolean counts() {
      return standing instanceof Standing.Open;
    }
  }

  /// A finding of an earlier run that was accepted as known.
  ///
  /// @param fingerprint [Finding#fingerprint]
  /// @param severity its severity then; a worse one today counts again
  public record Known(String fingerprint, Severity severity) {}

  /// The overall conclusion.
  public enum Verdict {
    PASS,
    FAIL,
    INCONCLUSIVE
  }

  /// Puts together what checks said, under a policy and a baseline.
  ///
  /// @param today the day on which suppressions are judged
  public static List<Judged> judge(
      List<CheckResult> results, Policy policy, Set<Known> baseline, LocalDate today) {
    List<Judged> judged = new ArrayList<>();
    for (CheckResult result : results) {
      for (Finding finding : result.findings()) {
        judged.add(new Judged(finding, standing(finding, policy, baseline, today)));
      }
    }
    judged.sort((a, b) -> a.finding().severity().compareTo(b.finding().severity()));
    return judged;
  }

  private static Standing standing(
      Finding finding, Policy policy, Set<Known> baseline, LocalDate today) {
    String expired = "";
    for (Policy.Suppression s : policy.suppressions()) {
      if (s.covers(finding)) {
        if (!today.isAfter(s.expires())) {
          return new Standing.Suppressed(s);
        }
        expired = "suppression by %s expired on %s".formatted(s.owner(), s.expires());
      }
    }
    boolean known =
        baseline.stream()
            .anyMatch(k ->
                k.fingerprint().equals(finding.fingerprint())
                    && k.severity().atLeast(finding.severity()));
    return known ? new Standing.Baselined() : new Standing.Open(expired);
  }

  /// Findings that count, by severity; every severity is present.
  public Map<Severity, Integer> openBySeverity() {
    Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
    for (Severity s : Severity.values()) {
      counts.put(s, 0);
    }
    findings.stream()
        .filter(Judged::counts)
        .forEach(j -> counts.merge(j.finding().severity(), 1, Integer::sum));
    return counts;
  }

  /// Number of results whose outcome has this id (`pass`, `fail`, `inconclusive`).
  public long count(String outcomeId) {
    return results.stream()
        .filter(r -> r.outcome().map(o -> o.id().equals(outcomeId)).orElse(false))
        .count();
  }

  /// The verdict under the policy: fail if an open finding reaches `failOn`; else inconclusive if a
  /// check was, or nothing was examined; else pass.
  public Verdict verdict() {
    return switch (exitCode()) {
      case CLEAN -> Verdict.PASS;
      case FINDINGS -> Verdict.FAIL;
      default -> Verdict.INCONCLUSIVE;
    };
  }

  /// The exit code that goes with the verdict.
  public ExitCode exitCode() {
    boolean failed =
        findings.stream()
            .anyMatch(j -> j.counts() && j.finding().severity().atLeast(policy.failOn()));
    if (failed) {
      return ExitCode.FINDINGS;
    }
    if (results.stream().noneMatch(r -> r.outcome().isPresent())) {
      return ExitCode.NOTHING_EXAMINED;
    }
    boolean open = count("inconclusive") > 0 && !policy.allowInconclusive();
    return open ? ExitCode.COULD_NOT_RUN : ExitCode.CLEAN;
  }
}
