package dev.gambeson.redteam.membership;

import dev.gambeson.core.Check;
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
import dev.gambeson.core.model.AuditSubject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// GB-PRIV-002: are a few people, or the people of one class, exposed even if the average is not?
final class LowRateCheck implements Check<AuditSubject> {
  private static final String AT_PERCENT = "max-tpr-at-fpr-1-percent";
  private static final String AT_PERMILLE = "max-tpr-at-fpr-1-permille";
  private static final String CLASS_AUC = "max-class-auc";
  private static final String PER_CLASS = "per class";

  static final CheckInfo INFO =
      new CheckInfo(
          "GB-PRIV-002",
          "Membership inference at low false-positive rates",
          "Can some training rows be recognised with almost no false accusations, or those of one"
              + " class far better than the rest?",
          "Averages hide the people most at risk: an attack that is right on 1 % of rows and silent"
              + " on the others harms that 1 %, and rare classes are remembered first (Carlini et"
              + " al. 2022).",
          "True positive rate at a false positive rate of 1 % and of 0.1 %, worst of four graded"
              + " attacks, thresholds set on one half and judged on the other, exact intervals"
              + " (Clopper-Pearson, Bonferroni); and the AUC of the loss attack among the rows of"
              + " each class (DeLong, Bonferroni).",
          "A rate of 0.1 % needs 2,000 test rows or more. Attacks with many shadow models (LiRA,"
              + " RMIA) recognise more rows at such rates; a pass bounds the attacks run here.",
          "Look at the rows recognised: duplicates, outliers and rare classes first. Collect more"
              + " rows of the class, regularise, or train with differential privacy.",
          Severity.HIGH,
          List.of("ML04:2023", "AML.T0024.000"),
          List.of(
              new CheckInfo.Parameter(
                  AT_PERCENT,
                  0.05,
                  0,
                  1,
                  "Largest true positive rate at a false positive rate of 1 %; 0.01 is guessing."),
              new CheckInfo.Parameter(
                  AT_PERMILLE,
                  0.01,
                  0,
                  1,
                  "Largest true positive rate at a false positive rate of 0.1 %; 0.001 is"
                      + " guessing."),
              new CheckInfo.Parameter(
                  CLASS_AUC,
                  0.6,
                  0.5,
                  1,
                  "Largest AUC of the loss attack within a class; 0.5 is guessing."),
              new CheckInfo.Parameter(
                  MembershipCheck.ROWS,
                  10_000,
                  Leakage.FEWEST,
                  1_000_000,
                  "Largest number of training rows, and of test rows, to attack.")));

  private final Measurement measurement;

  LowRateCheck(Measurement measurement) {
    this.measurement = measurement;
  }

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public List<CheckResult> run(AuditSubject subject, CheckContext context) {
    if (subject.train().isEmpty()) {
      return List.of(CheckResult.notExamined(INFO.id(), "", MembershipChecks.NO_TRAIN));
    }
    Leakage leakage =
        measurement.of(
            subject,
            subject.train().get(),
            (int) context.parameter(INFO, MembershipCheck.ROWS),
            context);
    if (leakage.isTooSmall()) {
      return List.of(CheckResult.inconclusive(INFO.id(), "", MembershipChecks.tooSmall(leakage)));
    }
    return List.of(
        atRate(subject, leakage, Leakage.Rates.PERCENT, AT_PERCENT, context),
        atRate(subject, leakage, Leakage.Rates.PERMILLE, AT_PERMILLE, context),
        perClass(subject, leakage, context));
  }

  private static CheckResult atRate(
      AuditSubject subject, Leakage leakage, double fpr, String parameter, CheckContext context) {
    List<Attack> attacks = leakage.graded();
    double each = Leakage.together(attacks.size());
    List<Estimate> estimates =
        attacks.stream().map(a -> leakage.truePositives(a, fpr, each)).toList();
    String aspect = Leakage.percent(fpr) + " FPR";
    if (!estimates.getFirst().isDefined()) {
      return CheckResult.inconclusive(
          INFO.id(), aspect, estimates.getFirst().method().replace("undefined: ", ""));
    }
    Estimate worst = Leakage.worst("TPR at " + aspect, estimates);
    Estimate judged =
        leakage.beyondBlind(worst, leakage.truePositives(leakage.blind(), fpr, 0.95), fpr);
    double limit = context.parameter(INFO, parameter);
    Outcome outcome = MembershipChecks.explained(Outcome.atMost(judged, limit), leakage, judged);
    String summary =
        "With a threshold that accuses %s of other rows, the best of %d attacks recognises %s of training rows."
            .formatted(Leakage.percent(fpr), attacks.size(), Drawings.cell(judged));
    String message =
        "%s is %s, above the limit %s (guessing gives %s). The people behind those rows can be named with hardly a false accusation."
            .formatted(judged.name(), Drawings.cell(judged), Text.number(limit), Text.number(fpr));
    return CheckResult.of(
        INFO.id(),
        aspect,
        outcome,
        summary,
        List.of(judged),
        findings(
            outcome, subject, aspect, "Some training rows can be recognised", message, context),
        List.of());
  }

  private static CheckResult perClass(AuditSubject subject, Leakage leakage, CheckContext context) {
    Attack loss = leakage.attacks().get(1);
    List<String> classes = subject.model().classes();
    double each = Leakage.together(classes.size());
    List<Estimate> estimates = new ArrayList<>();
    List<Exhibit.Bar> bars = new ArrayList<>();
    for (int c = 0; c < classes.size(); c++) {
      Estimate auc = leakage.auc(loss, c, "AUC, loss attack, class " + classes.get(c), each);
      if (auc.isDefined() && auc.n() >= Leakage.FEWEST) {
        estimates.add(auc);
        bars.add(new Exhibit.Bar(classes.get(c), auc.value(), auc.low(), auc.high(), auc.n()));
      }
    }
    if (estimates.isEmpty()) {
      return CheckResult.inconclusive(
          INFO.id(),
          PER_CLASS,
          "No class has %d rows among members and non-members; give more test rows."
              .formatted(Leakage.FEWEST));
    }
    Estimate worst = Leakage.worst("AUC within a class", estimates);
    Estimate judged = leakage.beyondBlind(worst, leakage.auc(leakage.blind(), 0.95), 0.5);
    double limit = context.parameter(INFO, CLASS_AUC);
    Outcome outcome = MembershipChecks.explained(Outcome.atMost(judged, limit), leakage, judged);
    String message =
        "%s is %s, above the limit %s: rows of this class are remembered, whatever the average says."
            .formatted(judged.name(), Drawings.cell(judged), Text.number(limit));
    return CheckResult.of(
        INFO.id(),
        PER_CLASS,
        outcome,
        "Within the most exposed class the loss attack has an AUC of %s (0.5 is guessing)."
            .formatted(Drawings.cell(judged)),
        List.of(judged),
        findings(outcome, subject, PER_CLASS, "One class is remembered", message, context),
        List.of(
            new Exhibit.BarChart(
                "Membership leakage by class",
                "AUC of the loss attack among the rows of each class; 0.5 is guessing.",
                Exhibit.Axis.share("AUC"),
                bars,
                OptionalDouble.of(0.5))));
  }

  private static List<Finding> findings(
      Outcome outcome,
      AuditSubject subject,
      String aspect,
      String title,
      String message,
      CheckContext context) {
    if (!(outcome instanceof Outcome.Fail)) {
      return List.of();
    }
    return List.of(
        new Finding(
            INFO.id(),
            aspect,
            context.severity(INFO),
            title,
            message,
            Where.file(subject.file().toString()),
            INFO.fix()));
  }
}
