package dev.gambeson.report.internal;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.core.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Words a result for the HTML templates.
final class PageBuilder {
  private static final int MAX_LISTED = 60;
  private static final int TEXT = 1200;

  private final Result result;
  private final Briefing briefing;
  private final Parts parts;

  PageBuilder(Result result) {
    this.result = result;
    this.briefing = new Briefing(result);
    this.parts = new Parts(briefing);
  }

  Page build() {
    CardBuilder cards = new CardBuilder(result, briefing, parts);
    String heading = titleCase(result.verb()) + " of " + Inert.clipped(briefing.subject(), 80);
    return new Page(
        HtmlReport.style(),
        heading + ": " + briefing.word().toLowerCase(Locale.ROOT) + " — Gambeson",
        heading,
        subheading(),
        verdict(),
        briefing.leads().stream().map(this::lead).toList(),
        tiles(),
        new MatrixBuilder(result, briefing, parts).rows(),
        cards.groups(),
        cards.note(),
        new SectionBuilder(result, briefing, parts).sections(),
        briefing.passed().stream().limit(MAX_LISTED).map(this::passed).toList(),
        accepted(),
        acceptedNote(),
        notExamined(),
        result.notices().stream().limit(MAX_LISTED).map(n -> Inert.clipped(n, TEXT)).toList(),
        briefing.files().stream().limit(MAX_LISTED).map(PageBuilder::file).toList(),
        policy(),
        reproduce(),
        Glossary.of(result));
  }

  private static String titleCase(String verb) {
    return verb.isEmpty() ? "Report" : Character.toUpperCase(verb.charAt(0)) + verb.substring(1);
  }

  private String subheading() {
    String file =
        briefing.areMany() && !briefing.fileVerdicts().isEmpty()
            ? briefing.fileVerdicts() + " · "
            : mainFile();
    return Inert.clipped(file, 120)
        + "seed "
        + result.seed()
        + " · Gambeson "
        + Inert.clipped(result.version(), 40);
  }

  private String mainFile() {
    return briefing
        .mainSubject()
        .map(s ->
            "%s, %s, SHA-256 %s… · "
                .formatted(
                    s.kind(),
                    Figures.bytes(s.bytes()),
                    s.sha256().substring(0, Math.min(12, s.sha256().length()))))
        .orElse("");
  }

  private Page.Verdict verdict() {
    String tone =
        switch (result.verdict()) {
          case PASS -> "pass";
          case FAIL -> "fail";
          case INCONCLUSIVE -> "open";
        };
    String word =
        switch (result.verdict()) {
          case PASS -> "Passes";
          case FAIL -> "Does not pass";
          case INCONCLUSIVE -> "No verdict";
        };
    return new Page.Verdict(
        tone,
        word,
        Inert.clipped(briefing.sentence(), 400),
        Inert.clipped(briefing.scope(), 600),
        gaps());
  }

  /// What a reader must not overlook behind the verdict.
  private String gaps() {
    List<String> gaps = new ArrayList<>();
    int open = briefing.inconclusive().size();
    int missing = briefing.notExamined().size();
    long accepted = briefing.suppressed() + briefing.baselined();
    if (open > 0) {
      gaps.add(Figures.plural(open, "question") + " stayed open");
    }
    if (missing > 0) {
      gaps.add(Figures.plural(missing, "thing was", "things were") + " not examined");
    }
    if (accepted > 0) {
      gaps.add(
          Figures.plural(accepted, "finding was", "findings were")
              + " accepted earlier and "
              + (accepted == 1 ? "does" : "do")
              + " not count");
    }
    return gaps.isEmpty() ? "" : "Besides, " + join(gaps) + ".";
  }

  private static String join(List<String> parts) {
    return parts.size() < 2
        ? String.join("", parts)
        : String.join(", ", parts.subList(0, parts.size() - 1)) + " and " + parts.getLast();
  }

  private Page.Lead lead(Briefing.Lead lead) {
    return new Page.Lead(
        lead.severity().map(Severity::id).orElse("open"),
        lead.severity().map(Parts::label).orElse("Open question"),
        Parts.anchor(lead.check()),
        Inert.clipped(lead.title(), 160),
        Inert.clipped(lead.fix(), 400));
  }

  private List<Page.Tile> tiles() {
    List<Page.Tile> tiles = new ArrayList<>();
    result.openBySeverity().forEach((s, n) -> tiles.add(tile(s.id(), n, Parts.label(s))));
    tiles.add(tile("pass", result.count("pass"), "Passed"));
    tiles.add(tile("open", result.count("inconclusive"), "Inconclusive"));
    tiles.add(tile("none", briefing.notExamined().size(), "Not examined"));
    tiles.add(tile("none", briefing.suppressed(), "Suppressed"));
    tiles.add(tile("none", briefing.baselined(), "In baseline"));
    return tiles;
  }

