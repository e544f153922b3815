package dev.gambeson.redteam.extraction;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.model.AuditSubject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// GB-EXT-001: how good a copy of the model can be made within a budget of queries?
final class ExtractionCheck implements Check<AuditSubject> {
  private static final String LIMIT = "max-fidelity";
  private static final String BUDGET = "query-budget";
  private static final int FEWEST = 100;
  private static final double ERROR = 0.05;

  static final CheckInfo INFO =
      new CheckInfo(
          "GB-EXT-001",
          "Model extraction",
          "How faithful a copy of the model can be made from its answers within a budget of"
              + " queries?",
          "A copy gives away the work that went into the model, and attacks that need its insides"
              + " can be prepared on the copy, out of sight.",
          "Copies are made from 50 to 5,000 answers: networks trained on look-alike rows (a half of"
              + " the test rows) with scores or with labels only, and on rows drawn from the valid"
              + " ranges (Tramèr et al. 2016; Orekondy et al. 2019); and by solving for the"
              + " parameters of a linear model, one query per parameter. Fidelity is the agreement"
              + " with the model on the other half, averaged over the model's answers, so that a"
              + " rare answer counts like a frequent one and a constant copy gets one over their"
              + " number. The best copy within the budget counts; intervals hold for all of them at"
              + " once (Bonferroni).",
          "With enough queries any model can be copied: the question is how many. A thief with"
              + " better rows, a better architecture or queries chosen one after the other needs"
              + " fewer.",
          "Limit and watch queries per caller, answer with labels or rounded scores, and watermark"
              + " the model so that a copy can be recognised.",
          Severity.MEDIUM,
          List.of("ML05:2023", "AML.T0024.002"),
          List.of(
              new CheckInfo.Parameter(
                  LIMIT,
                  0.9,
                  0.5,
                  1,
                  "Largest balanced agreement of a copy with the model; one over the number of"
                      + " answers is worthless."),
              new CheckInfo.Parameter(
                  BUDGET, 1000, 50, 5000, "Queries a caller can make before somebody notices.")));

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public List<CheckResult> run(AuditSubject subject, CheckContext context) {
    if (subject.test().size() < FEWEST) {
      return List.of(
          CheckResult.inconclusive(
              INFO.id(),
              "",
              "%d test rows are too few to make and to judge a copy; give at least %d."
                  .formatted(subject.test().size(), FEWEST)));
    }
    Seed seed = context.seed().child(INFO.id());
    Target target =
        Target.of(
            subject.model(),
            subject.test().rows(),
            subject.testScores(context.workers()),
            Surrogates.BUDGETS.getLast(),
            seed.child("halves"));
    if (target.judge(target.answers()).answers() < 2) {
      return List.of(
          CheckResult.inconclusive(
              INFO.id(),
              "",
              "The model gives the same answer to all %d rows: any copy that does so too agrees."
                  .formatted(target.answers().length)));
    }
    context.progress().report("model extraction", 0);
    List<Theft> thefts = new ArrayList<>(Surrogates.run(target, seed, context.workers()));
    thefts.add(EquationSolving.run(target));
    context.progress().report("model extraction", 1);
    return List.of(judge(subject, target, thefts, context));
  }

  private static CheckResult judge(
      AuditSubject subject, Target target, List<Theft> thefts, CheckContext context) {
    double limit = context.parameter(INFO, LIMIT);
    int budget = (int) context.parameter(INFO, BUDGET);
    List<Theft> within = lastWithin(thefts, budget);
    double each = 1 - ERROR / within.size();
    Theft best =
        within.stream()
            .max(Comparator.comparingDouble(t -> t.fidelity(each).value()))
            .orElseThrow();
    Estimate fidelity = best.fidelity(each);
    Estimate judged =
        new Estimate(
            fidelity.name(),
            fidelity.value(),
            within.stream().mapToDouble(t -> t.fidelity(each).low()).max().orElseThrow(),
            within.stream().mapToDouble(t -> t.fidelity(each).high()).max().orElseThrow(),
            fidelity.n(),
            "best of %d copies, Bonferroni; %s".formatted(within.size(), fidelity.method()));
    Outcome outcome = Outcome.atMost(judged, limit);
    Estimate plain =
        best.agreement()
            .plain("agreement, %s, %d queries".formatted(best.method(), best.queries()));
    String summary =
        "The best copy within %d queries (%s, %d queries) has balanced agreement %s with the model; %s of answers are equal, a constant copy gets %s%s."
            .formatted(
                budget,
                best.method(),
                best.queries(),
                Drawings.cell(judged),
                Text.percent(plain.value()),
                Text.percent(best.agreement().majority()),
                best.note().isEmpty() ? "" : "; " + best.note());
    List<Finding> findings =
        outcome instanceof Outcome.Fail
            ? List.of(finding(subject, summary, limit, context))
            : List.of();
    return CheckResult.of(
        INFO.id(),
        "",
        outcome,
        summary,
        List.of(judged, plain),
        findings,
        List.of(Drawings.curve(thefts, budget, limit, target), Drawings.table(thefts)));
  }

  /// Of each method the copy that spends most, within the budget.
  private static List<Theft> lastWithin(List<Theft> thefts, int budget) {
    Map<String, Theft> last = new TreeMap<>();
    thefts.stream()
        .filter(t -> t.queries() <= budget)
        .forEach(t -> last.merge(t.method(), t, (a, b) -> a.queries() > b.queries() ? a : b));
    return List.copyOf(last.values());
  }

  private static Finding finding(
      AuditSubject subject, String summary, double limit, CheckContext context) {
    return new Finding(
        INFO.id(),
        "",
        context.severity(INFO),
        "The model can be copied cheaply",
        summary
            + " That is above the limit %s. With enough queries any model can be copied; this one takes few."
                .formatted(Text.number(limit)),
        Where.file(subject.file().toString()),
        INFO.fix());
  }
}
