package dev.gambeson.data.pii.anonymity;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.stats.Intervals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/// GB-PII-004 and GB-PII-005: can a person be told apart, and what is learned of them?
public final class Anonymity {
  private static final int SHOWN = 5;

  public static final CheckInfo K =
      new CheckInfo(
          "GB-PII-004",
          "k-anonymity",
          "How many rows share their combination of quasi-identifiers with fewer than k - 1 others?",
          "Whoever knows a person's birth date, postcode and sex from elsewhere finds the row of a person who is nearly alone with theirs; a model trained on such rows can be asked about that person.",
          "Rows that agree in all quasi-identifiers form a class (Sweeney 2002). The quasi-identifiers are those configured, or else proposed by the names of columns. Up to 65,536 classes are counted exactly; of more, a random sample of whole classes gives the share, a ratio estimate with its linearised standard error.",
          "Nearly equal values (two birth dates a day apart) make different classes. Columns whose names do not tell are not proposed. Combinations beyond the chosen columns are not looked at.",
          "Generalise (birth date to year, postcode to its first digits), drop the columns, or hold back the rows of small classes.",
          Severity.MEDIUM,
          List.of("ML04:2023", "AML.T0024.000"),
          List.of(
              new CheckInfo.Parameter("k", 5, 2, 1000, "smallest class that counts as anonymous"),
              new CheckInfo.Parameter(
                  "max-share", 0.05, 0, 1, "largest share of rows in smaller classes")));

  public static final CheckInfo L =
      new CheckInfo(
          "GB-PII-005",
          "l-diversity",
          "How many rows stand in classes whose people all have nearly the same sensitive value?",
          "A class of any size gives its people away when they all have the same diagnosis or the same label: to find the class is to know the value.",
          "Distinct l-diversity (Machanavajjhala et al. 2007) of each sensitive column, the label unless others are configured, over the classes of GB-PII-004; the entropy version stands beside it. Up to 64 values are counted per class.",
          "How alike values are in meaning (skewness, similarity attacks) is not seen; see t-closeness.",
          "Generalise further until classes mix, or leave out the sensitive column.",
          Severity.MEDIUM,
          List.of("ML04:2023", "AML.T0024.000"),
          List.of(
              new CheckInfo.Parameter("l", 2, 2, 64, "fewest distinct values in a class"),
              new CheckInfo.Parameter(
                  "max-share", 0.05, 0, 1, "largest share of rows in classes with fewer")));

  private Anonymity() {}

  /// Judges both questions.
  public static List<CheckResult> judge(
      AnonymityProfile profile, String table, CheckContext context) {
    ColumnChoice.Chosen columns =
        profile.chosen().orElse(new ColumnChoice.Chosen(List.of(), List.of(), true));
    List<CheckResult> results = new ArrayList<>();
    if (columns.quasi().isEmpty()) {
      String reason =
          "No quasi-identifiers were given, and no column is named like one; name them in the configuration.";
      results.add(CheckResult.notExamined(K.id(), "", reason));
      results.add(CheckResult.notExamined(L.id(), "", reason));
      return results;
    }
    AnonymityProfile.Classes seen = profile.seen();
    if (seen.all().isEmpty()) {
      results.add(CheckResult.inconclusive(K.id(), "", "The table has no rows."));
      results.add(CheckResult.inconclusive(L.id(), "", "The table has no rows."));
      return results;
    }
    results.add(anonymity(seen, columns, table, context));
    if (columns.sensitive().isEmpty()) {
      results.add(
          CheckResult.notExamined(
              L.id(), "", "No sensitive column was given and the table has no label."));
    }
    for (int s = 0; s < columns.sensitive().size(); s++) {
      results.add(diversity(seen, columns, s, table, context));
    }
    return results;
  }

  private static CheckResult anonymity(
      AnonymityProfile.Classes seen,
      ColumnChoice.Chosen columns,
      String table,
      CheckContext context) {
    long k = Math.round(context.parameter(K, "k"));
    Estimate share = share("share of rows in classes of fewer than " + k, seen, c -> c.rows() < k);
    long smallest = seen.all().stream().mapToLong(ClassTally::rows).min().orElseThrow();
    String summary =
        "%s of %,d rows share %s with fewer than %d others; the smallest class has %s%d."
            .formatted(
                Text.percent(share.value()),
                seen.rows(),
                named(columns),
                k - 1,
                seen.complete() ? "" : "at most ",
                smallest);
    Outcome outcome = Outcome.atMost(share, context.parameter(K, "max-share"));
    return new Judged(K, "", outcome, summary, "Rows that are nearly alone", table)
        .with(List.of(share), seen, c -> c.rows() < k, context, List.of(sizes(seen)));
  }

