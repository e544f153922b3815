package dev.gambeson.fairness;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.model.AuditSubject;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/// A check that is asked once per protected attribute.
abstract class AttributeCheck implements Check<AuditSubject> {
  private static final int MOST_GROUPS = 200;
  private final CheckInfo info;
  private final String problem;

  /// @param problem what is wrong with a group when the check fails, up to the name of the group
  AttributeCheck(CheckInfo info, String problem) {
    this.info = info;
    this.problem = problem;
  }

  @Override
  public CheckInfo info() {
    return info;
  }

  @Override
  public List<CheckResult> run(AuditSubject subject, CheckContext context) {
    if (subject.protectedColumns().isEmpty()) {
      return List.of(
          CheckResult.notExamined(
              info.id(),
              "",
              "no protected attributes were named (for example --protected sex,age)"));
    }
    Decisions decisions = ProtectedAttribute.decisions(subject, context);
    return subject.protectedColumns().stream()
        .map(name -> {
          ProtectedAttribute by = ProtectedAttribute.of(subject, name, info, context);
          int groups = by.attribute().groups().size();
          return groups > MOST_GROUPS
              ? CheckResult.notExamined(
                  info.id(),
                  name,
                  "%s has %d distinct values; is it an identifier? Group its values to have it judged"
                      .formatted(name, groups))
              : judge(new Question(subject, context, decisions, by));
        })
        .toList();
  }

  /// Answers for one attribute.
  abstract CheckResult judge(Question question);

  /// What is asked: the decisions about one attribute's groups.
  record Question(
      AuditSubject subject, CheckContext context, Decisions decisions, ProtectedAttribute by) {
    String name() {
      return by.attribute().name();
    }

    GroupAudit groups() {
      return FairnessAudit.of(decisions, by.attribute()).by(name());
    }
  }

  double parameter(Question q, String name) {
    return q.context().parameter(info, name);
  }

  /// The groups with enough rows under all the rates' denominators.
  List<GroupAudit.Group> judgeable(Question q, GroupAudit groups, Rate... rates) {
    double least = parameter(q, "min-rows");
    return groups.groups().stream()
        .filter(g -> Stream.of(rates).allMatch(r -> r.denominator(g.counts()) >= least))
        .toList();
  }

  /// Each of the groups against the one that is selected most often, with intervals that hold for
  /// all of them at once; none when there are fewer than two groups.
  static List<Comparison> comparisons(List<GroupAudit.Group> groups) {
    return new GroupAudit("", groups, Confusion.EMPTY)
        .highest(Rate.SELECTION_RATE).stream()
            .flatMap(reference ->
                groups.stream()
                    .filter(g -> !g.equals(reference))
                    .map(g -> new Comparison(g, reference, 0.95).amongOthers(groups.size() - 1)))
            .toList();
  }

  /// One group's figure and what the policy says to it.
  record Verdict(Comparison comparison, Estimate estimate, Outcome outcome) {}

  /// The result over all groups: fails when any group fails, passes when all pass.
  ///
  /// @param verdicts worst first
  /// @param explain a sentence that explains the figure of one group
  CheckResult result(
      Question q,
      GroupAudit groups,
      List<Verdict> verdicts,
      Function<Verdict, String> explain,
      Stream<Estimate> more,
      List<Exhibit> exhibits) {
    if (verdicts.isEmpty()) {
      return CheckResult.inconclusive(
          info.id(),
          q.name(),
          "fewer than two groups of %s have the %s rows that the policy asks for (min-rows): %s.%s"
              .formatted(
                  q.name(), Text.number(parameter(q, "min-rows")), sizes(groups), q.by().note()));
    }
    List<Finding> findings =
        verdicts.stream()
            .filter(v -> v.outcome() instanceof Outcome.Fail)
            .map(v -> finding(q, v, explain.apply(v)))
            .toList();
    Verdict shown =
        verdicts.stream()
            .filter(v -> v.outcome() instanceof Outcome.Fail)
            .findFirst()
            .or(() ->
                verdicts.stream()
                    .filter(v -> v.outcome() instanceof Outcome.Inconclusive)
                    .findFirst())
            .orElse(verdicts.getFirst());
    String summary = explain.apply(shown) + skipped(groups, verdicts) + q.by().note();
    List<Estimate> estimates = new ArrayList<>();
    estimates.add(shown.estimate());
    verdicts.stream()
        .map(Verdict::estimate)
        .filter(estimate -> !estimate.equals(shown.estimate()))
        .forEach(estimates::add);
    more.forEach(estimates::add);
    return CheckResult.of(
        info.id(), q.name(), shown.outcome(), summary, estimates, findings, exhibits);
  }

  private Finding finding(Question q, Verdict v, String message) {
    return new Finding(
        info.id(),
        q.name(),
        q.context().severity(info),
        "%s '%s'".formatted(problem, v.comparison().group().name()),
        message + q.by().note(),
        Where.file(q.subject().file().toString()).atColumn(q.name()),
        info.fix());
  }

  /// Says which groups were not judged, and how many rows lack the attribute.
  private static String skipped(GroupAudit groups, List<Verdict> verdicts) {
    List<String> judged =
        verdicts.stream()
            .flatMap(
                v -> Stream.of(v.comparison().group().name(), v.comparison().reference().name()))
            .toList();
    List<String> small =
        groups.groups().stream()
            .filter(g -> !judged.contains(g.name()))
            .map(g -> "'%s'".formatted(g.name()))
            .toList();
    String text =
        small.isEmpty() ? "" : " Too few rows to judge: " + String.join(", ", small) + ".";
    long missing = groups.leftOut().rows();
    return missing == 0
        ? text
        : text + " %d rows lack %s and were left out.".formatted(missing, groups.attribute());
  }

  private static String sizes(GroupAudit groups) {
    return String.join(", ", groups.groups().stream().map(g -> g.name() + " " + g.rows()).toList());
  }

  /// Bars of a rate by group, with the rate of all rows as the line to compare with.
  static Exhibit bars(GroupAudit groups, Rate rate, String caption) {
    List<Exhibit.Bar> bars = new ArrayList<>();
    for (GroupAudit.Group group : groups.groups()) {
      Estimate e = group.rate(rate);
      if (e.isDefined()) {
        bars.add(
            new Exhibit.Bar(
                group.name(), e.value(), e.low(), e.high(), rate.denominator(group.counts())));
      }
    }
    Estimate overall = rate.of(groups.overall(), "");
    String title = Character.toUpperCase(rate.label().charAt(0)) + rate.label().substring(1);
    return new Exhibit.BarChart(
        title + " by " + groups.attribute(),
        caption + " The line marks all groups together; whiskers are 95 % intervals.",
        Exhibit.Axis.share(rate.label()),
        bars,
        overall.isDefined() ? OptionalDouble.of(overall.value()) : OptionalDouble.empty());
  }

  /// "0.6894 (111 of 161)".
  static String rate(Rate rate, GroupAudit.Group group) {
    Estimate e = group.rate(rate);
    return "%s (%d rows)".formatted(Text.percent(e.value()), rate.denominator(group.counts()));
  }

  /// "interval [0.76, 0.958]" and what it means for the verdict.
  static String interval(Verdict v) {
    String text =
        "interval [%s, %s]"
            .formatted(Text.number(v.estimate().low()), Text.number(v.estimate().high()));
    return switch (v.outcome()) {
      case Outcome.Pass _ -> text + ", wholly within the limit";
      case Outcome.Fail _ -> text + ", wholly outside the limit";
      case Outcome.Inconclusive _ -> text + ", which does not exclude the limit: not shown";
    };
  }
}
