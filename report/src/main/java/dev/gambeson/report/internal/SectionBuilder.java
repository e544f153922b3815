package dev.gambeson.report.internal;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Result;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One section an area, one part a check, one answer an aspect.
final class SectionBuilder {
  private static final int MAX_ANSWERS = 12;
  private static final int MAX_EXHIBITS = 6;
  private static final int MAX_PICTURES = 36;
  private static final int MAX_FIGURES = 3;

  private final Result result;
  private final Briefing briefing;
  private final Parts parts;
  private int pictures;

  SectionBuilder(Result result, Briefing briefing, Parts parts) {
    this.result = result;
    this.briefing = briefing;
    this.parts = parts;
  }

  List<Page.Section> sections() {
    Map<Area, Map<String, List<CheckResult>>> byArea = new TreeMap<>();
    for (CheckResult r : result.results()) {
      byArea
          .computeIfAbsent(Area.of(r.check()), _ -> new LinkedHashMap<>())
          .computeIfAbsent(r.check(), _ -> new ArrayList<>())
          .add(r);
    }
    List<Page.Section> sections = new ArrayList<>();
    byArea.forEach((area, checks) -> {
      List<Page.CheckView> views = new ArrayList<>();
      checks.forEach((id, results) -> views.add(check(id, results)));
      sections.add(new Page.Section(area.slug(), area.title(), area.question(), views));
    });
    return sections;
  }

  private Page.CheckView check(String id, List<CheckResult> results) {
    String note =
        results.size() > MAX_ANSWERS
            ? Figures.count(results.size() - MAX_ANSWERS) + " more answers are in the JSON result."
            : "";
    return new Page.CheckView(
        Inert.clipped(id, 40),
        Parts.anchor(id),
        Inert.clipped(briefing.title(id), 120),
        words(id, CheckInfo::question),
        words(id, CheckInfo::how),
        words(id, CheckInfo::limits),
        results.stream().limit(MAX_ANSWERS).map(this::answer).toList(),
        note);
  }

  private String words(String id, java.util.function.Function<CheckInfo, String> part) {
    return Inert.clipped(briefing.info(id).map(part).orElse(""), 900);
  }

  private Page.Answer answer(CheckResult r) {
    List<Page.FigureView> figures = new ArrayList<>();
    for (Exhibit e : r.exhibits()) {
      if (figures.size() < MAX_EXHIBITS && pictures < MAX_PICTURES) {
        pictures++;
        figures.add(ExhibitBuilder.view(e, "x" + pictures));
      }
    }
    int left = r.exhibits().size() - figures.size();
    String note = left > 0 ? Figures.plural(left, "more chart") + " in the JSON result." : "";
    return new Page.Answer(
        Parts.chip(r),
        Inert.clipped(r.summary(), 700),
        parts.evidence(r, MAX_FIGURES),
        figures,
        note);
  }
}