  private static CheckResult diversity(
      AnonymityProfile.Classes seen,
      ColumnChoice.Chosen columns,
      int s,
      String table,
      CheckContext context) {
    long l = Math.round(context.parameter(L, "l"));
    String column = columns.sensitive().get(s);
    Predicate<ClassTally> few = c -> c.distinct(s) < l;
    Estimate share = share("share of rows in classes with fewer than " + l + " values", seen, few);
    Estimate entropy =
        share(
            "the same by entropy (exp H below " + l + ")",
            seen,
            c -> c.entropyDiversity(s) < l - 1e-9);
    String summary =
        "%s of %,d rows stand in classes of equal %s that have fewer than %d values of '%s' (%s by entropy)."
            .formatted(
                Text.percent(share.value()),
                seen.rows(),
                named(columns),
                l,
                column,
                Text.percent(entropy.value()));
    Outcome outcome = Outcome.atMost(share, context.parameter(L, "max-share"));
    return new Judged(L, column, outcome, summary, "Classes that give their value away", table)
        .with(List.of(share, entropy), seen, few, context, List.of());
  }

  private static String named(ColumnChoice.Chosen columns) {
    return String.join(", ", columns.quasi()) + (columns.proposed() ? " (proposed)" : "");
  }

  /// Share of rows in classes that fit; exact over all classes, a ratio estimate over a sample
  /// (Cochran 1977, 6.4: classes are the sampled units, their sizes the auxiliary variable).
  static Estimate share(String name, AnonymityProfile.Classes seen, Predicate<ClassTally> fits) {
    double rows = 0;
    double hits = 0;
    for (ClassTally c : seen.all()) {
      rows += c.rows();
      hits += fits.test(c) ? c.rows() : 0;
    }
    double ratio = hits / rows;
    if (seen.complete()) {
      return Estimate.exact(name, ratio, seen.rows());
    }
    double squares = 0;
    for (ClassTally c : seen.all()) {
      double residual = (fits.test(c) ? c.rows() : 0) - ratio * c.rows();
      squares += residual * residual;
    }
    int n = seen.all().size();
    double error = Math.sqrt(squares * n / (n - 1.0)) / rows;
    return new Estimate(
        name,
        ratio,
        Math.max(0, ratio - Intervals.Z95 * error),
        Math.min(1, ratio + Intervals.Z95 * error),
        Math.round(rows),
        "ratio over a sample of " + n + " classes, 95 %");
  }

  private static Exhibit sizes(AnonymityProfile.Classes seen) {
    long[] limits = {1, 2, 5, 10, 50, Long.MAX_VALUE};
    List<Exhibit.Bar> bars = new ArrayList<>();
    long from = 1;
    for (long limit : limits) {
      long low = from;
      Estimate share = share("", seen, c -> c.rows() >= low && c.rows() <= limit);
      String label =
          low == limit
              ? Long.toString(low)
              : limit == Long.MAX_VALUE ? low + " or more" : low + " to " + limit;
      bars.add(new Exhibit.Bar(label, share.value(), share.low(), share.high(), seen.rows()));
      from = limit + 1;
    }
    return new Exhibit.BarChart(
        "Rows by the size of their class",
        "A row in a class of one is alone with its combination of quasi-identifiers.",
        Exhibit.Axis.share("share of rows"),
        bars,
        OptionalDouble.empty());
  }

  /// A question and its answer, on the way to a result.
  private record Judged(
      CheckInfo info, String aspect, Outcome outcome, String summary, String title, String table) {
    CheckResult with(
        List<Estimate> estimates,
        AnonymityProfile.Classes seen,
        Predicate<ClassTally> fits,
        CheckContext context,
        List<Exhibit> exhibits) {
      List<Finding> findings = new ArrayList<>();
      if (!(outcome instanceof Outcome.Pass)) {
        List<Long> rows =
            seen.all().stream()
                .filter(fits)
                .map(ClassTally::firstRow)
                .sorted(Comparator.naturalOrder())
                .limit(SHOWN)
                .toList();
        Where where = Where.file(table);
        findings.add(
            new Finding(
                info.id(),
                aspect,
                outcome instanceof Outcome.Fail ? context.severity(info) : Severity.INFO,
                title,
                summary + " First rows of such classes: " + join(rows) + ".",
                rows.isEmpty() ? where : where.atRow(rows.getFirst()),
                info.fix()));
      }
      return CheckResult.of(info.id(), aspect, outcome, summary, estimates, findings, exhibits);
    }

    private static String join(List<Long> rows) {
      return String.join(", ", rows.stream().map(r -> Long.toString(r)).toList());
    }
  }
}
