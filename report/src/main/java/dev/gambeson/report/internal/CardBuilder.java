package dev.gambeson.report.internal;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Result;
import dev.gambeson.core.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Open findings as cards. Many findings of one check become one card with a list of places: a
/// report is read by people, the JSON result holds every single one.
final class CardBuilder {
  private static final int MAX_CARDS = 40;
  private static final int ALONE = 1;
  private static final int MAX_PLACES = 12;

  private final Result result;
  private final Briefing briefing;
  private final Parts parts;
  private final List<List<Finding>> shown;
  private final List<List<Finding>> hidden;

  CardBuilder(Result result, Briefing briefing, Parts parts) {
    this.result = result;
    this.briefing = briefing;
    this.parts = parts;
    List<List<Finding>> all = alike(briefing.open());
    this.shown = all.subList(0, Math.min(MAX_CARDS, all.size()));
    this.hidden = all.subList(shown.size(), all.size());
  }

  private record Kind(Severity severity, String check) {}

  /// Findings of the same kind together, in the order of the first; a few stay apart.
  private static List<List<Finding>> alike(List<Finding> open) {
    Map<Kind, List<Finding>> kinds = new LinkedHashMap<>();
    for (Finding f : open) {
      kinds.computeIfAbsent(new Kind(f.severity(), f.check()), _ -> new ArrayList<>()).add(f);
    }
    List<List<Finding>> cards = new ArrayList<>();
    for (List<Finding> same : kinds.values()) {
      if (same.size() > ALONE) {
        cards.add(same);
      } else {
        same.forEach(f -> cards.add(List.of(f)));
      }
    }
    return cards;
  }

  /// By severity, worst first; severities without findings are left out.
  List<Page.Group> groups() {
    List<Page.Group> groups = new ArrayList<>();
    for (Severity s : Severity.values()) {
      List<Page.Card> cards = new ArrayList<>();
      for (List<Finding> same : shown) {
        if (same.getFirst().severity() == s) {
          cards.add(card(same));
        }
      }
      if (!cards.isEmpty()) {
        int count = result.openBySeverity().getOrDefault(s, 0);
        groups.add(new Page.Group(s.id(), Parts.label(s), Figures.plural(count, "finding"), cards));
      }
    }
    return groups;
  }

  String note() {
    int findings = hidden.stream().mapToInt(List::size).sum();
    return findings == 0
        ? ""
        : "%s in %s are not shown here; the JSON result (--format json) holds all of them."
            .formatted(
                Figures.plural(findings, "more finding"), Figures.plural(hidden.size(), "group"));
  }

  private Page.Card card(List<Finding> same) {
    Finding f = same.getFirst();
    Optional<CheckResult> from = origin(f);
    String note = briefing.standing(f) instanceof Result.Standing.Open(String text) ? text : "";
    List<Finding> others = same.subList(1, same.size());
    return new Page.Card(
        f.severity().id(),
        Parts.label(f.severity()),
        "f-" + f.fingerprint(),
        Inert.clipped(f.check(), 40),
        Parts.anchor(f.check()),
        Inert.clipped(f.aspect(), 80),
        Inert.clipped(f.title(), 160),
        Inert.clipped(near(f), 200),
        Inert.clipped(f.message(), 1500),
        Inert.clipped(briefing.info(f.check()).map(CheckInfo::why).orElse(""), 600),
        Inert.clipped(f.fix(), 900),
        note.isEmpty() ? "" : Inert.clipped("Counts again: " + note + ".", 300),
        from.map(r -> parts.evidence(r, 1)).orElse(List.of()),
        parts.refs(f.check()),
        others.isEmpty() ? "" : "and " + Figures.count(others.size()) + " more like it",
        others.stream().limit(MAX_PLACES).map(CardBuilder::place).toList(),
        others.size() > MAX_PLACES
            ? Figures.count(others.size() - MAX_PLACES) + " more are in the JSON result."
            : "",
        f.fingerprint());
  }

  /// The place, without the folders of the file: the list of files has them.
  private static String near(Finding f) {
    String place = Figures.place(f.where());
    String path = f.where().path().orElse("");
    return path.isEmpty() ? place : Figures.fileName(path) + place.substring(path.length());
  }

  private static Page.Pair place(Finding f) {
    return new Page.Pair(
        Inert.clipped(f.aspect().isEmpty() ? f.title() : f.title() + " (" + f.aspect() + ")", 160),
        Inert.clipped(f.message(), 400));
  }

  private Optional<CheckResult> origin(Finding f) {
    return result.results().stream()
        .filter(r -> r.check().equals(f.check()) && r.findings().contains(f))
        .findFirst();
  }
}
