package dev.gambeson.redteam.membership;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.LabelledRows;
import java.util.List;

/// GB-PRIV-001: can members be told from non-members at all?
final class MembershipCheck implements Check<AuditSubject> {
  static final String ROWS = "rows";
  private static final String LIMIT = "max-balanced-accuracy";

  static final CheckInfo INFO =
      new CheckInfo(
          "GB-PRIV-001",
          "Membership inference",
          "Can somebody who asks the model tell the rows it was trained on from others?",
          "Knowing that a person was in the training data can reveal a diagnosis, a default or a"
              + " fraud case; under data-protection law such a model may itself be personal data.",
          "Six attacks that need no shadow models: right answer (Yeom et al. 2018), thresholds on"
              + " loss (Yeom), confidence (Salem et al. 2019), entropy, modified entropy with one"
              + " threshold per class (Song and Mittal 2021), and loss against the difficulty a"
              + " network of ours has with the row (Watson et al. 2022). As many training rows as"
              + " test rows; thresholds from one half are judged on the other; the worst attack"
              + " counts, with intervals that hold for all six (Bonferroni). A blind baseline that"
              + " never asks the model (Das et al. 2024) shows whether the two samples differ by"
              + " themselves; the interval is widened by what it achieves.",
          "Stronger attacks with many shadow models (LiRA, RMIA) can find more: a pass bounds these"
              + " attacks, not all. The blind baseline is one network: a difference it misses counts"
              + " as leakage. The implied epsilon assumes that membership was drawn at random.",
          "Regularise or stop training earlier until training and test accuracy agree, remove"
              + " duplicates and rare rows, train with differential privacy, and give callers labels"
              + " or rounded scores only.",
          Severity.HIGH,
          List.of("ML04:2023", "AML.T0024.000"),
          List.of(
              new CheckInfo.Parameter(
                  LIMIT,
                  0.53,
                  0.5,
                  1,
                  "Largest balanced accuracy of the best attack; 0.5 is guessing."),
              new CheckInfo.Parameter(
                  ROWS,
                  10_000,
                  Leakage.FEWEST,
                  1_000_000,
                  "Largest number of training rows, and of test rows, to attack.")));

  private final Measurement measurement;

  MembershipCheck(Measurement measurement) {
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
            subject, subject.train().get(), (int) context.parameter(INFO, ROWS), context);
    if (leakage.isTooSmall()) {
      return List.of(CheckResult.inconclusive(INFO.id(), "", MembershipChecks.tooSmall(leakage)));
    }
    return List.of(judge(subject, subject.train().get(), leakage, context));
  }

  private static CheckResult judge(
      AuditSubject subject, LabelledRows train, Leakage leakage, CheckContext context) {
    double each = Leakage.together(leakage.attacks().size());
    Estimate worst =
        Leakage.worst(
            "balanced accuracy of the best membership attack",
            leakage.attacks().stream().map(a -> leakage.balancedAccuracy(a, each)).toList());
    Estimate blind = leakage.balancedAccuracy(leakage.blind(), 0.95);
    Estimate judged = leakage.beyondBlind(worst, blind, 0.5);
    double limit = context.parameter(INFO, LIMIT);
    Outcome outcome = MembershipChecks.explained(Outcome.atMost(judged, limit), leakage, judged);
    Attack loss = leakage.attacks().get(1);
    List<Estimate> estimates =
        List.of(
            judged,
            leakage.auc(loss, 0.95),
            leakage.epsilon(),
            blind,
            leakage.auc(leakage.blind(), 0.95));
    String summary =
        "The best of %d attacks tells training rows from others with balanced accuracy %s (0.5 is guessing) on %d + %d rows."
            .formatted(
                leakage.attacks().size(),
                Drawings.cell(judged),
                leakage.population().perSide(),
                leakage.population().perSide());
    List<Finding> findings =
        outcome instanceof Outcome.Fail
            ? List.of(finding(subject, train, leakage, judged, limit, context))
            : List.of();
    return CheckResult.of(
        INFO.id(),
        "",
        outcome,
        summary,
        estimates,
        findings,
        List.of(Drawings.roc(leakage), Drawings.table(leakage)));
  }

  private static Finding finding(
      AuditSubject subject,
      LabelledRows train,
      Leakage leakage,
      Estimate judged,
      double limit,
      CheckContext context) {
    return new Finding(
        INFO.id(),
        "",
        context.severity(INFO),
        "The model remembers its training rows",
        "%s is %s, above the limit %s, on %d of %d training rows. At the same thresholds any claim of differential privacy needs an epsilon of at least %s. Anybody who may query the model can test whether a person was in its training data."
            .formatted(
                judged.name(),
                Drawings.cell(judged),
                Text.number(limit),
                leakage.population().perSide(),
                train.size(),
                Text.number(leakage.epsilon().value())),
        Where.file(subject.file().toString()),
        INFO.fix());
  }
}