  private static Page.Tile tile(String tone, long count, String label) {
    return new Page.Tile(tone, Figures.count(count), label, count == 0);
  }

  private Page.Passed passed(CheckResult r) {
    return new Page.Passed(
        Inert.clipped(r.check(), 40),
        Parts.anchor(r.check()),
        Inert.clipped(briefing.label(r), 120));
  }

  private List<Page.Accepted> accepted() {
    return result.findings().stream()
        .filter(j -> !j.counts())
        .limit(MAX_LISTED)
        .map(PageBuilder::accepted)
        .toList();
  }

  private static Page.Accepted accepted(Result.Judged j) {
    Finding f = j.finding();
    String title = f.aspect().isEmpty() ? f.title() : f.title() + " (" + f.aspect() + ")";
    return switch (j.standing()) {
      case Result.Standing.Suppressed(Policy.Suppression by) ->
          row(f, title, "Suppressed", by.reason(), by.owner(), by.expires().toString());
      case Result.Standing.Baselined _ ->
          row(f, title, "In baseline", "Known from an earlier run, no worse today.", "", "");
      case Result.Standing.Open(String note) -> row(f, title, "Open", note, "", "");
    };
  }

  private static Page.Accepted row(
      Finding f, String title, String state, String reason, String owner, String until) {
    return new Page.Accepted(
        f.severity().id(),
        Parts.label(f.severity()),
        Inert.clipped(f.check(), 40),
        Inert.clipped(title, 160),
        Inert.clipped(Figures.place(f.where()), 160),
        state,
        Inert.clipped(reason, TEXT),
        Inert.clipped(owner, 80),
        until);
  }

  private String acceptedNote() {
    long all = briefing.suppressed() + briefing.baselined();
    return all <= MAX_LISTED
        ? ""
        : Figures.count(all - MAX_LISTED) + " more are in the JSON result.";
  }

  private List<Page.Pair> notExamined() {
    List<Result.NotExamined> all = briefing.notExamined();
    List<Page.Pair> rows =
        all.stream()
            .limit(MAX_LISTED)
            .map(n -> new Page.Pair(Inert.clipped(n.name(), 160), Inert.clipped(n.reason(), TEXT)))
            .collect(Collectors.toCollection(ArrayList::new));
    if (all.size() > MAX_LISTED) {
      rows.add(
          new Page.Pair(
              "…", Figures.count(all.size() - MAX_LISTED) + " more are in the JSON result."));
    }
    return rows;
  }

  private static Page.File file(Result.Subject s) {
    return new Page.File(
        Inert.clipped(s.name(), 160),
        Inert.clipped(s.role(), 40),
        Inert.clipped(s.kind(), 40),
        Inert.clipped(s.verdict().orElse(""), 20),
        Figures.bytes(s.bytes()),
        Inert.clipped(s.sha256(), 64));
  }

  private Page.PolicyView policy() {
    Policy policy = result.policy();
    List<Page.PolicyRow> rows = new ArrayList<>();
    for (CheckInfo info : result.checks()) {
      boolean raised = policy.severity(info) != info.severity();
      if (info.parameters().isEmpty()) {
        rows.add(
            new Page.PolicyRow(
                info.id(),
                info.title(),
                policy.severity(info).id(),
                "",
                "",
                "",
                raised,
                "no pass mark to set"));
      }
      for (CheckInfo.Parameter p : info.parameters()) {
        double value = policy.value(info, p.name());
        rows.add(
            new Page.PolicyRow(
                info.id(),
                p.equals(info.parameters().getFirst()) ? info.title() : "",
                policy.severity(info).id(),
                p.name(),
                Figures.number(value),
                value == p.byDefault() ? "" : Figures.number(p.byDefault()),
                raised || value != p.byDefault(),
                p.meaning()));
      }
    }
    String inconclusive =
        policy.allowInconclusive()
            ? "Open questions alone do not change the verdict."
            : "An open question keeps the run from passing.";
    return new Page.PolicyView(
        policy.failOn().id(), inconclusive, rows.stream().limit(200).toList());
  }

  private Page.Reproduce reproduce() {
    String command = result.command().stream().map(Shell::quote).collect(Collectors.joining(" "));
    return new Page.Reproduce(
        Inert.clipped(command, 4000),
        Long.toString(result.seed()),
        Inert.clipped(result.version(), 40),
        result.exitCode().code() + ", " + result.exitCode().meaning());
  }
}
