package dev.gambeson.data;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Result;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.data.admit.AdmissionManifest;
import dev.gambeson.data.admit.BlendCheck;
import dev.gambeson.data.admit.RowRule;
import dev.gambeson.data.contract.ContractChecks;
import dev.gambeson.data.contract.ContractProfile;
import dev.gambeson.data.contract.ContractRules;
import dev.gambeson.data.pii.PiiChecks;
import dev.gambeson.data.profile.ProfileChecks;
import dev.gambeson.data.screen.drift.SlowDriftCheck;
import dev.gambeson.data.source.TableSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One run of the gate over one table.
final class GateRun {
  private static final Set<String> CONTRACT = Set.of("GB-DATA-014", "GB-DATA-015", "GB-DATA-016");

  private final GateSettings settings;
  private final TableSource source;
  private final List<String> notices = new ArrayList<>();

  GateRun(GateSettings settings, TableSource source) {
    this.settings = settings;
    this.source = source;
  }

  /// The questions of the stream, under these settings.
  static List<StreamCheck<?>> checks(GateSettings settings) {
    List<StreamCheck<?>> checks = new ArrayList<>(settings.checks);
    if (settings.profiled) {
      checks.add(ProfileChecks.against(settings.referenceProfile));
      checks.addAll(
          ContractChecks.stream(Optional.empty(), settings.referenceProfile, settings.roles));
      checks.addAll(PiiChecks.of(settings.personal.withRoles(settings.roles)));
      settings.versions.versions().stream()
          .findFirst()
          .ifPresent(v -> checks.add(new SlowDriftCheck(settings.versions, v.plan())));
    }
    settings.contract.ifPresent(checks::add);
    checks.add(blend(settings));
    return checks;
  }

  static BlendCheck blend(GateSettings settings) {
    return new BlendCheck(settings.roles, settings.blend, settings.history, settings.today);
  }

  DataVerdict run() {
    try (Workers workers = new Workers(settings.threads)) {
      CheckContext context =
          new CheckContext(settings.policy, new Seed(settings.seed), workers, settings.progress);
      return run(context);
    }
  }

  private DataVerdict run(CheckContext context) {
    List<StreamCheck<?>> checks = checks(settings);
    Fold fold = new Fold();
    Fold.Slot<PassOver> pass = fold.ask(() -> new PassOver(checks));
    Fold.Slot<RowCount> count = fold.ask(() -> new RowCount(settings.roles, source.name()));
    Fold.Slot<RowSample> sample =
        fold.ask(() ->
            new RowSample(settings.sampleRows, settings.missing, context.seed().child("sample")));
    Fold.Done done = fold.over(source, settings.threads, settings.progress);
    RowCount.requireColumns(settings.roles, source.name(), done.names());
    if (done.rows() == 0) {
      throw GambesonException.nothingExamined(source.name() + " holds no row that can be read.");
    }
    List<CheckResult> results = new ArrayList<>(pass.answer().judge(source.name(), context));
    Screening screening = new Screening(settings, source, context, sample.answer());
    results.addAll(screening.run());
    DataVerdict.Table table = table(done, count.answer().unreadable(), screening.rows());
    long held = screening.held().size();
    results.add(
        HeldShare.judge(
            new AdmissionManifest.Counts(done.rows(), table.unreadable(), held, done.rows() - held),
            screening.heldByCheck(),
            source.name(),
            context));
    results.addAll(HeldShare.classes(screening.labels(), source.name(), context));
    results.addAll(unasked(results));
    settings.progress.report("Done", 1);
    return new DataVerdict(
        result(settings, table, results, notices),
        screening.held(),
        screening.ranked(),
        rules(pass.answer(), screening),
        table,
        settings.roles,
        screening.types(),
        screening.driftPlan(),
        settings.history);
  }

