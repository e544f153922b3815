package dev.gambeson.data.pii;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.pii.ColumnVerdict.Basis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides what each column holds, from counts, by intervals.
///
/// A kind needs a share of cells of which the lower end of the Wilson interval reaches the limit
/// (half of it where the name of the column speaks of the kind). Without the name, identifiers with
/// check digits also need that cells of their form pass the test far more often than chance would
/// have it; kinds whose form alone proves little are then left out. Of several kinds the one wins
/// that the name speaks of, then the one that chance imitates least.
final class Verdicts {
  private static final double PASSING = 0.6;
  private static final double SURE_NAMES = 0.03;
  private static final double DECIMAL = 0.5;

  /// Share that a kind needs of which only the form speaks.
  private static final double FORM_ALONE = 0.3;

  /// Share of cells that are known names from which on they are names, though each alone might not
  /// be.
  private static final double MANY_NAMES = 0.4;

  private static final Set<PiiType> BY_NAME =
      Set.of(
          PiiTypes.GENDER,
          PiiTypes.AGE,
          PiiTypes.OCCUPATION,
          PiiTypes.CITY,
          PiiTypes.POSTCODE,
          PiiTypes.BELIEF,
          PiiTypes.ETHNICITY,
          PiiTypes.POLITICS,
          PiiTypes.SEXUALITY,
          PiiTypes.BIOMETRIC);
  private static final Map<PiiType, Double> CHANCES = chances();

  private final List<PiiType> types;
  private final ContextWords words;
  private final double minShare;

  Verdicts(PiiFinder finder, double minShare) {
    this.types = finder.types();
    this.words = finder.words();
    this.minShare = minShare;
  }

  private static Map<PiiType, Double> chances() {
    Map<PiiType, Double> chances = new HashMap<>();
    IdRules.ALL.forEach(r -> chances.merge(r.type(), r.chance(), Math::max));
    chances.put(PiiTypes.IBAN, 0.011);
    chances.put(PiiTypes.CARD, 0.1);
    chances.put(PiiTypes.MAIL, 0.0001);
    chances.put(PiiTypes.MAC, 0.001);
    chances.put(PiiTypes.GEO, 0.2);
    chances.put(PiiTypes.IP, 0.2);
    chances.put(PiiTypes.ADDRESS, 0.2);
    chances.put(PiiTypes.PERSON, 0.3);
    chances.put(PiiTypes.PHONE, 0.5);
    return chances;
  }

  /// One verdict per column that holds personal data, in the order of columns.
  List<ColumnVerdict> of(PiiProfile seen) {
    List<ColumnVerdict> verdicts = new ArrayList<>();
    for (int c = 0; c < seen.columns().size(); c++) {
      of(seen.names().get(c), seen.columns().get(c)).ifPresent(verdicts::add);
    }
    return verdicts;
  }

  private record Candidate(ColumnVerdict verdict, double chance, double share) {}

  private Optional<ColumnVerdict> of(String name, ColumnTally column) {
    if (column.present() == 0) {
      return Optional.empty();
    }
    List<Candidate> fitting = new ArrayList<>();
    for (int type = 0; type < types.size(); type++) {
      judge(name, column, type).ifPresent(fitting::add);
    }
    fitting.sort(
        Comparator.comparing((Candidate f) -> f.verdict().basis())
            .thenComparingDouble(Candidate::chance)
            .thenComparing(Comparator.comparingDouble(Candidate::share).reversed()));
    return fitting.stream().findFirst().map(best -> with(best.verdict(), fitting));
  }

  private static ColumnVerdict with(ColumnVerdict best, List<Candidate> fitting) {
    List<PiiType> others =
        fitting.stream()
            .skip(1)
            .filter(
                f -> f.verdict().basis() != Basis.NAME && f.share() >= 0.9 * best.share().value())
            .map(f -> f.verdict().type())
            .toList();
    return new ColumnVerdict(
        best.column(),
        best.type(),
        best.basis(),
        best.share(),
        best.validity(),
        best.rows(),
        best.example(),
        others);
  }

  private Optional<Candidate> judge(String name, ColumnTally column, int number) {
    PiiType type = types.get(number);
    boolean named = column.header().get(number);
    TypeTally tally = column.of(number);
    double chance = CHANCES.getOrDefault(type, 0.0);
    if (named && isByName(type, column)) {
      return Optional.of(byName(name, type, column));
    }
    if (tally == null) {
      return Optional.empty();
    }
    boolean formAlone = !named && (chance == 0 || chance > Scores.PROVES_LITTLE);
    long hits = hits(type, tally, formAlone, column.present());
    double least = named ? minShare / 2 : formAlone ? Math.max(minShare, FORM_ALONE) : minShare;
    Estimate share =
        Intervals.wilson("share of cells", Math.min(hits, column.present()), column.present());
    Estimate validity =
        Intervals.wilson("share that passes", tally.valid, Math.max(tally.shaped, tally.valid));
    boolean enough = share.low() >= least;
    if (!enough || !isProven(type, tally, named, chance, validity, column, name)) {
      return Optional.empty();
    }
    return Optional.of(
        new Candidate(
            verdict(
                name, type, named ? Basis.NAME_AND_VALUES : Basis.VALUES, share, validity, tally),
            chance,
            share.value()));
  }

  private boolean isProven(
      PiiType type,
      TypeTally tally,
      boolean named,
      double chance,
      Estimate validity,
      ColumnTally column,
      String name) {
    if (type.equals(PiiTypes.PERSON) && named && words.isAmbiguousName(name)) {
      return Intervals.wilson("", tally.sure, column.present()).low() >= SURE_NAMES;
    }
    boolean tested = chance > 0 && chance <= Scores.PROVES_LITTLE;
    return !tested || validity.low() >= (named ? Math.min(PASSING, 2 * chance) : PASSING);
  }

  private static long hits(PiiType type, TypeTally tally, boolean formAlone, long present) {
    if (type.equals(PiiTypes.HEALTH)) {
      return tally.valid + tally.inside; // a cell that is a word of health needs no other
    }
    boolean manyNames = type.equals(PiiTypes.PERSON) && tally.valid >= MANY_NAMES * present;
    return formAlone && !manyNames ? tally.sure : tally.valid;
  }

  private static boolean isByName(PiiType type, ColumnTally column) {
    return BY_NAME.contains(type)
        || (type.equals(PiiTypes.GEO) && column.decimals() >= DECIMAL * column.present());
  }

  private static Candidate byName(String name, PiiType type, ColumnTally column) {
    Estimate share = Estimate.undefined("share of cells", column.present(), "by name");
    Estimate validity = Estimate.undefined("share that passes", column.present(), "by name");
    return new Candidate(verdict(name, type, Basis.NAME, share, validity, null), 1, 1);
  }

  private static ColumnVerdict verdict(
      String name,
      PiiType type,
      Basis basis,
      Estimate share,
      Estimate validity,
      @Nullable TypeTally tally) {
    List<Long> rows = tally == null ? List.of() : Arrays.stream(tally.rows()).boxed().toList();
    String example = tally == null ? "" : tally.firstMask();
    return new ColumnVerdict(name, type, basis, share, validity, rows, example, List.of());
  }
}
