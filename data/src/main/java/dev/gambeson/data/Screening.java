package dev.gambeson.data;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.data.admit.AdmissionManifest;
import dev.gambeson.data.admit.HeldRow;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.ScreenSubjects;
import dev.gambeson.data.screen.Screened;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Runs the screens over the sample of a table. One that fails is inconclusive, never left out.
final class Screening {
  private final GateSettings settings;
  private final String table;
  private final CheckContext context;
  private final RowSample sample;
  private final SortedMap<Long, List<HeldRow.Reason>> held = new TreeMap<>();
  private final Map<CheckInfo, Screened> opinions = new LinkedHashMap<>();
  private List<DataVerdict.RankedRow> ranked = List.of();
  private long rows;

  Screening(GateSettings settings, String table, CheckContext context, RowSample sample) {
    this.settings = settings;
    this.table = table;
    this.context = context;
    this.sample = sample;
  }

  List<CheckResult> run() {
    List<Screen> screens = settings.screens;
    List<CheckResult> results = new ArrayList<>();
    Optional<ScreenSubject> subject = Optional.empty();
    String broken = "";
    if (screens.stream().anyMatch(s -> context.policy().enabled(s.info()))) {
      try {
        ScreenSubject made = subject();
        subject = Optional.of(made);
        rows = made.size();
      } catch (RuntimeException e) {
        broken = Attempts.reason(e);
      }
    }
    int done = 0;
    for (Screen screen : screens) {
      CheckInfo info = screen.info();
      settings.progress.report(info.title(), (double) done++ / screens.size());
      if (!context.policy().enabled(info)) {
        results.add(Attempts.off(info));
      } else if (subject.isEmpty()) {
        results.add(CheckResult.inconclusive(info.id(), "", broken));
      } else {
        results.addAll(run(screen, subject.get()));
      }
    }
    return results;
  }

  /// Types of the columns, as the sample shows them.
  List<AdmissionManifest.ColumnType> types() {
    return sample.dataset(table).columns().stream()
        .map(c ->
            new AdmissionManifest.ColumnType(
                c.name(), c instanceof NumericColumn ? "number" : "text"))
        .toList();
  }

  private ScreenSubject subject() {
    ScreenSubject subject = ScreenSubjects.of(sample, table, settings.roles, settings.trusted);
    return settings.activations.isEmpty()
        ? subject
        : new ScreenSubject(
            subject.data(),
            subject.rowNumbers(),
            subject.totalRows(),
            subject.roles(),
            subject.features(),
            subject.featureColumns(),
            subject.label(),
            subject.source(),
            subject.image(),
            subject.trusted(),
            settings.activations);
  }

  private List<CheckResult> run(Screen screen, ScreenSubject subject) {
    CheckInfo info = screen.info();
    return Attempts.of(
        List.of(info),
        () -> {
          Screened screened = screen.run(subject, context);
          opinions.put(info, screened);
          screened.held().forEach(h -> hold(subject.rowNumbers()[h.row()], info.id(), h.reason()));
          return screened.results();
        });
  }

  private void hold(long row, String check, String reason) {
    held.computeIfAbsent(row, _ -> new ArrayList<>()).add(new HeldRow.Reason(check, reason));
  }

  /// Rows that screens would hold back, ascending.
  List<HeldRow> held() {
    return held.entrySet().stream().map(e -> new HeldRow(e.getKey(), e.getValue())).toList();
  }

  /// Their number by check.
  Map<String, Long> heldByCheck() {
    Map<String, Long> counts = new TreeMap<>();
    held.values()
        .forEach(reasons ->
            reasons.stream()
                .map(HeldRow.Reason::check)
                .distinct()
                .forEach(check -> counts.merge(check, 1L, Long::sum)));
    return counts;
  }

  /// Rows in the order of suspicion.
  List<DataVerdict.RankedRow> ranked() {
    return ranked;
  }

  /// Rows that the screens saw.
  long rows() {
    return rows;
  }
}