  /// What no part of the gate answered: never left out, and no pass.
  private List<CheckResult> unasked(List<CheckResult> results) {
    Set<String> answered = results.stream().map(CheckResult::check).collect(Collectors.toSet());
    return GateChecks.infos(settings).stream()
        .map(CheckInfo::id)
        .filter(id -> !answered.contains(id))
        .map(id -> CheckResult.notExamined(id, "", why(id)))
        .toList();
  }

  private String why(String id) {
    if (settings.contract.isEmpty() && CONTRACT.contains(id)) {
      return "there is no contract (--contract FILE)";
    }
    return settings.referenceProfile.isEmpty()
        ? "there is no reference to compare with (--reference)"
        : "it is not asked by this gate";
  }

  /// What admission asks of every row in the second reading.
  private List<RowRule> rules(PassOver pass, Screening screening) {
    Stream<RowRule> contract =
        settings
            .contract
            .flatMap(c -> pass.memoryOf(c, ContractProfile.class))
            .map(ContractRules::of)
            .orElse(List.of())
            .stream();
    Stream<RowRule> sources =
        settings.roles.source().stream()
            .flatMap(c -> HarmfulSources.rule(c, screening.harmfulSources()).stream());
    return Stream.concat(contract, sources).filter(r -> enabled(r.check())).toList();
  }

  private boolean enabled(String check) {
    return GateChecks.infos(settings).stream()
        .filter(i -> i.id().equals(check))
        .allMatch(settings.policy::enabled);
  }

  private DataVerdict.Table table(Fold.Done done, long unreadable, long screened) {
    return new DataVerdict.Table(
        source.name(),
        source.kind(),
        done.names(),
        done.rows(),
        unreadable,
        screened,
        done.bytes(),
        done.sha256());
  }

  /// The one result object.
  static Result result(
      GateSettings settings,
      DataVerdict.Table table,
      List<CheckResult> unordered,
      List<String> notices) {
    List<CheckResult> results = ordered(unordered);
    Set<String> used = results.stream().map(CheckResult::check).collect(Collectors.toSet());
    List<CheckInfo> infos =
        GateChecks.infos(settings).stream().filter(i -> used.contains(i.id())).toList();
    return new Result(
        settings.verb,
        settings.version.orElseGet(GateRun::ownVersion),
        settings.seed,
        settings.command.isEmpty() ? List.of("gambeson", "check", table.name()) : settings.command,
        List.of(
            new Result.Subject(
                table.name(), table.sha256(), table.bytes(), table.kind(), "training data")),
        settings.policy,
        infos,
        results,
        Result.judge(results, settings.policy, settings.baseline, settings.today),
        notExamined(table, results),
        notices);
  }

  /// In the order of ids, so that the result does not depend on who was asked first.
  private static List<CheckResult> ordered(List<CheckResult> results) {
    Map<String, List<CheckResult>> byCheck = new LinkedHashMap<>();
    results.stream()
        .sorted(java.util.Comparator.comparing(CheckResult::check)) // stable
        .forEach(r -> byCheck.computeIfAbsent(r.check(), _ -> new ArrayList<>()).add(r));
    return byCheck.values().stream().flatMap(List::stream).toList();
  }

  private static List<Result.NotExamined> notExamined(
      DataVerdict.Table table, List<CheckResult> results) {
    Stream<Result.NotExamined> beyond =
        table.screened() > 0 && table.screened() < table.rows()
            ? Stream.of(
                new Result.NotExamined(
                    "%,d of %,d rows, by screens"
                        .formatted(table.rows() - table.screened(), table.rows()),
                    "screens look at a random sample of %,d rows (--rows)"
                        .formatted(table.screened())))
            : Stream.empty();
    Stream<Result.NotExamined> questions =
        results.stream()
            .filter(r -> r.outcome().isEmpty())
            .map(r -> new Result.NotExamined(name(r), r.notExaminedBecause()));
    return Stream.concat(beyond, questions).toList();
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
