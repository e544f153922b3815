package dev.gambeson.artifact.advisory;

import dev.gambeson.artifact.bom.Bill;
import dev.gambeson.artifact.bom.Completeness;
import dev.gambeson.artifact.bom.DependencyRules;
import dev.gambeson.artifact.bom.Digest;
import dev.gambeson.artifact.bom.Ecosystem;
import dev.gambeson.artifact.bom.KnownVulnerability;
import dev.gambeson.artifact.bom.Library;
import dev.gambeson.artifact.bom.ModelPart;
import dev.gambeson.artifact.bom.Place;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Where;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Judges a bill of materials under a policy.
///
/// Guaranteed: what could not be judged (no version, no database, an old one, an incomplete bill)
/// is inconclusive or listed as not examined, never a pass. Not guaranteed: that a library without
/// a finding is safe.
public final class DependencyAudit {
  private static final int MAX_NAMED = 10;

  private final Bill bill;
  private final Optional<AdvisoryDatabase> database;
  private final List<String> internal;
  private final LocalDate today;
  private final Policy policy;

  /// What came out.
  ///
  /// @param results one per rule, in the order of [DependencyRules#all]
  /// @param vulnerabilities worst first
  public record Audited(List<CheckResult> results, List<KnownVulnerability> vulnerabilities) {
    public Audited {
      results = List.copyOf(results);
      vulnerabilities = List.copyOf(vulnerabilities);
    }
  }

  private DependencyAudit(
      Bill bill,
      Optional<AdvisoryDatabase> database,
      List<String> internal,
      LocalDate today,
      Policy policy) {
    this.bill = bill;
    this.database = database;
    this.internal = internal;
    this.today = today;
    this.policy = policy;
  }

  /// Judges a bill.
  ///
  /// @param database empty when the user gave none
  /// @param internal prefixes of private names
  /// @param today the day on which the database's age is judged
  public static Audited run(
      Bill bill,
      Optional<AdvisoryDatabase> database,
      List<String> internal,
      LocalDate today,
      Policy policy) {
    return new DependencyAudit(bill, database, internal, today, policy).run();
  }

  private Audited run() {
    Optional<Matcher> matcher = database.map(Matcher::new);
    List<KnownVulnerability> known =
        matcher.map(m -> m.match(bill)).orElse(List.of()).stream()
            .filter(v ->
                policy.enabled(
                    v.malicious() ? DependencyRules.MALICIOUS : DependencyRules.VULNERABLE))
            .toList();
    List<String> unjudged = unjudged(matcher);
    List<CheckResult> results = new ArrayList<>();
    for (CheckInfo rule : DependencyRules.all()) {
      results.add(
          policy.enabled(rule)
              ? result(rule, known, unjudged)
              : CheckResult.notExamined(rule.id(), "", "switched off by policy or flag"));
    }
    return new Audited(results, known);
  }

  private CheckResult result(
      CheckInfo rule, List<KnownVulnerability> known, List<String> unjudged) {
    return switch (rule.id()) {
      case "GB-DEP-001", "GB-DEP-002" -> published(rule, known, unjudged);
      case "GB-DEP-008" -> incomplete(rule);
      case "GB-DEP-009" -> advisories(rule);
      case "GB-DEP-010" -> documentation(rule);
      default -> libraries(rule);
    };
  }

  // Published vulnerabilities and malware

  private CheckResult published(
      CheckInfo rule, List<KnownVulnerability> known, List<String> unjudged) {
    if (bill.libraries().isEmpty()) {
      return CheckResult.notExamined(rule.id(), "", "there is no library");
    }
    if (database.isEmpty()) {
      return CheckResult.notExamined(
          rule.id(), "", "no advisories were given; name a folder with --advisories");
    }
    boolean malware = rule.equals(DependencyRules.MALICIOUS);
    List<Finding> findings = new ArrayList<>();
    for (KnownVulnerability v : known) {
      if (v.malicious() == malware) {
        v.affects().forEach(t -> findings.add(finding(rule, v, t)));
      }
    }
    return conclude(rule, findings, unjudged, bill.libraries().size(), "libraries with findings");
  }

