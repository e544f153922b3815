package dev.gambeson.report.internal;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Taxonomy;
import gg.jte.Content;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Small pieces that several parts of the page use.
final class Parts {
  private final Briefing briefing;

  Parts(Briefing briefing) {
    this.briefing = briefing;
  }

  static String label(Severity s) {
    return s.id().substring(0, 1).toUpperCase(Locale.ROOT) + s.id().substring(1);
  }

  /// An address inside the page, whatever the name holds.
  static String anchor(String name) {
    return "c-" + Inert.clipped(name, 60).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  static String tone(CheckResult r) {
    return r.outcome().map(Parts::tone).orElse("none");
  }

  private static String tone(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Pass _ -> "pass";
      case Outcome.Fail _ -> "fail";
      case Outcome.Inconclusive _ -> "open";
    };
  }

  static Page.Chip chip(CheckResult r) {
    String word =
        switch (tone(r)) {
          case "pass" -> "Pass";
          case "fail" -> "Fail";
          case "open" -> "Inconclusive";
          default -> "Not examined";
        };
    return new Page.Chip(tone(r), word, Inert.clipped(r.aspect(), 80));
  }

  List<Page.Ref> refs(String check) {
    return briefing.refs(check).stream()
        .map(id -> Taxonomy.find(id).orElseThrow())
        .map(e -> new Page.Ref(e.id(), e.title(), e.url()))
        .toList();
  }

  /// The figures of a result; the first one is drawn against its limit.
  List<Page.Evidence> evidence(CheckResult r, int most) {
    List<Estimate> shown = r.estimates().stream().limit(most).toList();
    return java.util.stream.IntStream.range(0, shown.size())
        .mapToObj(i ->
            evidence(
                shown.get(i), i == 0 ? briefing.limit(r) : Optional.empty(), i == 0 ? tone(r) : ""))
        .toList();
  }

  private static Page.Evidence evidence(Estimate e, Optional<Limit> limit, String tone) {
    boolean drawable =
        !tone.isEmpty()
            && Double.isFinite(e.value())
            && Double.isFinite(e.low())
            && Double.isFinite(e.high())
            && (!Figures.isExact(e) || limit.isPresent());
    Optional<Content> bar =
        drawable ? Optional.of(IntervalBar.draw(e, limit, tone)) : Optional.empty();
    return new Page.Evidence(
        Inert.clipped(e.name(), 120),
        Figures.value(e),
        e.isDefined() && !Figures.isExact(e) ? Figures.interval(e) : "",
        Figures.count(e.n()),
        Inert.clipped(e.method(), 160),
        limit.map(l -> l.words(e)).orElse(""),
        bar);
  }
}
