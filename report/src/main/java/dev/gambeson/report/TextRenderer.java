package dev.gambeson.report;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.core.Severity;
import dev.gambeson.report.Terminal.Style;
import dev.gambeson.report.internal.Area;
import dev.gambeson.report.internal.Briefing;
import dev.gambeson.report.internal.Figures;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Fits on a few screens: the verdict with its counts, findings by check with what to do, open
/// questions, one line a check, what was not looked at, and the next commands. The other formats
/// hold every word.
record TextRenderer(TextOptions options) implements Renderer {
  private static final int MAX_GROUPS = 25;
  private static final int MAX_LISTED = 20;
  private static final Map<String, Style> STYLES =
      Map.of(
          "block", Style.RED,
          "review", Style.YELLOW,
          "inconclusive", Style.MAGENTA,
          "clean", Style.GREEN);
  private static final List<String> WORST_FIRST =
      List.of("fail", "inconclusive", "pass", "not examined");

  @Override
  public byte[] render(Result result) {
    return new Sheet(result, new Briefing(result), new Terminal(options))
        .write()
        .getBytes(StandardCharsets.UTF_8);
  }

  private record Kind(Severity severity, String check) {}

  private record Sheet(Result result, Briefing briefing, Terminal out) {

    String write() {
      Style style =
          switch (result.verdict()) {
            case PASS -> Style.GREEN;
            case FAIL -> Style.RED;
            case INCONCLUSIVE -> Style.MAGENTA;
          };
      out.title(briefing.word(), style, briefing.sentence());
      counts();
      out.paragraph(0, Style.DIM, briefing.scope());
      result.notices().forEach(n -> out.paragraph(0, Style.YELLOW, "Note: " + n));
      files();
      findings();
      openQuestions();
      checks();
      accepted();
      notExamined();
      next();
      return out.toString();
    }

    private void counts() {
      String findings =
          result.openBySeverity().entrySet().stream()
              .filter(e -> e.getValue() > 0)
              .map(e -> e.getValue() + " " + e.getKey().id())
              .collect(Collectors.joining(", "));
      String accepted =
          briefing.suppressed() + briefing.baselined() == 0
              ? ""
              : " Accepted: %d suppressed, %d in the baseline."
                  .formatted(briefing.suppressed(), briefing.baselined());
      out.paragraph(
          0,
          Style.PLAIN,
          "Open findings: %s.%s Questions: %d passed, %d failed, %d inconclusive, %d not examined."
              .formatted(
                  findings.isEmpty() ? "none" : findings,
                  accepted,
                  result.count("pass"),
                  result.count("fail"),
                  result.count("inconclusive"),
                  briefing.notExamined().size()));
    }

    /// What a scan says of each file, worst first; clean ones are only counted when there are many.
    private void files() {
      if (briefing.fileVerdicts().isEmpty()) {
        return;
      }
      out.heading("Files: " + briefing.fileVerdicts());
      List<Result.Subject> shown =
          briefing.files().stream()
              .filter(s ->
                  result.subjects().size() <= MAX_LISTED
                      || !s.verdict().equals(Optional.of("clean")))
              .toList();
      for (Result.Subject s : shown.stream().limit(MAX_LISTED).toList()) {
        String verdict = s.verdict().orElse("");
        out.tagged(
            verdict,
            STYLES.getOrDefault(verdict, Style.PLAIN),
            s.name() + "  " + s.kind(),
            Style.PLAIN);
      }
      if (shown.size() > MAX_LISTED) {
        out.paragraph(
            2,
            Style.DIM,
            Figures.plural(shown.size() - MAX_LISTED, "more file")
                + "; --format json lists every one.");
      }
    }

    private void findings() {
      Map<Kind, List<Finding>> groups = new LinkedHashMap<>();
      for (Finding f : briefing.open()) {
        groups.computeIfAbsent(new Kind(f.severity(), f.check()), _ -> new ArrayList<>()).add(f);
      }
      if (groups.isEmpty()) {
        return;
      }
      out.heading("Findings");
      Set<String> said = new HashSet<>();
      groups.values().stream().limit(MAX_GROUPS).forEach(g -> group(g, said));
      int hidden = groups.values().stream().skip(MAX_GROUPS).mapToInt(List::size).sum();
      if (hidden > 0) {
        out.paragraph(
            2,
            Style.DIM,
            Figures.plural(hidden, "more finding") + "; --format json lists every one.");
      }
    }

    /// Findings of one check: the first in words, the others by name, what to do once.
    ///
    /// @param said what to do, as far as it stands above
    private void group(List<Finding> same, Set<String> said) {
      Finding f = same.getFirst();
      boolean loud = f.severity().atLeast(Severity.MEDIUM);
      out.tagged(
          f.severity().id().toUpperCase(Locale.ROOT),
          Style.of(f.severity()),
          named(f) + "  " + f.check(),
          loud ? Style.BOLD : Style.PLAIN);
      out.field("", f.message(), loud ? 3 : 1);
      if (briefing.standing(f) instanceof Result.Standing.Open(String note)) {
        out.field("note", note, 2);
      }
      if (same.size() > 1) {
        String others =
            same.stream()
                .skip(1)
                .limit(MAX_LISTED)
                .map(Sheet::named)
                .collect(Collectors.joining("; "));
        out.field("also", others, 2);
        if (same.size() > MAX_LISTED + 1) {
          out.field(
              "",
              Figures.plural(same.size() - MAX_LISTED - 1L, "more finding")
                  + "; --format json lists every one.",
              1);
        }
      }
      if (loud && said.add(f.fix())) {
        out.field("fix", f.fix(), 2);
      }
    }

