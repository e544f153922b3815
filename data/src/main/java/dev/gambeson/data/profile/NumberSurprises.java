package dev.gambeson.data.profile;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Text;
import dev.gambeson.core.stats.Histogram;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.profile.SurpriseCheck.Both;
import java.util.ArrayList;
import java.util.List;

/// The part of GB-DATA-013 about numbers: unit, sign and range.
final class NumberSurprises {
  /// Factors that units differ by, each also the other way round.
  private static final double[] FACTORS = {
    10, 100, 1000, 1e6, 1024, 60, 24, 3600, 1.609344, 2.54, 3.280839895, 2.2046226218, 12
  };

  private static final double EXPLAINED = 0.15; // KS distance that a change of unit must reach
  private static final double INSIDE = 0.9; // share of the outside that one factor brings back

  private NumberSurprises() {}

  static List<CheckResult> judge(
      List<Both> columns, double confidence, String table, CheckContext context) {
    Tally scale = new Tally(SurpriseCheck.INFO, "scale", table, context);
    Tally signs = new Tally(SurpriseCheck.INFO, "signs", table, context);
    Tally range = new Tally(SurpriseCheck.INFO, "range", table, context);
    for (Both both : columns) {
      if (both.seen().numbers().isEmpty()
          || both.reference().numbers().isEmpty()
          || !both.reference().isNumeric()
          || both.reference().looksLikeKey()) {
        continue;
      }
      Histogram seen = both.seen().numbers().get().histogram();
      Histogram known = both.reference().numbers().get().histogram();
      if (!seen.buckets().isEmpty() && !known.buckets().isEmpty()) {
        scale(both.name(), seen, known, confidence, scale, context);
        signs(both.name(), seen, known, confidence, signs, context);
        range(both, seen, known, confidence, range, context);
      }
    }
    String compared = "%,d columns of numbers".formatted(signs.size());
    String nothing = "No column of numbers is in both.";
    return List.of(
        scale.result(compared, nothing, List.of()),
        signs.result(compared, nothing, List.of()),
        range.result(compared, nothing, List.of()));
  }

  private static void scale(
      String column,
      Histogram seen,
      Histogram known,
      double confidence,
      Tally tally,
      CheckContext context) {
    double limit = context.parameter(SurpriseCheck.INFO, "max-rescaled");
    Cumulative here = new Cumulative(seen);
    Cumulative there = new Cumulative(known);
    double plain = distance(here, there, 1);
    double best = plain;
    double factor = 1;
    for (double f : plain > limit ? FACTORS : new double[0]) {
      for (double candidate : new double[] {f, 1 / f}) {
        double d = distance(here, there, candidate);
        if (d < best) {
          best = d;
          factor = candidate;
        }
      }
    }
    double fall = best <= EXPLAINED ? plain - best : 0;
    double half =
        Distances.band((double) seen.count(), confidence)
            + Distances.band((double) known.count(), confidence);
    tally.judge(
        column,
        new Estimate(
            "fall of the KS distance of '" + column + "' by a change of unit",
            fall,
            Math.max(0, fall - half),
            Math.min(1, fall + half),
            seen.count() + known.count(),
            "KS on buckets, DKW band"),
        limit,
        "'" + column + "' is in another unit",
        "Times %s, the KS distance falls from %s to %s: the numbers look like the reference's %s %s."
            .formatted(
                Text.number(factor),
                Text.number(plain),
                Text.number(best),
                factor > 1 ? "divided by" : "times",
                Text.number(factor > 1 ? factor : 1 / factor)));
  }

  /// A distribution function that can be asked anywhere.
  @SuppressWarnings("ArrayRecordComponent") // made once, asked often
  private record Cumulative(double[] lows, double[] highs, double[] shares) {
    Cumulative(Histogram h) {
      this(
          h.buckets().stream().mapToDouble(Histogram.Bucket::low).toArray(),
          h.buckets().stream().mapToDouble(Histogram.Bucket::high).toArray(),
          shares(h));
    }

    private static double[] shares(Histogram h) {
      double n = h.count();
      double[] shares = new double[h.buckets().size()];
      long seen = 0;
      for (int i = 0; i < shares.length; i++) {
        seen += h.buckets().get(i).count();
        shares[i] = seen / n;
      }
      return shares;
    }

    double at(double x) {
      return Distances.cumulative(highs, lows, shares, x);
    }
  }

  /// The KS distance when the first sample's numbers are taken times a factor, at the ends of the
  /// second's buckets.
  private static double distance(Cumulative seen, Cumulative known, double factor) {
    double d = 0;
    for (int i = 0; i < known.highs().length; i++) {
      double end = known.highs()[i];
      // a hair beyond, so that a rounded product does not fall on the other side of its own value
      double there = end / factor;
      d = Math.max(d, Math.abs(seen.at(there + Math.abs(there) * 1e-12) - known.shares()[i]));
    }
    return d;
  }

  private static void signs(
      String column,
      Histogram seen,
      Histogram known,
      double confidence,
      Tally tally,
      CheckContext context) {
    Estimate difference =
        Intervals.difference(
            "difference in the share of negative numbers of '" + column + "'",
            new Intervals.Share(seen.negatives() * seen.count(), (double) seen.count()),
            new Intervals.Share(known.negatives() * known.count(), (double) known.count()),
            confidence);
    tally.judge(
        column,
        Distances.size(difference),
        context.parameter(SurpriseCheck.INFO, "max-sign"),
        "Signs of '" + column + "' changed",
        "%s of the numbers are negative, in the reference %s."
            .formatted(Text.percent(seen.negatives()), Text.percent(known.negatives())));
  }

  private static void range(
      Both both,
      Histogram seen,
      Histogram known,
      double confidence,
      Tally tally,
      CheckContext context) {
    double low = known.buckets().getFirst().low();
    double high = known.buckets().getLast().high();
    List<Histogram.Bucket> outside = new ArrayList<>();
    for (Histogram.Bucket bucket : seen.buckets()) {
      if (bucket.low() > high || bucket.high() < low) {
        outside.add(bucket);
      }
    }
    long rows = new Histogram(outside).count();
    double all =
        both.reference().count(CellType.INTEGER) + both.reference().count(CellType.DECIMAL);
    tally.judge(
        both.name(),
        Intervals.difference(
            "share of '" + both.name() + "' outside the reference's range",
            new Intervals.Share((double) rows, (double) seen.count()),
            new Intervals.Share(Math.max(0, all - known.count()), all), // left out of its histogram
            confidence),
        context.parameter(SurpriseCheck.INFO, "max-outside"),
        "Numbers of '" + both.name() + "' outside the known range",
        "The reference's numbers lie between %s and %s. %s"
            .formatted(Text.number(low), Text.number(high), unit(outside, low, high)));
  }

  /// A factor that brings nearly all numbers outside back into the range.
  private static String unit(List<Histogram.Bucket> outside, double low, double high) {
    double all = new Histogram(outside).count();
    for (double factor : FACTORS) {
      for (double f : new double[] {1 / factor, factor}) {
        long back = 0;
        for (Histogram.Bucket b : outside) {
          back += b.middle() * f >= low && b.middle() * f <= high ? b.count() : 0;
        }
        if (all > 0 && back >= INSIDE * all) {
          return "%s of those outside would lie inside when %s %s."
              .formatted(
                  Text.percent(back / all),
                  f < 1 ? "divided by" : "taken times",
                  Text.number(factor));
        }
      }
    }
    return "";
  }
}
