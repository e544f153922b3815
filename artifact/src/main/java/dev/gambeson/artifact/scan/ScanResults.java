package dev.gambeson.artifact.scan;

import dev.gambeson.artifact.scan.engine.Flaw;
import dev.gambeson.artifact.scan.engine.Verdict;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Where;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Turns what the scanner saw into results under a policy: one per rule, one subject per file.
public final class ScanResults {
  private ScanResults() {}

  /// The result of `scan`.
  ///
  /// @param version of Gambeson
  /// @param command the command line that reproduces it
  /// @param baseline findings that are known
  /// @param today the day on which suppressions are judged
  public static Result result(
      TreeScan.Scanned scanned,
      String version,
      List<String> command,
      Policy policy,
      Set<Result.Known> baseline,
      LocalDate today) {
    List<CheckResult> results = results(scanned.files(), policy);
    return new Result(
        "scan",
        version,
        0,
        command,
        subjects(scanned.files(), policy),
        policy,
        ArtifactScanner.rules(),
        results,
        Result.judge(results, policy, baseline, today),
        scanned.notExamined(),
        scanned.notices());
  }

  /// The files, with the verdict that the policy leaves them: flaws of rules that are switched off
  /// do not count, and a severity that the policy sets moves the verdict.
  public static List<Result.Subject> subjects(List<FileReport> files, Policy policy) {
    return files.stream().map(f -> subject(f, policy)).toList();
  }

  private static Result.Subject subject(FileReport file, Policy policy) {
    boolean changed =
        file.flaws().stream().anyMatch(f -> policy.checks().containsKey(f.rule().id()));
    Verdict verdict =
        changed
            ? file.flaws().stream()
                .filter(f -> policy.enabled(f.rule()))
                .map(f -> effect(f, policy))
                .reduce(Verdict.CLEAN, Verdict::or)
            : file.verdict();
    List<Result.Part> parts =
        file.members().stream()
            .map(m -> new Result.Part(m.place(), m.kind(), m.bytes(), m.verdict().id()))
            .toList();
    return new Result.Subject(
        file.name(),
        file.sha256(),
        file.bytes(),
        file.kind(),
        "file",
        Optional.of(verdict.id()),
        parts);
  }

  private static Verdict effect(Flaw flaw, Policy policy) {
    if (flaw.effect() == Verdict.INCONCLUSIVE) {
      return Verdict.INCONCLUSIVE;
    }
    return switch (severity(flaw, policy)) {
      case CRITICAL, HIGH -> Verdict.BLOCK;
      case MEDIUM -> Verdict.REVIEW;
      case LOW, INFO -> Verdict.CLEAN;
    };
  }

  /// The policy's word on a rule replaces the rule's own severity, not one that a parser lowered or
  /// raised for a reason.
  private static Severity severity(Flaw flaw, Policy policy) {
    return flaw.severity() == flaw.rule().severity()
        ? policy.severity(flaw.rule())
        : flaw.severity();
  }

  /// One result per rule, in the order of the catalogue.
  public static List<CheckResult> results(List<FileReport> files, Policy policy) {
    return ArtifactScanner.rules().stream().map(rule -> result(rule, files, policy)).toList();
  }

  private static CheckResult result(CheckInfo rule, List<FileReport> files, Policy policy) {
    if (!policy.enabled(rule)) {
      return CheckResult.notExamined(rule.id(), "", "switched off by policy or flag");
    }
    if (files.isEmpty()) {
      return CheckResult.notExamined(rule.id(), "", "there was no file");
    }
    List<Finding> findings = new ArrayList<>();
    Verdict worst = Verdict.CLEAN;
    int hit = 0;
    for (FileReport file : files) {
      List<Flaw> mine = file.flaws().stream().filter(f -> f.rule().equals(rule)).toList();
      hit += mine.isEmpty() ? 0 : 1;
      for (Flaw flaw : mine) {
        worst = worst.or(effect(flaw, policy));
        findings.add(finding(file, flaw, policy));
      }
    }
    return CheckResult.of(
        rule.id(),
        "",
        outcome(worst, hit, files.size()),
        summary(hit, files.size(), findings),
        List.of(Estimate.exact("files with findings", hit, files.size())),
        findings,
        List.of());
  }

  private static Outcome outcome(Verdict worst, int hit, int files) {
    return switch (worst) {
      case CLEAN -> new Outcome.Pass();
      case INCONCLUSIVE ->
          new Outcome.Inconclusive(
              "%d of %d files could not be read to the end".formatted(hit, files));
      case REVIEW, BLOCK -> new Outcome.Fail();
    };
  }

  private static String summary(int hit, int files, List<Finding> findings) {
    String of = files == 1 ? "in the file" : "in %d of %d files".formatted(hit, files);
    return findings.isEmpty()
        ? files == 1 ? "Nothing in the file." : "Nothing in %d files.".formatted(files)
        : "%d finding%s %s, the first: %s."
            .formatted(
                findings.size(),
                findings.size() == 1 ? "" : "s",
                of,
                findings.getFirst().title().toLowerCase(Locale.ROOT));
  }

  private static Finding finding(FileReport file, Flaw flaw, Policy policy) {
    Where where = Where.file(file.name()).atOffset(flaw.offset());
    int member = flaw.place().indexOf('!', Math.min(file.name().length(), flaw.place().length()));
    String title =
        flaw.title().substring(0, 1).toUpperCase(Locale.ROOT) + flaw.title().substring(1);
    return new Finding(
        flaw.rule().id(),
        file.name(),
        severity(flaw, policy),
        title,
        flaw.message(),
        member < 0 ? where : where.atColumn(flaw.place().substring(member + 1)),
        flaw.rule().fix());
  }
}
