package dev.gambeson.report.internal;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Result;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Terms that a reader outside the trade may want, for the areas that a report speaks about.
final class Glossary {
  private Glossary() {}

  private record Term(Set<Area> areas, String name, String text) {}

  private static final Set<Area> ALWAYS = EnumSet.allOf(Area.class);

  private static final List<Term> TERMS =
      List.of(
          new Term(
              Set.of(Area.PERF, Area.PRIV),
              "AUC",
              "Area under the ROC curve: the chance that a random positive gets a higher score than a random negative. 0.5 is a coin, 1 is perfect."),
          new Term(
              ALWAYS,
              "Baseline",
              "An earlier result whose findings are accepted as known. They stay visible; one that got worse counts again."),
          new Term(
              Set.of(Area.EVA),
              "Budget",
              "How much an attacker may change an input, and how many questions they may ask. Columns that cannot change stay put, categories stay valid."),
          new Term(
              Set.of(Area.PERF),
              "Calibration",
              "Whether scores can be read as probabilities: of the rows scored 0.3, three in ten should be positive."),
          new Term(
              Set.of(Area.FAIR),
              "Demographic parity",
              "Groups get the favourable decision at the same rate."),
          new Term(
              Set.of(Area.FAIR),
              "Equal opportunity",
              "Those who deserve the favourable decision get it at the same rate in each group."),
          new Term(
              Set.of(Area.EXT),
              "Fidelity",
              "How often a copy of the model decides as the model does, on rows neither has seen."),
          new Term(
              ALWAYS,
              "Inconclusive",
              "The data cannot show it either way, or the check could not run. Never a pass."),
          new Term(
              ALWAYS,
              "Interval",
              "The values the true figure may well have, given how many rows were looked at. A check fails or passes only when the whole interval lies on one side of the limit."),
          new Term(
              Set.of(Area.PRIV),
              "Membership inference",
              "Telling from the model's answers whether a person's record was used in training."),
          new Term(
              ALWAYS,
              "MITRE ATLAS",
              "A public catalogue of attacks on systems with machine learning; ids begin with AML."),
          new Term(ALWAYS, "n", "The number of rows, pairs or queries behind a figure."),
          new Term(
              ALWAYS,
              "Not examined",
              "A question that was not asked, with the reason. Never a pass."),
          new Term(
              ALWAYS,
              "OWASP ML Top 10",
              "A public list of the ten main risks of machine-learning systems; ids such as ML01:2023."),
          new Term(
              Set.of(Area.EXP),
              "Permutation importance",
              "How much worse the model gets when one column is shuffled."),
          new Term(
              ALWAYS,
              "Policy",
              "The limits and severities this run was judged against. They are the user's, not Gambeson's."),
          new Term(
              Set.of(Area.PERF, Area.PRIV),
              "ROC curve",
              "True positives against false positives over all thresholds."),
          new Term(
              Set.of(Area.EVA),
              "Security curve",
              "How the share of fooled decisions grows with what an attacker may change."),
          new Term(
              ALWAYS,
              "Severity",
              "How much a finding matters under the policy, from critical to info."),
          new Term(
              Set.of(Area.EXP),
              "SHAP",
              "A way to share out one decision over the columns, so that the shares add up."),
          new Term(
              ALWAYS,
              "Suppression",
              "A finding that a named person accepted, with a reason, until a day. Afterwards it counts again."),
          new Term(
              Set.of(Area.EXT), "Surrogate", "The copy an attacker trains on the model's answers."),
          new Term(
              Set.of(Area.PRIV),
              "TPR at 0.1 % FPR",
              "Share of members found when only one in a thousand non-members is accused wrongly: what a careful attacker gets."));

  static List<Page.Pair> of(Result result) {
    Set<Area> present = EnumSet.of(Area.OTHER); // general terms belong to every area
    for (CheckResult r : result.results()) {
      present.add(Area.of(r.check()));
    }
    return TERMS.stream()
        .filter(t -> t.areas().stream().anyMatch(present::contains))
        .map(t -> new Page.Pair(t.name(), t.text()))
        .toList();
  }
}
