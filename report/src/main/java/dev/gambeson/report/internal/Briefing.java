package dev.gambeson.report.internal;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Result;
import dev.gambeson.core.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What every renderer needs to know about a result, worked out once.
public final class Briefing {
  private static final int MAX_IN_SCOPE = 5;
  private static final List<String> SCAN_VERDICTS =
      List.of("block", "review", "inconclusive", "clean");

  private final Result result;
  private final Map<String, CheckInfo> infos = new HashMap<>();
  private final Map<Finding, Result.Standing> standings = new HashMap<>();

  /// Reads a result.
  public Briefing(Result result) {
    this.result = result;
    result.checks().forEach(c -> infos.putIfAbsent(c.id(), c));
    result.findings().forEach(j -> standings.putIfAbsent(j.finding(), j.standing()));
  }

  /// Something that matters most, with what to do.
  ///
  /// @param check id
  /// @param severity empty for an open question
  public record Lead(String check, Optional<Severity> severity, String title, String fix) {}

  /// The catalogue entry of a check; empty for a check that the result does not describe.
  public Optional<CheckInfo> info(String check) {
    return Optional.ofNullable(infos.get(check));
  }

  /// Title of a check, or its id.
  public String title(String check) {
    return info(check).map(CheckInfo::title).orElse(check);
  }

  /// Taxonomy ids of a check.
  public List<String> refs(String check) {
    return info(check).map(CheckInfo::refs).orElse(List.of());
  }

  /// Standing of a finding; a finding nobody judged counts.
  public Result.Standing standing(Finding finding) {
    return standings.getOrDefault(finding, new Result.Standing.Open(""));
  }

  /// The pass mark of a result's leading figure, if certain.
  public Optional<Limit> limit(CheckResult r) {
    return info(r.check()).flatMap(i -> Limit.of(i, r, result.policy()));
  }

  /// Findings that count.
  public List<Finding> open() {
    return result.findings().stream()
        .filter(Result.Judged::counts)
        .map(Result.Judged::finding)
        .toList();
  }

  /// Whether a finding makes the run fail.
  public boolean blocks(Finding f) {
    return standing(f) instanceof Result.Standing.Open
        && f.severity().atLeast(result.policy().failOn());
  }

  /// What was not looked at: what the run said, and each check that did not apply.
  public List<Result.NotExamined> notExamined() {
    List<Result.NotExamined> all = new ArrayList<>(notAsked());
    result.results().stream()
        .filter(r -> r.outcome().isEmpty())
        .map(r -> new Result.NotExamined(r.check() + " " + label(r), r.notExaminedBecause()))
        .forEach(all::add);
    return List.copyOf(all);
  }

  /// What was not looked at and has no result of its own.
  public List<Result.NotExamined> notAsked() {
    return result.notExamined().stream().filter(n -> !hasResult(n)).toList();
  }

  private boolean hasResult(Result.NotExamined n) {
    return result.results().stream()
        .anyMatch(r ->
            r.outcome().isEmpty()
                && n.name().contains(r.check())
                && n.name().contains(r.aspect())
                && n.reason().equals(r.notExaminedBecause()));
  }

  /// Results that could not conclude.
  public List<CheckResult> inconclusive() {
    return with("inconclusive");
  }

  /// Results that passed.
  public List<CheckResult> passed() {
    return with("pass");
  }

  private List<CheckResult> with(String id) {
    return result.results().stream()
        .filter(r -> r.outcome().map(Outcome::id).orElse("").equals(id))
        .toList();
  }

  /// Number of findings that somebody accepted.
  public long suppressed() {
    return result.findings().stream()
        .filter(j -> j.standing() instanceof Result.Standing.Suppressed)
        .count();
  }

  /// Number of findings known from the baseline.
  public long baselined() {
    return result.findings().stream()
        .filter(j -> j.standing() instanceof Result.Standing.Baselined)
        .count();
  }

  /// Title of the check, with the aspect if there is one.
  public String label(CheckResult r) {
    return r.aspect().isEmpty() ? title(r.check()) : title(r.check()) + " (" + r.aspect() + ")";
  }

  /// The first model, else the first subject.
  public Optional<Result.Subject> mainSubject() {
    return result.subjects().stream()
        .filter(s -> s.role().contains("model"))
        .findFirst()
        .or(() -> result.subjects().stream().findFirst());
  }

