package dev.gambeson.redteam.evasion;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.model.AuditSubject;
import java.util.List;

/// The evasion checks of an audit. They share one run of the attacks per subject, policy and seed.
public final class EvasionChecks {
  private EvasionChecks() {}

  /// GB-EVA-001 to GB-EVA-004.
  public static List<Check<AuditSubject>> all() {
    SuiteCache suites = new SuiteCache();
    return List.of(
        new AttackCheck(EvasionInfos.LABELS, (subject, c) -> labels(suites, subject, c)),
        new AttackCheck(EvasionInfos.SCORES, (subject, c) -> scores(suites, subject, c)),
        new AttackCheck(EvasionInfos.TREES, (subject, c) -> trees(suites, subject, c)),
        new AttackCheck(EvasionInfos.WORST, (subject, c) -> worst(suites, subject, c)));
  }

  private interface Question {
    CheckResult ask(AuditSubject subject, CheckContext context);
  }

  private record AttackCheck(CheckInfo info, Question question) implements Check<AuditSubject> {
    @Override
    public List<CheckResult> run(AuditSubject subject, CheckContext context) {
      if (subject.test().size() == 0) {
        return List.of(CheckResult.notExamined(info.id(), "", "there are no test rows"));
      }
      return List.of(question.ask(subject, context));
    }
  }

  private static CheckResult labels(SuiteCache suites, AuditSubject subject, CheckContext c) {
    EvasionSuite suite = suites.of(subject, c);
    AttackResult result = suite.labels(c);
    List<String> signs = Masking.ofLabels(suite, c);
    return AttackVerdict.of(EvasionInfos.LABELS, subject, c, result, signs, List.of());
  }

  private static CheckResult scores(SuiteCache suites, AuditSubject subject, CheckContext c) {
    EvasionSuite suite = suites.of(subject, c);
    AttackResult result = suite.scores(c, 1);
    List<String> signs = Masking.ofScores(suite, c);
    return AttackVerdict.of(EvasionInfos.SCORES, subject, c, result, signs, List.of());
  }

  private static CheckResult trees(SuiteCache suites, AuditSubject subject, CheckContext c) {
    EvasionSuite suite = suites.of(subject, c);
    if (!suite.hasTrees()) {
      return CheckResult.notExamined(EvasionInfos.TREES.id(), "", suite.noTreesBecause());
    }
    AttackResult result = suite.trees(c);
    List<String> signs = Masking.ofTrees(suite, c);
    return AttackVerdict.of(EvasionInfos.TREES, subject, c, result, signs, List.of());
  }

  private static CheckResult worst(SuiteCache suites, AuditSubject subject, CheckContext c) {
    EvasionSuite suite = suites.of(subject, c);
    AttackResult result = suite.worst(c);
    return AttackVerdict.of(
        EvasionInfos.WORST,
        subject,
        c,
        result,
        Masking.ofWorst(suite, c),
        EvasionExhibits.of(suite, c));
  }
}
