package dev.gambeson.report;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Exhibit.Axis;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.core.Result.Known;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Where;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A made-up audit with realistic figures, rich enough for every part of a report.
final class SampleResults {
  private SampleResults() {}

  static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
  static final String MODEL = "models/adult/mlp.onnx";
  static final String TEST = "models/adult/test.csv";

  static Result adult() {
    Policy policy =
        new Policy(
            Severity.HIGH,
            false,
            Map.of(
                "GB-EVA-001",
                new Policy.CheckPolicy(true, Optional.empty(), Map.of("max-success", 0.25)),
                "GB-DATA-002",
                new Policy.CheckPolicy(true, Optional.of(Severity.MEDIUM), Map.of())),
            List.of(
                new Policy.Suppression(
                    "GB-FAIR-001",
                    Optional.of("race"),
                    "j.doe@bank.example",
                    "Legal reviewed the gap; the quota model replaces this one in March.",
                    LocalDate.of(2027, 3, 31)),
                new Policy.Suppression(
                    "GB-DATA-001",
                    Optional.empty(),
                    "data-team",
                    "Waiting for the new split.",
                    LocalDate.of(2026, 10, 1))));
    List<CheckResult> results = results();
    Finding extraction =
        results.stream()
            .filter(r -> r.check().equals("GB-EXT-001"))
            .findFirst()
            .orElseThrow()
            .findings()
            .getFirst();
    return build(policy, results, Set.of(new Known(extraction.fingerprint(), Severity.MEDIUM)));
  }

  static Result build(Policy policy, List<CheckResult> results, Set<Known> baseline) {
    return new Result(
        "audit",
        "0.1.0",
        42,
        List.of(
            "gambeson",
            "audit",
            "--model",
            MODEL,
            "--data",
            TEST,
            "--train",
            "models/adult/train.csv",
            "--label",
            "income",
            "--favourable",
            "1",
            "--protected",
            "sex,race",
            "--seed",
            "42"),
        List.of(
            new Result.Subject(
                MODEL,
                "9f2c1f0b7f6e4f9f0d9d2d0bb1f8a5a5c3d1b0e6a7f4c2d9e8b7a6f5d4c3b2a1",
                63_412,
                "onnx",
                "model"),
            new Result.Subject(
                TEST,
                "1c8d2be4a70c3ed9a9cbd87bb3cf1c6f1fb1f0a2b5e4d3c2b1a0f9e8d7c6b5a4",
                1_903_220,
                "csv",
                "test data"),
            new Result.Subject(
                "models/adult/train.csv",
                "77aa0c4bd1e2f3a4b5c6d7e8f9a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8",
                3_807_114,
                "csv",
                "training data")),
        policy,
        SampleChecks.ALL,
        results,
        Result.judge(results, policy, baseline, TODAY),
        List.of(
            new Result.NotExamined("GB-EVA-003 Tree attack", "The model is not a tree ensemble.")),
        List.of(NOTICE));
  }

  /// A hint about how inputs were read.
  static final String NOTICE = "Labels of 'income' were taken in sorted order.";