  private Finding finding(CheckInfo rule, KnownVulnerability v, KnownVulnerability.Touched t) {
    Library library = t.library();
    String score = v.score().map(s -> " CVSS %.1f.".formatted(s)).orElse("");
    String aliases = v.aliases().isEmpty() ? "" : " (" + String.join(", ", v.aliases()) + ")";
    String reach = library.direct() ? "named by the project" : "needed by other libraries";
    String fix =
        v.malicious()
            ? rule.fix()
            : t.fix()
                .map(f -> "Move %s from %s to %s.".formatted(library.name(), library.version(), f))
                .orElse(
                    "No fixed version is known. Replace the library, or accept it in the policy with an owner, a reason and a date.");
    return new Finding(
        rule.id(),
        v.id(),
        v.severity() == rule.severity() ? policy.severity(rule) : v.severity(),
        "%s in %s".formatted(v.id(), library.name()),
        "%s%s: %s%s %s is %s (%s, %s)."
            .formatted(
                v.id(),
                aliases,
                v.summary().isEmpty() ? "no summary." : v.summary().replaceFirst("[.…]?$", "."),
                score,
                library.title(),
                reach,
                library.scope().name().toLowerCase(java.util.Locale.ROOT),
                library.declared()),
        Where.file(library.declared().file()).atColumn(library.title()),
        fix);
  }

  /// Why a pass would be too much to say.
  private List<String> unjudged(Optional<Matcher> matcher) {
    List<String> reasons = new ArrayList<>();
    matcher
        .map(Matcher::unknown)
        .filter(u -> !u.isEmpty())
        .ifPresent(
            u -> reasons.add("versions that cannot be compared with an advisory: " + some(u)));
    List<String> open =
        bill.libraries().stream()
            .filter(l -> l.version().isEmpty())
            .map(Library::name)
            .distinct()
            .toList();
    if (!open.isEmpty()) {
      reasons.add("no exact version is known of " + some(open));
    }
    long conda = bill.of(Ecosystem.CONDA).count();
    if (conda > 0) {
      reasons.add("no advisory database covers conda (%d packages)".formatted(conda));
    }
    if (!bill.gaps().isEmpty()) {
      reasons.add("the bill is incomplete, see GB-DEP-008");
    }
    if (database.isPresent() && !databaseProblems().isEmpty()) {
      reasons.add("the advisory data is not good enough, see GB-DEP-009");
    }
    return reasons;
  }

  private static String some(List<String> names) {
    String first = names.stream().limit(MAX_NAMED).collect(Collectors.joining(", "));
    return names.size() > MAX_NAMED
        ? "%s and %d more".formatted(first, names.size() - MAX_NAMED)
        : first;
  }

  private CheckResult conclude(
      CheckInfo rule, List<Finding> findings, List<String> unjudged, long n, String what) {
    Outcome outcome =
        !findings.isEmpty()
            ? new Outcome.Fail()
            : unjudged.isEmpty()
                ? new Outcome.Pass()
                : new Outcome.Inconclusive(String.join("; ", unjudged));
    String summary =
        !findings.isEmpty()
            ? "%d finding%s, the first: %s."
                .formatted(
                    findings.size(), findings.size() == 1 ? "" : "s", findings.getFirst().title())
            : unjudged.isEmpty()
                ? "Nothing found in %d.".formatted(n)
                : "Nothing found, but: %s.".formatted(String.join("; ", unjudged));
    long hit = findings.stream().map(f -> f.where().column().orElse(f.aspect())).distinct().count();
    return CheckResult.of(
        rule.id(),
        "",
        outcome,
        summary,
        List.of(Estimate.exact(what, hit, n)),
        findings,
        List.of());
  }

  // Questions to each library

