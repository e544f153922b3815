package dev.gambeson.redteam.evasion;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckInfo.Parameter;
import dev.gambeson.core.Severity;
import java.util.List;

/// What the evasion checks ask. The threat model they share is set in one place, at the headline
/// check [#WORST].
final class EvasionInfos {
  private static final List<String> REFS = List.of("ML01:2023", "AML.T0015", "AML.T0043.001");
  private static final String FIX =
      "Look at the example rows and the features that change most often: cap or drop features that"
          + " anyone can move cheaply, verify them at the source, impose monotone constraints where the"
          + " domain has them, train with adversarial rows added, and send decisions close to the"
          + " boundary to a person.";

  private EvasionInfos() {}

  private static Parameter maxSuccess() {
    return new Parameter(
        "max-success",
        0.30,
        0,
        1,
        "largest acceptable share of correctly classified rows that the attack fools");
  }

  static final CheckInfo LABELS =
      new CheckInfo(
          "GB-EVA-001",
          "Evasion with labels only",
          "Can someone who sees only decisions change a row slightly and flip the decision?",
          "A decision endpoint gives labels to everybody who may ask it.",
          "HopSkipJump (Chen, Jordan and Wainwright 2020) from real rows of the other class, on raw"
              + " features in standard deviations, largest-change norm, with a greedy search over"
              + " categories; every reported row is valid and was classified again as stored.",
          "A row that held may still be fooled by another attack or more queries. Relations between"
              + " features (a sum, an order) are not enforced.",
          FIX,
          Severity.MEDIUM,
          REFS,
          List.of(
              maxSuccess(),
              new Parameter("query-budget", 2_000, 50, 1_000_000, "labels asked per row")));

  static final CheckInfo SCORES =
      new CheckInfo(
          "GB-EVA-002",
          "Evasion with scores",
          "Can someone who sees scores change a row slightly and flip the decision?",
          "Scores show an attacker which way leads to the boundary.",
          "Square attack (Andriushchenko et al. 2020) on coordinate blocks and categories, margin of"
              + " log scores, run separately at several budgets of change; every reported row is valid"
              + " and was classified again as stored.",
          "Random search: a row that held may still be fooled. Flat or rounded scores hide weaknesses;"
              + " that is reported as inconclusive.",
          FIX,
          Severity.MEDIUM,
          REFS,
          List.of(
              maxSuccess(),
              new Parameter("query-budget", 1_000, 50, 1_000_000, "scores asked per row")));

  static final CheckInfo TREES =
      new CheckInfo(
          "GB-EVA-003",
          "Evasion of tree ensembles",
          "Can someone who has the trees change a row slightly and flip the decision?",
          "A stolen or published tree model tells exactly where its boundaries lie.",
          "Leaf-tuple attack (Zhang, Zhang and Hsieh 2020) in raw features: descent over neighbouring"
              + " leaf combinations with exact boxes; every reported row is valid and was classified"
              + " again as stored.",
          "An upper bound of the smallest change, within about 1 % of the exact one on small"
              + " ensembles; not a proof for rows that held.",
          FIX,
          Severity.MEDIUM,
          REFS,
          List.of(
              maxSuccess(),
              new Parameter("starts", 6, 1, 100, "starting points of the descent per row")));

  static final CheckInfo WORST =
      new CheckInfo(
          "GB-EVA-004",
          "Robustness against the worst attack",
          "How often does a small, valid change of a row flip a correct decision, whichever attack"
              + " finds it?",
          "An attacker needs one way in: a row counts as robust only when every attack failed on it.",
          "Each row takes the worst result of all attacks (labels, scores, trees) under one threat"
              + " model; Wilson interval. Random noise of the same size is the floor. Checks for"
              + " randomised, flat and inconsistent answers guard against a false sense of security"
              + " (Carlini et al. 2019).",
          "An upper bound of the true robust accuracy. Relations between features are not enforced.",
          FIX,
          Severity.HIGH,
          REFS,
          List.of(
              maxSuccess(),
              new Parameter("rows", 1_000, 20, 1_000_000, "rows attacked, drawn by the seed"),
              new Parameter(
                  "epsilon",
                  0.3,
                  1e-6,
                  1_000,
                  "largest change of each number, in standard deviations"),
              new Parameter(
                  "max-categorical-changes",
                  1,
                  0,
                  100,
                  "largest number of categories changed per row")));
}
