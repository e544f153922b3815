package dev.gambeson.report;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckInfo.Parameter;
import dev.gambeson.core.Severity;
import java.util.List;

/// Catalogue entries for the sample audit.
final class SampleChecks {
  private SampleChecks() {}

  static final CheckInfo PERF =
      info(
          "GB-PERF-001",
          "Discrimination",
          "Does the model tell the two classes apart?",
          "A model that ranks poorly makes every later answer moot.",
          "Area under the ROC curve on the test data, interval by DeLong et al. (1988).",
          "Says nothing about rows unlike the test data.",
          "Look for a broken preprocessing step first; then retrain with better features.",
          Severity.HIGH,
          List.of("AML.T0031"),
          new Parameter("min-auc", 0.7, 0, 1, "Smallest AUC that passes."));
  static final CheckInfo CALIBRATION =
      info(
          "GB-PERF-002",
          "Calibration",
          "Do scores mean what they say?",
          "People and rules downstream read a score of 0.8 as eight in ten.",
          "Expected calibration error over 10 equal-count bins (Naeini et al. 2015), bootstrap interval.",
          "A small error can hide a large one in a subgroup.",
          "Fit isotonic regression or temperature scaling on held-out data.",
          Severity.MEDIUM,
          List.of(),
          new Parameter("max-ece", 0.05, 0, 1, "Largest expected calibration error that passes."));
  static final CheckInfo EVASION =
      info(
          "GB-EVA-001",
          "Evasion under a budget",
          "How many rows can an attacker flip within a stated budget, keeping immutable columns as they are?",
          "An applicant who can flip the decision with a small lie will.",
          "HopSkipJump (Chen et al. 2020) and Square attack (Andriushchenko et al. 2020) under feature constraints; Wilson interval.",
          "A stronger attacker or a larger budget may do better: success is a lower bound.",
          "Train on attacked rows, round the scores that are returned, and verify inputs that can be checked.",
          Severity.HIGH,
          List.of("ML01:2023", "AML.T0015", "AML.T0043.001"),
          new Parameter("max-success", 0.2, 0, 1, "Largest share of flipped rows that passes."),
          new Parameter("max-queries", 1000, 10, 100000, "Queries per row."));
  static final CheckInfo MEMBERSHIP =
      info(
          "GB-PRIV-001",
          "Membership inference",
          "Can an outsider tell who was in the training data?",
          "Being in a training set can itself be sensitive: a hospital, a debt register.",
          "Loss threshold attack (Yeom et al. 2018) and LiRA offline (Carlini et al. 2022): AUC and TPR at low FPR.",
          "An attacker with more shadow models can do somewhat better.",
          "Stop training earlier, regularise, or train with differential privacy.",
          Severity.HIGH,
          List.of("ML04:2023", "AML.T0024.000"),
          new Parameter("max-auc", 0.6, 0.5, 1, "Largest attack AUC that passes."));
  static final CheckInfo EXTRACTION =
      info(
          "GB-EXT-001",
          "Model extraction",
          "How faithful a copy can be made from answers?",
          "A copy costs you the model and lets an attacker rehearse offline.",
          "A surrogate is trained on query answers (Tramèr et al. 2016); fidelity is agreement on held-out rows.",
          "Queries are drawn from the data; a domain expert may need fewer.",
          "Limit queries per client, return labels or rounded scores, and watch query patterns.",
          Severity.MEDIUM,
          List.of("ML05:2023", "AML.T0024.002"),
          new Parameter("max-fidelity", 0.95, 0, 1, "Largest agreement of the copy that passes."));
  static final CheckInfo PARITY =
      info(
          "GB-FAIR-001",
          "Demographic parity",
          "Are favourable decisions spread alike over groups?",
          "A large gap can be unlawful (four-fifths rule, EEOC 1978) and is hard to explain.",
          "Ratio of the smallest to the largest selection rate over groups; Wald interval on the log ratio.",
          "Equal rates may be neither necessary nor sufficient for fairness.",
          "Find out which columns carry the gap, then reweigh or set thresholds per group where lawful.",
          Severity.HIGH,
          List.of("AML.T0048.002"),
          new Parameter("min-ratio", 0.8, 0, 1, "Smallest ratio that passes."),
          new Parameter(
              "min-group-size", 30, 1, 100000, "Groups smaller than this are not judged."));
  static final CheckInfo ODDS =
      info(
          "GB-FAIR-002",
          "Equal opportunity",
          "Do qualified members of each group get the favourable decision alike?",
          "Missing qualified people of one group more often is the error that hurts most.",
          "Difference of true positive rates, Newcombe interval (1998).",
          "Trusts the labels: if they are biased, so is this.",
          "Collect more examples of the group, or fit the threshold with a fairness constraint.",
          Severity.MEDIUM,
          List.of("AML.T0048.002"),
          new Parameter("max-difference", 0.1, 0, 1, "Largest difference that passes."));
  static final CheckInfo OVERLAP =
      info(
          "GB-DATA-001",
          "Train and test overlap",
          "Are test rows also in the training data?",
          "Rows seen in training make every figure of this report look better than it is.",
          "Exact match over all feature columns.",
          "Near duplicates are not counted.",
          "Remove shared rows from the test data and audit again.",
          Severity.MEDIUM,
          List.of("ML02:2023", "AML.T0059"),
          new Parameter("max-share", 0.05, 0, 1, "Largest share of test rows found in training."));
  static final CheckInfo LABELS =
      info(
          "GB-DATA-002",
          "Contradicting labels",
          "Do identical rows carry different labels?",
          "Contradictions are label noise or poison.",
          "Groups of identical rows with both labels.",
          "Only exact duplicates.",
          "Look at the rows named; correct or drop them.",
          Severity.LOW,
          List.of("ML02:2023", "AML.T0020"),
          new Parameter("max-share", 0.01, 0, 1, "Largest share of contradicting rows."));
  static final CheckInfo FILE =
      info(
          "GB-ART-001",
          "Code in the model file",
          "Can opening the file run code?",
          "A model file from elsewhere is a program from elsewhere.",
          "The protobuf is parsed in full; custom operators and external paths are listed.",
          "Bugs in the runtime itself are out of reach.",
          "Refuse the file; ask its maker for plain ONNX.",
          Severity.CRITICAL,
          List.of("ML06:2023", "AML.T0011.000"));
  static final CheckInfo IMPORTANCE =
      info(
          "GB-EXP-001",
          "What drives decisions",
          "Which columns does the model lean on?",
          "A column nobody expected is often a leak or a proxy.",
          "Permutation importance on the test data (Breiman 2001; Fisher et al. 2019).",
          "Correlated columns share their importance.",
          "Ask somebody who knows the domain to read the list.",
          Severity.INFO,
          List.of(),
          new Parameter("max-single-share", 0.6, 0, 1, "Largest share of one column."));

  static final List<CheckInfo> ALL =
      List.of(
          PERF,
          CALIBRATION,
          EVASION,
          MEMBERSHIP,
          EXTRACTION,
          PARITY,
          ODDS,
          OVERLAP,
          LABELS,
          FILE,
          IMPORTANCE);

  private static CheckInfo info(
      String id,
      String title,
      String question,
      String why,
      String how,
      String limits,
      String fix,
      Severity severity,
      List<String> refs,
      Parameter... parameters) {
    return new CheckInfo(
        id, title, question, why, how, limits, fix, severity, refs, List.of(parameters));
  }
}
