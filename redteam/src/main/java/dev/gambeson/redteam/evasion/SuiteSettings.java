package dev.gambeson.redteam.evasion;

import dev.gambeson.core.CheckContext;

/// The threat model and budgets of an audit, as the policy sets them.
record SuiteSettings(
    int rows, double epsilon, int maxCategorical, int labelQueries, int scoreQueries, int starts) {

  static SuiteSettings of(CheckContext context) {
    return new SuiteSettings(
        (int) context.parameter(EvasionInfos.WORST, "rows"),
        context.parameter(EvasionInfos.WORST, "epsilon"),
        (int) context.parameter(EvasionInfos.WORST, "max-categorical-changes"),
        (int) context.parameter(EvasionInfos.LABELS, "query-budget"),
        (int) context.parameter(EvasionInfos.SCORES, "query-budget"),
        (int) context.parameter(EvasionInfos.TREES, "starts"));
  }
}
