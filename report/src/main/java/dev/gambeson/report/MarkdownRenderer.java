package dev.gambeson.report;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.core.Severity;
import dev.gambeson.report.internal.Briefing;
import dev.gambeson.report.internal.Figures;
import dev.gambeson.report.internal.Shell;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Markdown for a pull-request comment (GitHub flavour): short, the worst first, details folded.
final class MarkdownRenderer implements Renderer {
  private static final int MAX_FINDINGS = 25;
  private static final int MAX_ROWS = 100;

  @Override
  public byte[] render(Result result) {
    return new Page(result).write().getBytes(StandardCharsets.UTF_8);
  }

  private static final class Page {
    private final Result result;
    private final Briefing briefing;
    private final StringBuilder out = new StringBuilder(4096);

    Page(Result result) {
      this.result = result;
      this.briefing = new Briefing(result);
    }

    String write() {
      line(
          "## Gambeson "
              + MarkdownText.inline(result.verb())
              + ": "
              + sign()
              + " "
              + briefing.word());
      line("");
      line(MarkdownText.inline(briefing.sentence()));
      line("");
      counts();
      findings();
      checks();
      accepted();
      notExamined();
      notices();
      footer();
      return out.toString();
    }

    private void line(String text) {
      out.append(text).append('\n');
    }

    private String sign() {
      return switch (result.verdict()) {
        case PASS -> "✅";
        case FAIL -> "❌";
        case INCONCLUSIVE -> "❔";
      };
    }

    private void counts() {
      Map<Severity, Integer> open = result.openBySeverity();
      String findings =
          open.entrySet().stream()
              .map(e -> e.getValue() + " " + e.getKey().id())
              .collect(Collectors.joining(", "));
      if (!briefing.fileVerdicts().isEmpty()) {
        line("**Files:** " + briefing.fileVerdicts() + "  ");
      }
      line("**Open findings:** " + findings + "  ");
      line(
          "**Questions:** %d passed, %d failed, %d inconclusive, %d not examined; %d suppressed, %d in the baseline"
              .formatted(
                  result.count("pass"),
                  result.count("fail"),
                  result.count("inconclusive"),
                  briefing.notExamined().size(),
                  briefing.suppressed(),
                  briefing.baselined()));
      line("");
    }

    private void findings() {
      List<Finding> open = briefing.open();
      if (open.isEmpty()) {
        return;
      }
      line("### Findings");
      line("");
      List<Finding> shown = Alike.few(open, MAX_FINDINGS);
      shown.forEach(this::finding);
      if (open.size() > shown.size()) {
        line(Figures.plural(open.size() - shown.size(), "more finding") + " in the JSON result.");
        line("");
      }
    }

    private void finding(Finding f) {
      String aspect = f.aspect().isEmpty() ? "" : " (" + MarkdownText.inline(f.aspect()) + ")";
      line(
          "- **"
              + f.severity().id()
              + "** "
              + MarkdownText.code(f.check())
              + " **"
              + MarkdownText.inline(f.title())
              + "**"
              + aspect
              + "  ");
      line("  " + MarkdownText.inline(f.message()) + "  ");
      String place = Figures.place(f.where());
      if (!place.isEmpty()) {
        line("  *Where:* " + MarkdownText.code(place) + "  ");
      }
      if (briefing.standing(f) instanceof Result.Standing.Open(String note) && !note.isEmpty()) {
        line("  *Counts again:* " + MarkdownText.inline(note) + "  ");
      }
      line("  *Fix:* " + MarkdownText.inline(f.fix()));
      line("");
    }

    private void checks() {
      line("<details><summary>All checks</summary>");
      line("");
      line("| outcome | check | figure | what it says |");
      line("|---|---|---|---|");
      result.results().stream().limit(MAX_ROWS).forEach(this::check);
      if (result.results().size() > MAX_ROWS) {
        line(
            "| … | "
                + Figures.count(result.results().size() - MAX_ROWS)
                + " more in the JSON result | | |");
      }
      line("");
      line("</details>");
      line("");
    }

    private void check(CheckResult r) {
      String outcome = r.outcome().map(o -> o.id()).orElse("not examined");
      String figure = r.estimates().stream().findFirst().map(Figures::withInterval).orElse("");
      line(
          "| "
              + outcome
              + " | "
              + MarkdownText.cellCode(r.check())
              + " "
              + MarkdownText.inline(briefing.label(r))
              + " | "
              + MarkdownText.inline(figure)
              + " | "
              + MarkdownText.inline(r.summary())
              + " |");
    }

    private void accepted() {
      List<Result.Judged> accepted = result.findings().stream().filter(j -> !j.counts()).toList();
      if (accepted.isEmpty()) {
        return;
      }
      line("### Accepted, not counted");
      line("");
      for (Result.Judged j : accepted.stream().limit(MAX_ROWS).toList()) {
        Finding f = j.finding();
        line(
            "- "
                + f.severity().id()
                + " "
                + MarkdownText.code(f.check())
                + " "
                + MarkdownText.inline(f.title())
                + ": "
                + MarkdownText.inline(reason(j.standing())));
      }
      if (accepted.size() > MAX_ROWS) {
        line(
            "- "
                + Figures.plural(accepted.size() - MAX_ROWS, "more finding")
                + " in the JSON result");
      }
      line("");
    }

    private static String reason(Result.Standing standing) {
      return switch (standing) {
        case Result.Standing.Suppressed(Policy.Suppression by) ->
            "suppressed by %s until %s: %s".formatted(by.owner(), by.expires(), by.reason());
        case Result.Standing.Baselined _ -> "in the baseline";
        case Result.Standing.Open(String note) -> note;
      };
    }

    private void notExamined() {
      List<Result.NotExamined> all = briefing.notExamined();
      if (all.isEmpty()) {
        return;
      }
      line("### Not examined");
      line("");
      all.stream()
          .limit(MAX_ROWS)
          .forEach(n ->
              line("- " + MarkdownText.inline(n.name()) + ": " + MarkdownText.inline(n.reason())));
      if (all.size() > MAX_ROWS) {
        line("- " + Figures.count(all.size() - MAX_ROWS) + " more in the JSON result");
      }
      line("");
    }

    private void notices() {
      if (!result.notices().isEmpty()) {
        line("### How inputs were read");
        line("");
        result.notices().forEach(n -> line("- " + MarkdownText.inline(n)));
        line("");
      }
    }

    private void footer() {
      line("<details><summary>Run it again</summary>");
      line("");
      line(
          MarkdownText.fence(
              result.command().stream().map(Shell::quote).collect(Collectors.joining(" "))));
      line("");
      line(
          "Seed "
              + result.seed()
              + ", Gambeson "
              + MarkdownText.inline(result.version())
              + ". Look up a finding with `gambeson explain GB-…`.");
      line("");
      line("</details>");
    }
  }
}