  /// The file name of what was audited: the first model, else the first subject; a number where
  /// there are many alike.
  public String subject() {
    return areMany()
        ? Figures.plural(result.subjects().size(), "file", "files")
        : mainSubject().map(s -> Figures.fileName(s.name())).orElse("nothing");
  }

  /// Whether the subjects are files among others, none of them the main one.
  public boolean areMany() {
    return result.subjects().size() > 1
        && result.subjects().stream().noneMatch(s -> s.role().contains("model"));
  }

  /// One word for the verdict: `FAIL`, `PASS` or `NO VERDICT`.
  public String word() {
    return switch (result.verdict()) {
      case FAIL -> "FAIL";
      case PASS -> "PASS";
      case INCONCLUSIVE -> "NO VERDICT";
    };
  }

  /// The subjects; those that a scan judged come worst first.
  public List<Result.Subject> files() {
    return result.subjects().stream()
        .sorted(Comparator.comparingInt(s -> SCAN_VERDICTS.indexOf(s.verdict().orElse("clean"))))
        .toList();
  }

  /// How many files earned which verdict of a scan: "2 block, 3 clean"; empty when none was
  /// scanned.
  public String fileVerdicts() {
    return SCAN_VERDICTS.stream()
        .map(v -> {
          long n =
              result.subjects().stream().filter(s -> s.verdict().equals(Optional.of(v))).count();
          return n == 0 ? "" : n + " " + v;
        })
        .filter(s -> !s.isEmpty())
        .collect(Collectors.joining(", "));
  }

  /// The verdict in one sentence, with its reason.
  public String sentence() {
    return switch (result.verdict()) {
      case FAIL ->
          "%s not meet %s policy: %s."
              .formatted(
                  subject() + (areMany() ? " do" : " does"),
                  areMany() ? "the" : "its",
                  findingsAtBar());
      case PASS ->
          "%s: %s asked, and no open finding is of severity %s or above."
              .formatted(
                  subject() + (areMany() ? " meet the policy" : " meets its policy"),
                  Figures.plural(answered(), "question was", "questions were"),
                  result.policy().failOn().id());
      case INCONCLUSIVE -> inconclusiveSentence(subject());
    };
  }

  private String inconclusiveSentence(String subject) {
    return result.exitCode() == ExitCode.NOTHING_EXAMINED
        ? "There is no verdict on %s: no check could be asked.".formatted(subject)
        : "There is no verdict on %s: %s not be answered, and an open question is not a pass."
            .formatted(
                subject,
                Figures.plural(inconclusive().size(), "question could", "questions could"));
  }

  private String findingsAtBar() {
    long n = open().stream().filter(this::blocks).count();
    return "%s of severity %s or above"
        .formatted(
            Figures.plural(n, "open finding is", "open findings are"),
            result.policy().failOn().id());
  }

  /// What was examined, in one sentence.
  public String scope() {
    long more = Math.max(0, result.subjects().size() - MAX_IN_SCOPE);
    String files =
        result.subjects().stream()
            .limit(MAX_IN_SCOPE)
            .map(
                s -> Figures.fileName(s.name()) + (s.role().isEmpty() ? "" : " (" + s.role() + ")"))
            .collect(Collectors.joining(", "));
    return "Examined: %s. %s asked %s."
        .formatted(
            files.isEmpty() ? "nothing" : more > 0 ? files + " and %d more".formatted(more) : files,
            Figures.plural(checksAsked(), "check"),
            Figures.plural(answered(), "question"));
  }

  /// Number of questions that were asked (one per check and aspect).
  public long answered() {
    return result.results().stream().filter(r -> r.outcome().isPresent()).count();
  }

  private long checksAsked() {
    return result.results().stream()
        .filter(r -> r.outcome().isPresent())
        .map(CheckResult::check)
        .distinct()
        .count();
  }

  /// At most three things that matter most: the worst open findings, one per check, then open
  /// questions.
  public List<Lead> leads() {
    List<Lead> leads = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Finding f : open()) {
      if (leads.size() < 3 && f.severity().atLeast(Severity.LOW) && seen.add(f.check())) {
        leads.add(new Lead(f.check(), Optional.of(f.severity()), f.title(), f.fix()));
      }
    }
    for (CheckResult r : inconclusive()) {
      if (leads.size() < 3 && seen.add(r.check())) {
        leads.add(new Lead(r.check(), Optional.empty(), "Open question: " + label(r), r.summary()));
      }
    }
    return leads;
  }
}