  private CheckResult libraries(CheckInfo rule) {
    if (bill.libraries().isEmpty() && bill.indexes().isEmpty()) {
      return CheckResult.notExamined(rule.id(), "", "there is no library");
    }
    List<Finding> findings = new ArrayList<>();
    bill.remarks().stream()
        .filter(r -> r.rule().equals(rule))
        .forEach(r ->
            findings.add(
                finding(rule, r.severity(), r.subject(), r.title(), r.message(), r.place())));
    switch (rule.id()) {
      case "GB-DEP-003" -> unpinned(rule, findings);
      case "GB-DEP-004" -> unhashed(rule, findings);
      case "GB-DEP-006" -> typosquats(rule, findings);
      case "GB-DEP-007" ->
          new Confusion(bill, internal)
              .hints()
              .forEach(h ->
                  findings.add(
                      finding(rule, h.severity(), h.subject(), h.title(), h.message(), h.place())));
      default -> {}
    }
    return conclude(rule, findings, List.of(), bill.libraries().size(), "libraries with findings");
  }

  private Finding finding(
      CheckInfo rule,
      Severity severity,
      String subject,
      String title,
      String message,
      Place place) {
    return new Finding(
        rule.id(),
        subject,
        severity == rule.severity() ? policy.severity(rule) : severity,
        title,
        message,
        Where.file(place.file()).atColumn(subject),
        rule.fix());
  }

  private void unpinned(CheckInfo rule, List<Finding> findings) {
    for (Library l : bill.libraries()) {
      boolean moving =
          l.ecosystem() == Ecosystem.MAVEN
              && (l.version().endsWith("-SNAPSHOT") || l.version().matches("LATEST|RELEASE"));
      if (l.pinned() && !moving) {
        continue;
      }
      String asked =
          moving ? l.version() : l.constraint().isEmpty() ? "any version" : l.constraint();
      findings.add(
          finding(
              rule,
              rule.severity(),
              l.purl(),
              "Version not pinned",
              "%s asks for %s of %s.".formatted(l.declared(), asked, l.name()),
              l.declared()));
    }
  }

  /// One finding per file: forty libraries without hashes are one decision.
  private void unhashed(CheckInfo rule, List<Finding> findings) {
    Map<String, List<Library>> byFile = new TreeMap<>();
    for (Library l : bill.libraries()) {
      boolean bare = l.pinned() && l.digests().stream().noneMatch(Digest::isStrong);
      if (bare && l.ecosystem() != Ecosystem.CONDA) {
        byFile.computeIfAbsent(l.declared().file(), _ -> new ArrayList<>()).add(l);
      }
    }
    byFile.forEach((file, list) ->
        findings.add(
            finding(
                rule,
                rule.severity(),
                file,
                "No hashes",
                "%d librar%s of %s have no SHA-256 or stronger: %s."
                    .formatted(
                        list.size(),
                        list.size() == 1 ? "y" : "ies",
                        file,
                        some(list.stream().map(Library::title).toList())),
                Place.of(file))));
  }

  private void typosquats(CheckInfo rule, List<Finding> findings) {
    Set<String> seen = new TreeSet<>();
    for (Library l : bill.libraries()) {
      Optional<Typosquats.Hint> hint = Typosquats.of(l);
      if (hint.isPresent() && seen.add(l.ecosystem() + l.name())) {
        findings.add(
            finding(
                rule,
                rule.severity(),
                l.purl(),
                "Name like a popular one",
                "%s %s from the popular %s (%s)."
                    .formatted(l.name(), hint.get().how(), hint.get().popular(), l.declared()),
                l.declared()));
      }
    }
  }

  // Questions to the bill as a whole

  private CheckResult incomplete(CheckInfo rule) {
    if (bill.gaps().isEmpty()) {
      return CheckResult.of(
          rule.id(),
          "",
          new Outcome.Pass(),
          "%d libraries, %d models, %d data parts; nothing is missing."
              .formatted(bill.libraries().size(), bill.models().size(), bill.data().size()),
          List.of(Estimate.exact("gaps", 0, bill.libraries().size())),
          List.of(),
          List.of());
    }
    var first = bill.gaps().getFirst();
    String reason =
        "%d thing%s missing, the first: %s: %s"
            .formatted(
                bill.gaps().size(),
                bill.gaps().size() == 1 ? " is" : "s are",
                first.what(),
                first.reason());
    return CheckResult.inconclusive(rule.id(), "", reason);
  }

