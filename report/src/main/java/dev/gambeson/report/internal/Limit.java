package dev.gambeson.report.internal;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The pass mark a result's leading figure was held against. Checks do not name it, so it is found
/// from the declared parameters (`max-…`, `min-…`) and shown only when exactly one of them explains
/// the outcome: a limit drawn in the wrong place would be worse than none.
///
/// @param parameter name in the policy
/// @param value the pass mark
/// @param atMost whether the figure must not exceed it; else it must not fall below it
public record Limit(String parameter, double value, boolean atMost) {
  private static final Set<String> COUNTS =
      Set.of(
          "rows",
          "row",
          "queries",
          "samples",
          "cells",
          "count",
          "size",
          "group",
          "groups",
          "positives",
          "iterations",
          "bins",
          "steps",
          "seconds",
          "trees",
          "bytes",
          "depth",
          "members",
          "pairs",
          "elements",
          "changes",
          "class");

  /// The limit of the result's first estimate, if it is certain.
  public static Optional<Limit> of(CheckInfo info, CheckResult result, Policy policy) {
    if (result.estimates().isEmpty() || result.outcome().isEmpty()) {
      return Optional.empty();
    }
    Estimate estimate = result.estimates().getFirst();
    Outcome outcome = result.outcome().get();
    List<Limit> fitting =
        info.parameters().stream()
            .filter(p -> p.name().startsWith("max-") || p.name().startsWith("min-"))
            .filter(p -> !isCount(p.name()))
            .map(
                p -> new Limit(p.name(), policy.value(info, p.name()), p.name().startsWith("max-")))
            .filter(l -> l.explains(estimate, outcome))
            .toList();
    return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
  }

  private static boolean isCount(String name) {
    for (String word : name.toLowerCase(Locale.ROOT).split("-", -1)) {
      if (COUNTS.contains(word)) {
        return true;
      }
    }
    return false;
  }

  private boolean explains(Estimate e, Outcome outcome) {
    Outcome judged = atMost ? Outcome.atMost(e, value) : Outcome.atLeast(e, value);
    return e.isDefined() && judged.id().equals(outcome.id());
  }

  /// For people: `at most 0.2`, or `at most 20 %` for a share.
  public String words(Estimate of) {
    return (atMost ? "at most " : "at least ") + figure(of);
  }

  /// The pass mark alone, written as the figure is.
  String figure(Estimate of) {
    return Figures.isShare(of) ? Figures.percent(value) : Figures.number(value);
  }
}
