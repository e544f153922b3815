package dev.gambeson.report.internal;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One row a check: its outcomes, the figure that decided the worst of them, its references.
final class MatrixBuilder {
  private static final int MAX_CHIPS = 6;
  private static final int MAX_ROWS = 150;
  private static final List<String> WORST_FIRST = List.of("fail", "open", "pass", "none");

  private final Result result;
  private final Briefing briefing;
  private final Parts parts;

  MatrixBuilder(Result result, Briefing briefing, Parts parts) {
    this.result = result;
    this.briefing = briefing;
    this.parts = parts;
  }

  List<Page.MatrixRow> rows() {
    Map<String, List<CheckResult>> byCheck = new LinkedHashMap<>();
    result.results().stream()
        .sorted(Comparator.comparing(r -> Area.of(r.check())))
        .forEach(r -> byCheck.computeIfAbsent(r.check(), _ -> new ArrayList<>()).add(r));
    return byCheck.entrySet().stream()
        .limit(MAX_ROWS)
        .map(e -> row(e.getKey(), e.getValue()))
        .toList();
  }

  private Page.MatrixRow row(String check, List<CheckResult> results) {
    List<CheckResult> worstFirst =
        results.stream()
            .sorted(Comparator.comparingInt(r -> WORST_FIRST.indexOf(Parts.tone(r))))
            .toList();
    List<Page.Chip> chips =
        new ArrayList<>(worstFirst.stream().limit(MAX_CHIPS).map(Parts::chip).toList());
    if (worstFirst.size() > MAX_CHIPS) {
      chips.add(new Page.Chip("none", "", "and " + (worstFirst.size() - MAX_CHIPS) + " more"));
    }
    return new Page.MatrixRow(
        Inert.clipped(check, 40),
        Parts.anchor(check),
        Inert.clipped(briefing.title(check), 120),
        chips,
        parts.evidence(worstFirst.getFirst(), 1).stream().findFirst(),
        parts.refs(check));
  }
}