  static List<CheckResult> results() {
    List<CheckResult> all = new ArrayList<>();
    all.add(
        CheckResult.of(
            "GB-PERF-001",
            "",
            new Outcome.Pass(),
            "AUC is 0.910 on 16,281 rows; the policy asks for at least 0.7.",
            List.of(
                new Estimate("AUC", 0.9104, 0.9057, 0.9151, 16281, "DeLong 95 %"),
                new Estimate("accuracy", 0.856, 0.8505, 0.8613, 16281, "Wilson 95 %")),
            List.of(),
            List.of(SampleExhibits.roc("ROC of the model", "Model", 0.25))));
    all.add(
        CheckResult.of(
            "GB-PERF-002",
            "",
            new Outcome.Pass(),
            "Expected calibration error is 0.012.",
            List.of(
                new Estimate(
                    "expected calibration error",
                    0.0121,
                    0.0089,
                    0.0172,
                    16281,
                    "bootstrap 95 %, 1,000 draws")),
            List.of(),
            List.of(SampleExhibits.calibration())));
    all.add(evasion());
    all.add(membership());
    all.add(extraction());
    all.addAll(fairness());
    all.add(overlap());
    all.add(
        CheckResult.inconclusive(
            "GB-DATA-002",
            "",
            "Only 52 groups of identical rows: the interval [0.002, 0.031] does not exclude the limit 0.01. Give more rows."));
    all.add(
        CheckResult.of(
            "GB-ART-001",
            "",
            new Outcome.Pass(),
            "No custom operator, no external path, 7 nodes.",
            List.of(Estimate.exact("unsafe parts", 0, 7)),
            List.of(),
            List.of()));
    all.add(
        CheckResult.of(
            "GB-EXP-001",
            "",
            new Outcome.Pass(),
            "Capital gain and marital status carry most of the decision.",
            List.of(
                new Estimate(
                    "largest share of one column",
                    0.31,
                    0.29,
                    0.33,
                    16281,
                    "permutation, 20 repeats, 95 %")),
            List.of(),
            List.of(SampleExhibits.importance())));
    all.add(
        CheckResult.notExamined(
            "GB-FAIR-002",
            "race",
            "No group of race but White has 30 qualified rows in the sample."));
    return all;
  }

  private static CheckResult evasion() {
    Estimate success =
        new Estimate("share of rows flipped", 0.618, 0.5874, 0.6477, 1000, "Wilson 95 %");
    return CheckResult.of(
        "GB-EVA-001",
        "decision-based attack",
        new Outcome.Fail(),
        "61.8 % of 1,000 rows can be flipped within a budget of 0.1 (scaled L∞) and 1,000 queries.",
        List.of(
            success,
            new Estimate("median queries to flip", 214, 190, 241, 618, "order statistics 95 %")),
        List.of(
            finding(
                SampleChecks.EVASION,
                "decision-based attack",
                Severity.HIGH,
                "Decisions flip with small, legal changes",
                "An attacker who sees only the label flips 61.8 % of 1,000 rows within a budget of 0.1 and 1,000 queries each; "
                    + "the policy allows 25 %. Most flips raise capital gain by less than 3,000 or add four weekly hours.",
                Where.file(MODEL))),
        List.of(SampleExhibits.security(), SampleExhibits.flips()));
  }

  private static CheckResult membership() {
    return CheckResult.of(
        "GB-PRIV-001",
        "",
        new Outcome.Pass(),
        "The best attack reaches AUC 0.507: hardly better than a coin.",
        List.of(
            new Estimate("attack AUC", 0.507, 0.501, 0.513, 32562, "DeLong 95 %"),
            new Estimate(
                "true positive rate at 0.1 % FPR", 0.0013, 0.0008, 0.0021, 16281, "Wilson 95 %")),
        List.of(),
        List.of(SampleExhibits.membershipRoc()));
  }

  private static CheckResult extraction() {
    return CheckResult.of(
        "GB-EXT-001",
        "scores returned",
        new Outcome.Fail(),
        "A copy agrees on 97.1 % of held-out rows after 4,000 queries.",
        List.of(new Estimate("fidelity of the copy", 0.971, 0.9642, 0.9766, 3000, "Wilson 95 %")),
        List.of(
            finding(
                SampleChecks.EXTRACTION,
                "scores returned",
                Severity.MEDIUM,
                "The model can be copied by asking",
                "A gradient-boosted copy trained on 4,000 answers agrees with the model on 97.1 % of rows it has not seen; the policy allows 95 %.",
                Where.file(MODEL))),
        List.of(SampleExhibits.fidelity()));
  }