  private CheckResult advisories(CheckInfo rule) {
    if (bill.libraries().isEmpty()) {
      return CheckResult.notExamined(rule.id(), "", "there is no library");
    }
    if (database.isEmpty()) {
      return CheckResult.notExamined(
          rule.id(), "", "no advisories were given; name a folder with --advisories");
    }
    List<String> problems = databaseProblems();
    if (!problems.isEmpty()) {
      return CheckResult.inconclusive(rule.id(), "", String.join("; ", problems));
    }
    String dates =
        used().stream()
            .map(e -> e.osvName() + " " + day(e).map(LocalDate::toString).orElse(""))
            .collect(Collectors.joining(", "));
    return CheckResult.of(
        rule.id(),
        "",
        new Outcome.Pass(),
        "Newest records: " + dates + ".",
        List.of(
            Estimate.exact(
                "records", used().stream().mapToInt(e -> database.get().count(e)).sum(), 1)),
        List.of(),
        List.of());
  }

  private List<Ecosystem> used() {
    return bill.libraries().stream()
        .map(Library::ecosystem)
        .filter(Ecosystem::hasAdvisories)
        .distinct()
        .sorted()
        .toList();
  }

  private Optional<LocalDate> day(Ecosystem ecosystem) {
    return database
        .flatMap(d -> d.newest(ecosystem))
        .map(i -> i.atZone(java.time.ZoneOffset.UTC).toLocalDate());
  }

  private List<String> databaseProblems() {
    List<String> problems = new ArrayList<>();
    AdvisoryDatabase data = database.orElseThrow();
    if (data.unread() > 0) {
      var first = data.gaps().getFirst();
      problems.add(
          "%d advisory record%s cannot be read, the first: %s: %s"
              .formatted(
                  data.unread(), data.unread() == 1 ? "" : "s", first.what(), first.reason()));
    }
    long limit = (long) policy.value(DependencyRules.ADVISORIES, "max-age-days");
    for (Ecosystem e : used()) {
      Optional<LocalDate> newest = day(e);
      if (newest.isEmpty()) {
        problems.add("the advisory folder has no record for " + e.osvName());
      } else if (newest.get().plusDays(limit).isBefore(today)) {
        problems.add(
            "the newest %s record is of %s, more than %d days before %s"
                .formatted(e.osvName(), newest.get(), limit, today));
      }
    }
    return problems;
  }

  private CheckResult documentation(CheckInfo rule) {
    if (bill.models().isEmpty()) {
      return CheckResult.notExamined(rule.id(), "", "there is no model");
    }
    double bar = policy.value(rule, "min-score");
    List<Finding> findings = new ArrayList<>();
    int lowest = 100;
    for (ModelPart model : bill.models()) {
      Completeness c = Completeness.of(model);
      lowest = Math.min(lowest, c.score());
      if (c.score() < bar) {
        findings.add(
            finding(
                rule,
                rule.severity(),
                model.name(),
                "Model documentation incomplete",
                "%s is documented to %d %% (at least %.0f %% is asked). Missing: %s."
                    .formatted(model.name(), c.score(), bar, String.join(", ", c.missing())),
                Place.of(model.name())));
      }
    }
    return CheckResult.of(
        rule.id(),
        "",
        findings.isEmpty() ? new Outcome.Pass() : new Outcome.Fail(),
        "%d model%s, the least documented to %d %%."
            .formatted(bill.models().size(), bill.models().size() == 1 ? "" : "s", lowest),
        List.of(
            Estimate.exact("lowest documentation score in percent", lowest, bill.models().size())),
        findings,
        List.of());
  }
}
