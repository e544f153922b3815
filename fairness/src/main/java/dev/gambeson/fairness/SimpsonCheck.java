package dev.gambeson.fairness;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// Simpson's paradox: does the overall gap survive within the strata of other features?
final class SimpsonCheck extends AttributeCheck {
  private static final int MOST_TEXTS = 50;
  private static final int MOST_NUMBERS = 10;
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-FAIR-006",
          "Simpson's paradox",
          "Does the gap between groups keep its direction among people who are alike in another feature?",
          "An overall gap can vanish or turn round within departments, products or regions"
              + " (Bickel, Hammel and O'Connell 1975); either figure alone misleads.",
          "Selection rate difference of the group that is selected least to the one selected most,"
              + " over all rows (Newcombe) and within the values of each other categorical feature"
              + " (Mantel-Haenszel risk difference, Greenland and Robins 1985).",
          "One feature at a time. A feature that is itself a result of discrimination hides it when"
              + " held constant: the check informs and does not excuse.",
          "Show both figures. Decide, with somebody who knows the domain, whether the feature is a"
              + " legitimate reason or a channel of discrimination.",
          Severity.INFO,
          List.of("AML.T0048.002"),
          ProtectedAttribute.PARAMETERS);

  SimpsonCheck() {
    super(INFO, "The gap turns round for");
  }

  @Override
  CheckResult judge(Question q) {
    GroupAudit groups = q.groups();
    List<Comparison> comparisons = comparisons(judgeable(q, groups, Rate.SELECTION_RATE));
    if (comparisons.isEmpty()) {
      return result(q, groups, List.of(), _ -> "", Stream.empty(), List.of());
    }
    Comparison widest =
        comparisons.stream()
            .min(Comparator.comparingDouble(c -> c.statisticalParityDifference().value()))
            .orElseThrow();
    List<StratifiedComparison> within =
        strata(q).stream()
            .map(column ->
                FairnessAudit.of(q.decisions(), q.by().attribute(), Attribute.of(column))
                    .stratified(
                        q.name(), widest.group().name(), widest.reference().name(), column.name()))
            .filter(s -> s.adjustedDifference().isDefined())
            .toList();
    return within.isEmpty()
        ? CheckResult.notExamined(
            INFO.id(), q.name(), "no other categorical column to compare within")
        : answer(q, widest, within);
  }

  /// Other categorical columns: texts of few levels and numbers of few values.
  private static List<Column> strata(Question q) {
    return q.subject().test().data().columns().stream()
        .filter(c -> !c.name().equals(q.name()) && !c.name().equals(q.subject().label()))
        .filter(c ->
            switch (c) {
              case TextColumn t -> t.levels().size() <= MOST_TEXTS;
              case NumericColumn n ->
                  Arrays.stream(n.values()).distinct().limit(MOST_NUMBERS + 1).count()
                      <= MOST_NUMBERS;
            })
        .toList();
  }

  private static CheckResult answer(
      Question q, Comparison widest, List<StratifiedComparison> within) {
    Estimate overall = widest.statisticalParityDifference();
    boolean gap = overall.low() > 0 || overall.high() < 0;
    List<StratifiedComparison> reversed =
        gap ? within.stream().filter(StratifiedComparison::reversed).toList() : List.of();
    List<Finding> findings = reversed.stream().map(s -> finding(q, overall, s)).toList();
    List<Estimate> estimates = new ArrayList<>();
    estimates.add(overall);
    within.forEach(s -> estimates.add(s.adjustedDifference()));
    List<Exhibit> exhibits = new ArrayList<>();
    exhibits.add(table(q, overall, within));
    reversed.forEach(s -> exhibits.add(bars(s)));
    return CheckResult.of(
        INFO.id(),
        q.name(),
        outcome(gap, findings),
        summary(overall, gap, within, reversed) + q.by().note(),
        estimates,
        findings,
        exhibits);
  }

  private static Outcome outcome(boolean gap, List<Finding> findings) {
    if (!findings.isEmpty()) {
      return new Outcome.Fail();
    }
    return gap
        ? new Outcome.Pass()
        : new Outcome.Inconclusive(
            "the overall gap is not distinguishable from zero, so there is no direction to keep");
  }

  private static String summary(
      Estimate overall,
      boolean gap,
      List<StratifiedComparison> within,
      List<StratifiedComparison> reversed) {
    String start =
        "Overall %s: %s [%s, %s]. "
            .formatted(
                overall.name(),
                Text.number(overall.value()),
                Text.number(overall.low()),
                Text.number(overall.high()));
    if (!gap) {
      return start + "It is not distinguishable from zero.";
    }
    return reversed.isEmpty()
        ? start
            + "It keeps its direction within each of %d other features.".formatted(within.size())
        : start
            + "It turns round within "
            + String.join(", ", reversed.stream().map(StratifiedComparison::attribute).toList())
            + ".";
  }

  private static Finding finding(Question q, Estimate overall, StratifiedComparison s) {
    Estimate adjusted = s.adjustedDifference();
    boolean sure = adjusted.low() > 0 || adjusted.high() < 0;
    return new Finding(
        INFO.id(),
        q.name(),
        q.context().severity(INFO),
        "The gap turns round within '%s'".formatted(s.attribute()),
        "%s is %s over all rows, but %s [%s, %s] among rows alike in %s%s."
            .formatted(
                overall.name(),
                Text.number(overall.value()),
                Text.number(adjusted.value()),
                Text.number(adjusted.low()),
                Text.number(adjusted.high()),
                s.attribute(),
                sure ? "" : " (there not distinguishable from zero)"),
        Where.file(q.subject().file().toString()).atColumn(s.attribute()),
        INFO.fix());
  }

  private static Exhibit table(Question q, Estimate overall, List<StratifiedComparison> within) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("(all rows)", overall, ""));
    within.forEach(
        s -> rows.add(row(s.attribute(), s.adjustedDifference(), s.reversed() ? "yes" : "")));
    return new Exhibit.Table(
        "Gap by " + q.name() + ", overall and within other features",
        overall.name() + "; each feature held constant in turn.",
        List.of("held constant", "difference", "95 % interval", "turned round"),
        rows);
  }

  private static List<String> row(String name, Estimate e, String reversed) {
    return List.of(
        name,
        Text.number(e.value()),
        "%s to %s".formatted(Text.number(e.low()), Text.number(e.high())),
        reversed);
  }

  private static Exhibit bars(StratifiedComparison s) {
    List<Exhibit.Bar> bars = new ArrayList<>();
    for (StratifiedComparison.Stratum stratum : s.strata()) {
      Estimate e = s.difference(stratum);
      if (e.isDefined()) {
        bars.add(new Exhibit.Bar(stratum.name(), e.value(), e.low(), e.high(), e.n()));
      }
    }
    return new Exhibit.BarChart(
        "Gap within each value of " + s.attribute(),
        s.overall().statisticalParityDifference().name() + "; the line is the gap over all rows.",
        Exhibit.Axis.of("selection rate difference"),
        bars,
        OptionalDouble.of(s.overall().statisticalParityDifference().value()));
  }
}