  private static List<CheckResult> fairness() {
    CheckResult sex =
        CheckResult.of(
            "GB-FAIR-001",
            "sex",
            new Outcome.Fail(),
            "Women get the favourable decision 0.31 times as often as men.",
            List.of(
                new Estimate(
                    "ratio of selection rates", 0.309, 0.281, 0.34, 16281, "log ratio, Wald 95 %")),
            List.of(
                finding(
                    SampleChecks.PARITY,
                    "sex",
                    Severity.HIGH,
                    "Favourable decisions are spread unevenly over sex",
                    "Women receive the favourable decision at 8.1 %, men at 26.2 %: a ratio of 0.31 [0.28, 0.34] against the policy's 0.8.",
                    Where.file(TEST).atColumn("sex"))),
            List.of(SampleExhibits.groups()));
    CheckResult race =
        CheckResult.of(
            "GB-FAIR-001",
            "race",
            new Outcome.Fail(),
            "The smallest rate is 0.42 times the largest.",
            List.of(
                new Estimate(
                    "ratio of selection rates", 0.42, 0.31, 0.57, 16281, "log ratio, Wald 95 %")),
            List.of(
                finding(
                    SampleChecks.PARITY,
                    "race",
                    Severity.HIGH,
                    "Favourable decisions are spread unevenly over race",
                    "The lowest selection rate is 42 % of the highest; the policy asks for 80 %.",
                    Where.file(TEST).atColumn("race"))),
            List.of(SampleExhibits.intersections()));
    CheckResult odds =
        CheckResult.of(
            "GB-FAIR-002",
            "sex",
            new Outcome.Inconclusive(
                "The difference of true positive rates is 0.096, interval [0.061, 0.131] on 3,846 rows: it does not exclude the limit 0.1"),
            "The difference of true positive rates is 0.096.",
            List.of(
                new Estimate(
                    "difference of true positive rates",
                    0.096,
                    0.061,
                    0.131,
                    3846,
                    "Newcombe 95 %")),
            List.of(),
            List.of());
    return List.of(sex, race, odds);
  }

  private static CheckResult overlap() {
    List<Finding> findings = new ArrayList<>();
    for (int row : new int[] {17, 243, 1022, 5310, 9001, 12007, 16002}) {
      findings.add(
          finding(
              SampleChecks.OVERLAP,
              "",
              Severity.LOW,
              "Test row is also a training row",
              "This row occurs in the training data, label included.",
              Where.file(TEST).atRow(row)));
    }
    return CheckResult.of(
        "GB-DATA-001",
        "",
        new Outcome.Pass(),
        "0.2 % of test rows occur in the training data.",
        List.of(
            new Estimate(
                "share of test rows in training", 0.0022, 0.0016, 0.0031, 16281, "Wilson 95 %")),
        findings,
        List.of());
  }

  static Finding finding(
      CheckInfo check,
      String aspect,
      Severity severity,
      String title,
      String message,
      Where where) {
    return new Finding(check.id(), aspect, severity, title, message, where, check.fix());
  }

  /// A result with this many row findings, for tests of size.
  static Result large(int findings) {
    List<CheckResult> results = new ArrayList<>(results());
    List<Finding> rows = new ArrayList<>();
    for (int i = 0; i < findings; i++) {
      rows.add(
          finding(
              SampleChecks.LABELS,
              "block " + i % 97,
              Severity.values()[i % 5],
              "Contradicting label in block " + i % 97,
              "Rows "
                  + i
                  + " and "
                  + (i + 40)
                  + " are the same but for their label, which is how a label-flipping poison looks.",
              Where.file(TEST).atRow(i + 1).atColumn("income")));
    }
    results.add(
        CheckResult.of(
            "GB-DATA-002",
            "blocks",
            new Outcome.Fail(),
            findings + " contradictions.",
            List.of(Estimate.exact("contradictions", findings, 16281)),
            rows,
            List.of()));
    return build(Policy.defaults(), results, Set.of());
  }

  /// The axis of a share.
  static Axis share(String label) {
    return Axis.share(label);
  }

  static Exhibit firstExhibit() {
    return SampleExhibits.security();
  }
}
