package dev.gambeson.data;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Result;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Text;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Roles;
import dev.gambeson.data.admit.BlendCheck;
import dev.gambeson.data.admit.SourceHistory;
import dev.gambeson.data.source.BatchReader;
import dev.gambeson.data.source.TableSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One run of the gate over one table.
final class GateRun {
  private final GateSettings settings;
  private final TableSource source;
  private final List<CheckResult> results = new ArrayList<>();
  private final List<Result.NotExamined> notExamined = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();

  GateRun(GateSettings settings, TableSource source) {
    this.settings = settings;
    this.source = source;
  }

  DataVerdict run() {
    try (Workers workers = new Workers(settings.threads)) {
      CheckContext context =
          new CheckContext(settings.policy, new Seed(settings.seed), workers, settings.progress);
      return run(context);
    }
  }

  private DataVerdict run(CheckContext context) {
    List<StreamCheck<?>> checks = new ArrayList<>(settings.checks);
    checks.add(
        new BlendCheck(settings.roles, settings.blend, SourceHistory.NONE, settings.today));
    PassOver pass = new PassOver(checks);
    DataVerdict.Table table = read(pass);
    results.addAll(pass.judge(source.name(), context));
    settings.progress.report("Done", 1);
    return new DataVerdict(
        result(table), List.of(), List.of(), List.of(), table, settings.roles);
  }

  private DataVerdict.Table read(PassOver pass) {
    long rows = 0;
    long unreadable = 0;
    try (BatchReader reader = source.open()) {
      requireRoles(reader.names());
      for (Optional<Batch> b = reader.next(); b.isPresent(); b = reader.next()) {
        pass.add(b.get());
        rows += b.get().size();
        unreadable += b.get().flaws().size();
      }
      if (rows == 0) {
        throw GambesonException.nothingExamined(source.name() + " holds no row.");
      }
      return new DataVerdict.Table(
          source.name(),
          source.kind(),
          reader.names(),
          rows,
          unreadable,
          0,
          reader.bytesRead(),
          reader.sha256());
    }
  }

  private void requireRoles(List<String> columns) {
    Roles r = settings.roles;
    Stream.of(
            r.label().stream(),
            r.source().stream(),
            r.time().stream(),
            r.ids().stream(),
            r.protectedColumns().stream(),
            r.ignored().stream())
        .flatMap(s -> s)
        .filter(c -> !columns.contains(c))
        .findFirst()
        .ifPresent(c -> {
          throw GambesonException.usage(
              "%s has no column '%s'.%s It has: %s."
                  .formatted(
                      source.name(),
                      c,
                      Text.didYouMean(c, columns).map(k -> " Did you mean '" + k + "'?").orElse(""),
                      preview(columns)));
        });
  }

  private static String preview(Collection<String> columns) {
    String shown = columns.stream().limit(20).collect(Collectors.joining(", "));
    return columns.size() > 20 ? shown + ", and " + (columns.size() - 20) + " more" : shown;
  }

  private Result result(DataVerdict.Table table) {
    Set<String> used = results.stream().map(CheckResult::check).collect(Collectors.toSet());
    List<CheckInfo> infos =
        GateChecks.infos().stream().filter(i -> used.contains(i.id())).toList();
    results.stream()
        .filter(r -> r.outcome().isEmpty())
        .map(r -> new Result.NotExamined(name(r), r.notExaminedBecause()))
        .forEach(notExamined::add);
    return new Result(
        settings.verb,
        settings.version.orElseGet(GateRun::ownVersion),
        settings.seed,
        settings.command.isEmpty()
            ? List.of("gambeson", "check", table.name())
            : settings.command,
        List.of(
            new Result.Subject(
                table.name(), table.sha256(), table.bytes(), table.kind(), "training data")),
        settings.policy,
        infos,
        results,
        Result.judge(results, settings.policy, settings.baseline, settings.today),
        notExamined,
        notices);
  }

  private static String name(CheckResult result) {
    return result.aspect().isEmpty()
        ? result.check()
        : result.check() + " (" + result.aspect() + ")";
  }

  private static String ownVersion() {
    String version = GateRun.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
