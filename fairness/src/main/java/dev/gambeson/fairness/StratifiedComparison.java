package dev.gambeson.fairness;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.stats.Intervals;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/// One group against a reference, overall and within the strata of another attribute: does a gap
/// remain among people who are alike in that attribute? (Simpson's paradox.) Conditioning on
/// something that is itself a result of discrimination hides it: read both figures.
///
/// @param attribute what makes the strata
/// @param overall the comparison over all rows
/// @param strata the strata, some of which may lack a group
public record StratifiedComparison(String attribute, Comparison overall, List<Stratum> strata) {
  public StratifiedComparison {
    strata = List.copyOf(strata);
  }

  /// One stratum.
  ///
  /// @param name value of the attribute
  /// @param group the group's rows in it
  /// @param reference the reference's rows in it
  /// @param all everybody in it, other groups included
  public record Stratum(String name, Confusion group, Confusion reference, Confusion all) {}

  /// The difference of selection rates within one stratum, group minus reference.
  public Estimate difference(Stratum stratum) {
    return new Comparison(
            new GroupAudit.Group(overall.group().name(), stratum.group()),
            new GroupAudit.Group(overall.reference().name(), stratum.reference()),
            overall.confidence())
        .difference(Rate.SELECTION_RATE);
  }

  /// The difference of selection rates, group minus reference, held constant over the strata: the
  /// Mantel-Haenszel risk difference with its variance (Greenland and Robins 1985).
  public Estimate adjustedDifference() {
    String name =
        "selection rate difference within %s, %s minus %s"
            .formatted(attribute, overall.group().name(), overall.reference().name());
    double weights = 0;
    double sum = 0;
    double variance = 0;
    long rows = 0;
    for (Stratum s : both()) {
      Intervals.Share a = Rate.SELECTION_RATE.share(s.group());
      Intervals.Share b = Rate.SELECTION_RATE.share(s.reference());
      double w = a.n() * b.n() / (a.n() + b.n());
      weights += w;
      sum += w * (a.value() - b.value());
      variance +=
          w * w * (a.value() * (1 - a.value()) / a.n() + b.value() * (1 - b.value()) / b.n());
      rows += s.group().rows() + s.reference().rows();
    }
    if (weights == 0) {
      return Estimate.undefined(name, rows, "no stratum of " + attribute + " holds both groups");
    }
    double half = Intervals.z(overall.confidence()) * Math.sqrt(variance) / weights;
    double d = sum / weights;
    return new Estimate(name, d, d - half, d + half, rows, "Mantel-Haenszel, Greenland-Robins");
  }

  /// The common odds ratio of a favourable decision, group over reference (Mantel and Haenszel
  /// 1959) with the variance of Robins, Breslow and Greenland (1986).
  public Estimate oddsRatio() {
    double r = 0;
    double s = 0;
    double pr = 0;
    double mixed = 0;
    double qs = 0;
    long rows = 0;
    for (Stratum stratum : both()) {
      Table t = Table.of(stratum);
      double ri = t.a * t.d / t.n();
      double si = t.b * t.c / t.n();
      double p = (t.a + t.d) / t.n();
      r += ri;
      s += si;
      pr += p * ri;
      mixed += p * si + (1 - p) * ri;
      qs += (1 - p) * si;
      rows += Math.round(t.n());
    }
    String name =
        "odds ratio of selection within %s, %s over %s"
            .formatted(attribute, overall.group().name(), overall.reference().name());
    if (r == 0 || s == 0) {
      return Estimate.undefined(name, rows, "no stratum has both decisions in both groups");
    }
    double half =
        Intervals.z(overall.confidence())
            * Math.sqrt(pr / (2 * r * r) + mixed / (2 * r * s) + qs / (2 * s * s));
    double or = r / s;
    return new Estimate(
        name, or, or * Math.exp(-half), or * Math.exp(half), rows, "Mantel-Haenszel, RBG variance");
  }

  /// Probability of a common odds ratio at least this far from 1 if there is none (Cochran, Mantel
  /// and Haenszel, with continuity correction as in R's `mantelhaen.test`). Empty without variance.
  public OptionalDouble pValue() {
    double excess = 0;
    double variance = 0;
    for (Stratum stratum : both()) {
      Table t = Table.of(stratum);
      double n = t.n();
      double selected = t.a + t.c;
      double group = t.a + t.b;
      excess += t.a - group * selected / n;
      variance += n < 2 ? 0 : group * (n - group) * selected * (n - selected) / (n * n * (n - 1));
    }
    double distance = Math.max(0, Math.abs(excess) - 0.5);
    return variance == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            ChiSquaredDistribution.of(1).survivalProbability(distance * distance / variance));
  }

  /// Whether the gap within the strata points the other way than the gap over all rows.
  public boolean reversed() {
    return overall.statisticalParityDifference().value() * adjustedDifference().value() < 0;
  }

  /// Conditional demographic disparity (Wachter, Mittelstadt and Russell 2020, section 5): the
  /// group's share of the unfavourable outcomes minus its share of the favourable ones, averaged
  /// over strata by size; above 0, the group fares worse. Strata without both outcomes, in which it
  /// is undefined, are left out.
  ///
  /// @param rate [Rate#SELECTION_RATE] of the decisions or [Rate#BASE_RATE] of the truth
  public Estimate conditionalDemographicDisparity(Rate rate) {
    String name =
        "conditional demographic disparity of %s within %s"
            .formatted(overall.group().name(), attribute);
    List<Stratum> mixed =
        strata.stream().filter(s -> rate.value(s.all()) > 0 && rate.value(s.all()) < 1).toList();
    if (mixed.isEmpty()) {
      return Estimate.undefined(
          name, overall.group().rows(), "no stratum of " + attribute + " has both outcomes");
    }
    List<GroupAudit.Group> cells = new ArrayList<>();
    for (Stratum s : mixed) {
      cells.add(new GroupAudit.Group(s.name(), s.group()));
      cells.add(new GroupAudit.Group(s.name(), s.all().minus(s.group())));
    }
    return Delta.estimate(name, cells, c -> disparity(c, rate == Rate.BASE_RATE ? 2 : 1), -1);
  }

  /// @param cells group and others of each stratum in turn
  /// @param other the cell that is favourable besides the true positives
  private static double disparity(double[][] cells, int other) {
    double rows = 0;
    double sum = 0;
    for (int s = 0; s < cells.length; s += 2) {
      double n = Delta.total(cells[s]) + Delta.total(cells[s + 1]);
      double own = cells[s][0] + cells[s][other];
      double accepted = own + cells[s + 1][0] + cells[s + 1][other];
      rows += n;
      sum += n * ((Delta.total(cells[s]) - own) / (n - accepted) - own / accepted);
    }
    return sum / rows;
  }

  private List<Stratum> both() {
    return strata.stream().filter(s -> s.group().rows() > 0 && s.reference().rows() > 0).toList();
  }

  /// Selected and not, of the group (a, b) and of the reference (c, d).
  private record Table(double a, double b, double c, double d) {
    static Table of(Stratum s) {
      Intervals.Share g = Rate.SELECTION_RATE.share(s.group());
      Intervals.Share r = Rate.SELECTION_RATE.share(s.reference());
      return new Table(g.hits(), g.n() - g.hits(), r.hits(), r.n() - r.hits());
    }

    double n() {
      return a + b + c + d;
    }
  }
}
