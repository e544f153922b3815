package dev.gambeson.report;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.report.Terminal.Style;
import dev.gambeson.report.internal.Briefing;
import dev.gambeson.report.internal.Figures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The verdict first, then what is wrong, one line a check, what was not looked at, counts, and the
/// next command.
record TextRenderer(TextOptions options) implements Renderer {
  private static final int MAX_FINDINGS = 50;

  @Override
  public byte[] render(Result result) {
    return new Sheet(result, new Briefing(result), new Terminal(options))
        .write()
        .getBytes(StandardCharsets.UTF_8);
  }

  private record Sheet(Result result, Briefing briefing, Terminal out) {

    String write() {
      Style style =
          switch (result.verdict()) {
            case PASS -> Style.GREEN;
            case FAIL -> Style.RED;
            case INCONCLUSIVE -> Style.MAGENTA;
          };
      out.title(briefing.word(), style, briefing.sentence());
      out.paragraph(0, Style.DIM, briefing.scope());
      findings();
      checks();
      accepted();
      notExamined();
      counts();
      return out.toString();
    }

    private void findings() {
      List<Finding> open = briefing.open();
      if (open.isEmpty()) {
        return;
      }
      out.heading("Findings");
      List<Finding> shown = Alike.few(open, MAX_FINDINGS);
      shown.forEach(this::finding);
      int hidden = open.size() - shown.size();
      if (hidden > 0) {
        out.paragraph(
            2,
            Style.DIM,
            Figures.plural(hidden, "more finding") + "; --format json lists every one.");
      }
    }

    private void finding(Finding f) {
      String aspect = f.aspect().isEmpty() ? "" : " (" + f.aspect() + ")";
      out.blank();
      out.tagged(
          f.severity().id().toUpperCase(Locale.ROOT), Style.of(f.severity()), f.title() + aspect);
      out.field("what", f.message());
      out.field("where", Figures.place(f.where()));
      out.field("why", briefing.info(f.check()).map(CheckInfo::why).orElse(""));
      out.field("fix", f.fix());
      out.field("refs", String.join(", ", briefing.refs(f.check())));
      if (briefing.standing(f) instanceof Result.Standing.Open(String note)) {
        out.field("note", note);
      }
      out.field("more", "gambeson explain " + f.check());
    }

    private void checks() {
      out.heading("Checks");
      for (CheckResult r : result.results()) {
        String outcome = r.outcome().map(o -> o.id()).orElse("not examined");
        out.row(outcome, Style.of(outcome), r.check(), briefing.label(r) + ": " + said(r));
      }
    }

    private String said(CheckResult r) {
      String figure = r.estimates().stream().findFirst().map(this::figure).orElse("");
      return r.outcome().isPresent() && !figure.isEmpty() ? figure + limit(r) : r.summary();
    }

    private String figure(Estimate e) {
      return e.name() + " " + Figures.withInterval(e) + ", n " + Figures.count(e.n());
    }

    private String limit(CheckResult r) {
      return briefing.limit(r).map(l -> ", policy: " + l.words()).orElse("");
    }

    private void accepted() {
      List<Result.Judged> accepted = result.findings().stream().filter(j -> !j.counts()).toList();
      if (accepted.isEmpty()) {
        return;
      }
      out.heading("Accepted, not counted");
      for (Result.Judged j : accepted) {
        Finding f = j.finding();
        out.row(f.severity().id(), Style.DIM, f.check(), f.title() + ": " + reason(j.standing()));
      }
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

    private void notExamined() {
      List<Result.NotExamined> all = briefing.notExamined();
      if (all.isEmpty()) {
        return;
      }
      out.heading("Not examined");
      all.forEach(n -> out.paragraph(2, Style.PLAIN, n.name() + ": " + n.reason()));
    }

    private void counts() {
      out.heading("Summary");
      String findings =
          result.openBySeverity().entrySet().stream()
              .map(e -> e.getValue() + " " + e.getKey().id())
              .collect(Collectors.joining(", "));
      out.paragraph(
          2,
          Style.PLAIN,
          "Open findings: "
              + findings
              + ". Suppressed: "
              + briefing.suppressed()
              + ". In the baseline: "
              + briefing.baselined()
              + ".");
      out.paragraph(
          2,
          Style.PLAIN,
          "Questions: %d passed, %d failed, %d inconclusive, %d not examined. Seed %d. Exit code %d: %s."
              .formatted(
                  result.count("pass"),
                  result.count("fail"),
                  result.count("inconclusive"),
                  briefing.notExamined().size(),
                  result.seed(),
                  result.exitCode().code(),
                  result.exitCode().meaning()));
      briefing.leads().stream()
          .findFirst()
          .ifPresent(l -> out.paragraph(2, Style.BOLD, "Next: gambeson explain " + l.check()));
    }
  }
}