    private static String named(Finding f) {
      return f.aspect().isEmpty() ? f.title() : f.title() + " (" + f.aspect() + ")";
    }

    private void openQuestions() {
      if (briefing.inconclusive().isEmpty()) {
        return;
      }
      out.heading("Open questions");
      for (CheckResult r : briefing.inconclusive().stream().limit(MAX_LISTED).toList()) {
        out.tagged("?", Style.MAGENTA, briefing.label(r) + "  " + r.check(), Style.PLAIN);
        out.field("", r.summary(), 2);
      }
    }

    private void checks() {
      Map<Area, Map<String, List<CheckResult>>> areas = new TreeMap<>();
      for (CheckResult r : result.results()) {
        areas
            .computeIfAbsent(Area.of(r.check()), _ -> new LinkedHashMap<>())
            .computeIfAbsent(r.check(), _ -> new ArrayList<>())
            .add(r);
      }
      out.heading("Checks");
      areas.forEach((area, checks) -> {
        out.subheading(area.title());
        checks.values().forEach(this::check);
      });
    }

    /// One line: the worst outcome, how many of each where there are several, the deciding figure.
    private void check(List<CheckResult> results) {
      CheckResult worst =
          results.stream()
              .min(Comparator.comparingInt(r -> WORST_FIRST.indexOf(outcome(r))))
              .orElseThrow();
      String all =
          results.size() == 1
              ? ""
              : WORST_FIRST.stream()
                  .map(o -> {
                    long n = results.stream().filter(r -> outcome(r).equals(o)).count();
                    return n == 0 ? "" : n + " " + o;
                  })
                  .filter(s -> !s.isEmpty())
                  .collect(Collectors.joining(", ", " (", ")"));
      out.row(
          outcome(worst),
          Style.of(outcome(worst)),
          worst.check(),
          briefing.title(worst.check()) + all + ": " + said(worst));
    }

    private static String outcome(CheckResult r) {
      return r.outcome().map(o -> o.id()).orElse("not examined");
    }

    private String said(CheckResult r) {
      String figure =
          r.estimates().stream()
              .findFirst()
              .filter(e -> !Figures.isExact(e) || briefing.limit(r).isPresent())
              .map(Sheet::figure)
              .orElse("");
      return r.outcome().isPresent() && !figure.isEmpty()
          ? figure + limit(r) + ", " + r.estimates().getFirst().name()
          : r.summary();
    }

    private static String figure(Estimate e) {
      return Figures.withInterval(e);
    }

    private String limit(CheckResult r) {
      return briefing.limit(r).map(l -> " (" + l.words(r.estimates().getFirst()) + ")").orElse("");
    }

    private void accepted() {
      List<Result.Judged> accepted = result.findings().stream().filter(j -> !j.counts()).toList();
      if (accepted.isEmpty()) {
        return;
      }
      out.heading("Accepted, not counted");
      for (Result.Judged j : accepted.stream().limit(MAX_LISTED).toList()) {
        Finding f = j.finding();
        out.paragraph(
            2,
            Style.PLAIN,
            "%s %s %s: %s"
                .formatted(f.severity().id(), f.check(), f.title(), reason(j.standing())));
      }
      more(accepted.size());
    }

    private static String reason(Result.Standing standing) {
      return switch (standing) {
        case Result.Standing.Suppressed(Policy.Suppression by) ->
            "suppressed by %s until %s, because: %s"
                .formatted(by.owner(), by.expires(), by.reason());
        case Result.Standing.Baselined _ -> "in the baseline, no worse today";
        case Result.Standing.Open(String note) -> note;
      };
    }

    /// Names with the same reason share a line.
    private void notExamined() {
      Map<String, List<String>> byReason = new LinkedHashMap<>();
      for (Result.NotExamined n : briefing.notExamined()) {
        byReason.computeIfAbsent(n.reason(), _ -> new ArrayList<>()).add(n.name());
      }
      if (byReason.isEmpty()) {
        return;
      }
      out.heading("Not examined");
      byReason.entrySet().stream()
          .limit(MAX_LISTED)
          .forEach(e ->
              out.paragraph(2, Style.PLAIN, String.join("; ", e.getValue()) + ": " + e.getKey()));
      more(byReason.size());
    }

    private void more(int all) {
      if (all > MAX_LISTED) {
        out.paragraph(
            2,
            Style.DIM,
            Figures.count(all - (long) MAX_LISTED) + " more; --format json lists every one.");
      }
    }

    private void next() {
      out.heading("Next");
      briefing.leads().stream()
          .limit(2)
          .forEach(l ->
              out.paragraph(
                  2,
                  Style.PLAIN,
                  "gambeson explain %s   why it matters, how it is measured, what to do"
                      .formatted(l.check())));
      out.paragraph(
          2, Style.PLAIN, "--format html --output report.html   the whole report, with charts");
      out.paragraph(
          2,
          Style.DIM,
          "Seed %d. Exit code %d: %s."
              .formatted(result.seed(), result.exitCode().code(), result.exitCode().meaning()));
    }
  }
}
