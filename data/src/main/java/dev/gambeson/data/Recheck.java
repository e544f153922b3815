package dev.gambeson.data;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Result;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Batch;
import dev.gambeson.data.admit.AdmissionManifest;
import dev.gambeson.data.admit.BlendCheck;
import dev.gambeson.data.profile.TableProfile;
import dev.gambeson.data.profile.TableSummary;
import dev.gambeson.data.screen.drift.VersionHistory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Asks the questions of the stream once more, of the rows that are left when others were held
/// back: what is admitted must pass by itself.
///
/// Screens are not run again, since each run of a screen holds back its budget anew. A screen that
/// failed counts as answered when it saw every row and the rows it named were held back; one that
/// named no row, or saw a sample only, still fails.
public final class Recheck implements AutoCloseable {
  /// What names every row of its kind, however large the table is.
  private static final Set<String> ANSWERED_WHOLE =
      Set.of(new UnreadableRowsCheck().infos().getFirst().id(), HarmfulSources.SCREEN);

  private final GateSettings settings;
  private final DataVerdict before;
  private final List<StreamCheck<?>> checks;
  private final PassOver pass;
  private final Workers workers;
  private final CheckContext context;

  Recheck(GateSettings settings, DataVerdict before) {
    this.settings = settings;
    this.before = before;
    // rows that cannot be read are not among those that are left
    this.checks =
        GateRun.checks(settings).stream().filter(c -> !(c instanceof UnreadableRowsCheck)).toList();
    this.pass = new PassOver(checks);
    this.workers = new Workers(1); // checks judge; the rows come one batch after the other
    this.context =
        new CheckContext(settings.policy, new Seed(settings.seed), workers, settings.progress);
  }

  /// Takes in rows that are left.
  public void add(Batch rows) {
    pass.add(rows);
  }

  /// What checks may use.
  public CheckContext context() {
    return context;
  }

  /// The caps of the sources.
  public BlendCheck blend() {
    return GateRun.blend(settings);
  }

  /// The versions that were admitted before.
  public VersionHistory versions() {
    return settings.versions;
  }

  /// What is left, as a profile that speaks of no fewer than ten rows.
  public Optional<TableSummary> profile() {
    return pass.memory(TableProfile.class).map(p -> p.summary(TableSummary.LEAST));
  }

  /// Every check, now of what is left.
  ///
  /// @param counts rows in and out
  /// @param held rows held back by check
  public Result result(AdmissionManifest.Counts counts, Map<String, Long> held) {
    Set<String> again = new HashSet<>();
    checks.forEach(c -> c.infos().stream().map(CheckInfo::id).forEach(again::add));
    List<CheckResult> results =
        new ArrayList<>(
            counts.admitted() == 0 ? List.of() : pass.judge(before.table().name(), context));
    boolean whole = before.table().screened() >= before.table().rows();
    // without rows there is nothing to ask: GB-DATA-030 fails then
    Set<String> now = results.stream().map(Recheck::key).collect(Collectors.toSet());
    Set<String> screens =
        settings.screens.stream().map(screen -> screen.info().id()).collect(Collectors.toSet());
    for (CheckResult r : before.result().results()) {
      // one id may be answered by the stream and by a screen: what the screen said stays
      boolean asked =
          again.contains(r.check()) && (!screens.contains(r.check()) || now.contains(key(r)));
      boolean share = r.check().equals(HeldShare.ID) && !r.aspect().equals(HeldShare.CLASSES);
      if (!asked && !share) {
        boolean seen = whole || ANSWERED_WHOLE.contains(r.check());
        results.add(seen && held.getOrDefault(r.check(), 0L) > 0 ? answered(r, held) : r);
      }
    }
    results.add(HeldShare.judge(counts, held, before.table().name(), context));
    return GateRun.result(settings, before.table(), results, before.result().notices());
  }

  private static String key(CheckResult r) {
    return r.check() + "\u0000" + r.aspect();
  }

  private static CheckResult answered(CheckResult r, Map<String, Long> held) {
    if (!(r.outcome().orElse(null) instanceof Outcome.Fail)) {
      return r;
    }
    return CheckResult.of(
        r.check(),
        r.aspect(),
        new Outcome.Pass(),
        "The rows it named were held back (%,d). Before: %s"
            .formatted(held.get(r.check()), r.summary()),
        r.estimates(),
        List.of(),
        r.exhibits());
  }

  @Override
  public void close() {
    workers.close();
  }
}
