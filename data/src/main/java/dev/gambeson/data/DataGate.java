package dev.gambeson.data;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Result;
import dev.gambeson.core.Severity;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Roles;
import dev.gambeson.data.admit.BlendPolicy;
import dev.gambeson.data.admit.SourceHistory;
import dev.gambeson.data.contract.Contract;
import dev.gambeson.data.contract.ContractCheck;
import dev.gambeson.data.pii.PiiOptions;
import dev.gambeson.data.profile.TableSummary;
import dev.gambeson.data.screen.Activations;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.drift.VersionHistory;
import dev.gambeson.data.source.Sources;
import dev.gambeson.data.source.TableSource;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The gate before training: asks of a table everything that this room can ask, in one pass over
/// all rows and by screens over a sample.
///
/// Guarantees: every check of the gate appears in the verdict, as a pass, a fail, inconclusive (it
/// could not run, too little data) or not examined with the reason; the same table, settings and
/// seed give the same verdict on any number of threads; a table that cannot be read to its end
/// gives no verdict but a [GambesonException].
///
/// Does not guarantee that a table that passes is free of poison: each screen says what it cannot
/// see (`gambeson explain GB-POIS-…`), and rows beyond the sample are seen by the checks of the
/// stream alone; the verdict says how many.
///
/// Immutable; each setter gives another gate.
///
/// {@snippet :
/// DataVerdict verdict = DataGate.strict().label("fraud").source("partner").check(Path.of("may.csv"));
/// verdict.orThrow();
/// }
public final class DataGate {
  private final GateSettings settings;

  private DataGate(GateSettings settings) {
    this.settings = settings;
  }

  private static DataGate of(Policy policy) {
    GateSettings settings = new GateSettings();
    settings.policy = policy;
    settings.checks = GateChecks.stream();
    settings.screens = GateChecks.screens();
    return new DataGate(settings);
  }

  /// Every check; findings of medium severity fail it, and so does a check that is inconclusive.
  public static DataGate strict() {
    return of(new Policy(Severity.MEDIUM, false, Map.of(), List.of()));
  }

  /// Every check; findings of high severity fail it, and what is inconclusive is shown only.
  public static DataGate lenient() {
    return of(new Policy(Severity.HIGH, true, Map.of(), List.of()));
  }

  /// Every check, under a policy.
  public static DataGate under(Policy policy) {
    return of(policy);
  }

  private DataGate with(Consumer<GateSettings> change) {
    GateSettings copy = settings.clone();
    change.accept(copy);
    return new DataGate(copy);
  }

  /// What the columns are for, all at once.
  public DataGate roles(Roles roles) {
    return with(s -> s.roles = roles);
  }

  /// The column that is to be predicted.
  public DataGate label(String column) {
    return with(s -> s.roles = s.roles.withLabel(column));
  }

  /// The column that says who supplied a row.
  public DataGate source(String column) {
    return with(s -> s.roles = s.roles.withSource(column));
  }

  /// What the rows must keep. Rows that break it are held back by admission.
  ///
  /// @throws GambesonException when a table that it refers to cannot be read
  public DataGate contract(Contract contract) {
    ContractCheck check = ContractCheck.of(contract);
    return with(s -> s.contract = Optional.of(check));
  }

  /// Which rows of which source may be blended.
  public DataGate blend(BlendPolicy policy) {
    return with(s -> s.blend = policy);
  }

  /// What each source has brought before: what rate caps compare with.
  public DataGate history(SourceHistory history) {
    return with(s -> s.history = history);
  }

  /// Rows that were admitted earlier. Screens that compare with something trusted need them; scales
  /// and levels are learnt from them.
  public DataGate trusted(Dataset rows) {
    return with(s -> s.trusted = Optional.of(rows));
  }

  /// How personal data is searched for.
  public DataGate personal(PiiOptions options) {
    return with(s -> s.personal = options);
  }

  /// Summaries of the versions that were admitted before: what slow drift is looked for in.
  public DataGate versions(VersionHistory history) {
    return with(s -> s.versions = history);
  }

  /// Profile of rows that were admitted earlier: what drift is measured against.
  public DataGate reference(TableSummary profile) {
    return with(s -> s.referenceProfile = Optional.of(profile));
  }

  /// Cells that mean "no value", besides the empty one.
  public DataGate missing(Set<String> cells) {
    return with(s -> s.missing = Set.copyOf(cells));
  }

  /// What a model that was trained on these rows makes of them; without it the screens that look
  /// into a model are not examined.
  public DataGate activations(Activations activations) {
    return with(s -> s.activations = Optional.of(activations));
  }

  /// Asks these questions of the stream instead of all; a contract and the caps of a blend besides.
  public DataGate checks(List<StreamCheck<?>> checks) {
    return with(s -> {
      s.checks = List.copyOf(checks);
      s.profiled = false;
    });
  }

  /// Runs these screens instead of all.
  public DataGate screens(List<Screen> screens) {
    return with(s -> s.screens = List.copyOf(screens));
  }

  /// Findings that are known from an earlier run: they do not count.
  public DataGate baseline(Set<Result.Known> known) {
    return with(s -> s.baseline = Set.copyOf(known));
  }

  /// The day on which suppressions are judged; today (UTC) unless given.
  public DataGate today(LocalDate day) {
    return with(s -> s.today = day);
  }

  /// Seed of every random choice; 42 unless given.
  public DataGate seed(long seed) {
    return with(s -> s.seed = seed);
  }

  /// Worker threads, at least 1; one per processor unless given. The verdict does not depend on it.
  public DataGate threads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + ", must be at least 1");
    }
    return with(s -> s.threads = threads);
  }

  /// Rows that screens look at, at most; 50,000 unless given. Screens of a larger table see a
  /// random sample, and the verdict says so.
  public DataGate sampleRows(int rows) {
    if (rows < 1) {
      throw new IllegalArgumentException("sampleRows is " + rows + ", must be at least 1");
    }
    return with(s -> s.sampleRows = rows);
  }

  /// Where to report how far it is.
  public DataGate progress(Progress progress) {
    return with(s -> s.progress = progress);
  }

  /// How the result names itself, for commands.
  ///
  /// @param verb of the command
  /// @param version of the tool
  /// @param command the command line that reproduces it
  public DataGate called(String verb, String version, List<String> command) {
    return with(s -> {
      s.verb = verb;
      s.version = Optional.of(version);
      s.command = List.copyOf(command);
    });
  }

  /// Checks a table in memory.
  public DataVerdict check(Dataset data) {
    return check(new DatasetSource(data));
  }

  /// Checks a file, or a folder of files; see [Sources#open(String)].
  public DataVerdict check(Path file) {
    return check(Sources.open(file.toString()));
  }

  /// Checks a table that streams.
  ///
  /// @throws GambesonException when it cannot be read to its end, has no row, or a role names a
  ///   column that it does not have
  public DataVerdict check(TableSource source) {
    return new GateRun(settings, source).run();
  }

  /// Asks the questions of the stream again, of the rows that are left; for admission.
  ///
  /// @param before what this gate said of the whole table
  public Recheck recheck(DataVerdict before) {
    return new Recheck(settings, before);
  }
}
