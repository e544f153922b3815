package dev.gambeson.data;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.data.admit.AdmissionManifest;
import dev.gambeson.data.admit.HeldRow;
import dev.gambeson.data.screen.Ranked;
import dev.gambeson.data.screen.Ranking;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.ScreenSubjects;
import dev.gambeson.data.screen.Screened;
import dev.gambeson.data.screen.drift.DriftPlan;
import dev.gambeson.data.source.TableSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Runs the screens over the sample of a table. One that fails is inconclusive, never left out.
final class Screening {
  private static final int RANKED = 10_000;

  private final GateSettings settings;
  private final TableSource source;
  private final String table;
  private final CheckContext context;
  private final RowSample sample;
  private final Dataset data;
  private final SortedMap<Long, List<HeldRow.Reason>> held = new TreeMap<>();
  private final Map<CheckInfo, Screened> opinions = new LinkedHashMap<>();
  private final Set<String> harmful = new TreeSet<>();
  private List<DataVerdict.RankedRow> ranked = List.of();
  private Optional<ScreenSubject> screened = Optional.empty();

  Screening(GateSettings settings, TableSource source, CheckContext context, RowSample sample) {
    this.settings = settings;
    this.source = source;
    this.table = source.name();
    this.context = context;
    this.sample = sample;
    this.data = sample.dataset(table);
  }

  List<CheckResult> run() {
    List<Screen> screens = settings.screens;
    List<CheckResult> results = new ArrayList<>();
    Ready ready = ready();
    int done = 0;
    for (Screen screen : screens) {
      CheckInfo info = screen.info();
      settings.progress.report(info.title(), (double) done++ / screens.size());
      if (!context.policy().enabled(info)) {
        results.add(Attempts.off(info));
      } else {
        results.addAll(
            ready
                .subject()
                .map(s -> run(screen, s))
                .orElseGet(() -> List.of(CheckResult.inconclusive(info.id(), "", ready.broken()))));
      }
    }
    ready.subject().ifPresent(s -> results.addAll(rank(s)));
    return results;
  }

  /// All screens together; without any there is nothing to rank.
  private List<CheckResult> rank(ScreenSubject subject) {
    CheckInfo info = Ranking.info();
    if (!context.policy().enabled(info)) {
      return List.of(Attempts.off(info));
    }
    return Attempts.of(
        List.of(info),
        () -> {
          Ranked all = Ranking.of(subject, opinions, context);
          ranked = all.rows().stream().limit(RANKED).map(r -> ranked(subject, r)).toList();
          return all.results(); // for review: rows of a rare class look odd to every screen at once
        });
  }

  private static DataVerdict.RankedRow ranked(ScreenSubject subject, Ranked.Row row) {
    return new DataVerdict.RankedRow(
        subject.rowNumbers()[row.row()],
        row.score(),
        row.reasons().stream().map(Ranked.Reason::check).toList());
  }

  /// The rows, or why there are none.
  private record Ready(Optional<ScreenSubject> subject, String broken) {}

  private Ready ready() {
    if (settings.screens.stream().noneMatch(s -> context.policy().enabled(s.info()))) {
      return new Ready(Optional.empty(), "");
    }
    try {
      ScreenSubject subject = subject();
      screened = Optional.of(subject);
      return new Ready(Optional.of(subject), "");
    } catch (RuntimeException e) {
      return new Ready(Optional.empty(), Attempts.reason(e));
    }
  }

  /// Types of the columns, as the sample shows them.
  List<AdmissionManifest.ColumnType> types() {
    return data.columns().stream()
        .map(c ->
            new AdmissionManifest.ColumnType(
                c.name(), c instanceof NumericColumn ? "number" : "text"))
        .toList();
  }

  private ScreenSubject subject() {
    return ScreenSubjects.of(sample, data, settings.roles, settings.trusted)
        .with(source.image(), settings.activations);
  }

  private List<CheckResult> run(Screen screen, ScreenSubject subject) {
    CheckInfo info = screen.info();
    return Attempts.of(
        List.of(info),
        () -> {
          Screened screened = screen.run(subject, context);
          opinions.put(info, screened);
          if (info.id().equals(HarmfulSources.SCREEN)) {
            screened.held().forEach(h -> noteSource(subject, h.row()));
          }
          screened.held().forEach(h -> hold(subject.rowNumbers()[h.row()], info.id(), h.reason()));
          return screened.results();
        });
  }

  private void noteSource(ScreenSubject subject, int row) {
    settings.roles.source().ifPresent(c -> harmful.add(subject.data().column(c).text(row)));
  }

  /// Sources whose influence is beyond the cap.
  Set<String> harmfulSources() {
    return harmful;
  }

  /// By which versions of this table are counted for slow drift.
  Optional<DriftPlan> driftPlan() {
    return settings.profiled
        ? Optional.of(settings.versions.plan(data, settings.roles))
        : Optional.empty();
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

  /// By label, how many rows there are and how many of them are held back.
  List<HeldShare.LabelShare> labels() {
    return screened.flatMap(s -> s.label().map(l -> labels(s.rowNumbers(), l))).orElse(List.of());
  }

  private List<HeldShare.LabelShare> labels(long[] numbers, ScreenSubject.Coded label) {
    long[] all = new long[label.names().size()];
    long[] out = new long[all.length];
    for (int row = 0; row < numbers.length; row++) {
      int code = label.codes()[row];
      if (code >= 0) {
        all[code]++;
        out[code] += held.containsKey(numbers[row]) ? 1 : 0;
      }
    }
    List<HeldShare.LabelShare> shares = new ArrayList<>();
    for (int code = 0; code < all.length; code++) {
      shares.add(new HeldShare.LabelShare(label.names().get(code), all[code], out[code]));
    }
    return shares;
  }

  /// Rows that the screens saw.
  long rows() {
    return screened.map(ScreenSubject::size).orElse(0);
  }
}
