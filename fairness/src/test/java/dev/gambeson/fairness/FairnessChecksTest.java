package dev.gambeson.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FairnessChecksTest {
  private static List<CheckResult> run(Check<AuditSubject> check, AuditSubject subject) {
    return check.run(subject, Subjects.CONTEXT);
  }

  private static AuditSubject fixture(String data, int favourable) {
    Fixture f = Fixture.of(data, false);
    List<TextColumn> columns =
        f.attributes().stream()
            .map(a -> {
              Attribute attribute = f.attribute(a);
              return new TextColumn(a, List.of("unprivileged", "privileged"), attribute.codes());
            })
            .toList();
    return Subjects.of(
        f.rows().stream().mapToInt(r -> (int) r[4]).toArray(),
        f.rows().stream().mapToDouble(r -> r[5]).toArray(),
        favourable,
        columns,
        f.attributes().toArray(String[]::new));
  }

  /// Two groups of equal size with the given shares selected; everybody deserves what they get.
  private static AuditSubject groups(int n, double first, double second, int favourable) {
    List<String> names = new ArrayList<>();
    double[] scores = new double[2 * n];
    for (int i = 0; i < 2 * n; i++) {
      names.add(i < n ? "a" : "b");
      scores[i] = i % n < n * (i < n ? first : second) ? 0.9 : 0.1;
    }
    int[] truth = IntStream.range(0, 2 * n).map(i -> scores[i] > 0.5 ? 1 : 0).toArray();
    return Subjects.of(truth, scores, favourable, List.of(TextColumn.of("group", names)), "group");
  }

  @Test
  void aRatioWhoseIntervalStraddlesFourFifthsIsNotShownAndNeverAPass() {
    CheckResult sex = run(new DisparateImpactCheck(), fixture("german", 1)).getFirst();

    assertThat(sex.outcome()).get().isInstanceOf(Outcome.Inconclusive.class);
    assertThat(sex.summary()).contains("not shown");
    assertThat(sex.estimates().getFirst().value()).isCloseTo(0.852994514213175, within(1e-9));
    assertThat(sex.estimates().getFirst().low()).isCloseTo(0.759636, within(1e-6));
    assertThat(sex.estimates().getFirst().high()).isCloseTo(0.957826, within(1e-6));
  }

  @Test
  void aRatioWhollyBelowFourFifthsFailsAndNamesTheGroup() {
    List<CheckResult> results = run(new DisparateImpactCheck(), fixture("german", 1));
    CheckResult age = results.get(1);

    assertThat(age.outcome()).get().isInstanceOf(Outcome.Fail.class);
    assertThat(age.aspect()).isEqualTo("age");
    assertThat(age.findings().getFirst().title()).contains("'unprivileged'");
    assertThat(age.findings().getFirst().where().column()).contains("age");
  }

  @Test
  void equalRatesOfManyRowsPass() {
    CheckResult result = run(new DisparateImpactCheck(), groups(2000, 0.5, 0.5, 1)).getFirst();

    assertThat(result.outcome()).get().isInstanceOf(Outcome.Pass.class);
  }

  @Test
  void theOtherPolarityGivesTheOtherVerdict() {
    CheckResult one = run(new DisparateImpactCheck(), groups(2000, 0.9, 0.6, 1)).getFirst();
    CheckResult other = run(new DisparateImpactCheck(), groups(2000, 0.05, 0.06, 0)).getFirst();
    CheckResult wrong = run(new DisparateImpactCheck(), groups(2000, 0.05, 0.6, 1)).getFirst();

    assertThat(one.outcome()).get().isInstanceOf(Outcome.Fail.class);
    assertThat(other.outcome()).get().isInstanceOf(Outcome.Pass.class);
    assertThat(wrong.findings().getFirst().title()).contains("'a'");
    CheckResult turned = run(new DisparateImpactCheck(), groups(2000, 0.05, 0.6, 0)).getFirst();
    assertThat(turned.findings().getFirst().title()).contains("'b'");
  }

  @Test
  void groupsTooSmallToJudgeGiveNoVerdict() {
    CheckResult result = run(new DisparateImpactCheck(), groups(20, 0.9, 0.1, 1)).getFirst();

    assertThat(result.outcome()).get().isInstanceOf(Outcome.Inconclusive.class);
    assertThat(result.summary()).contains("min-rows").contains("a 20, b 20");
  }

  @Test
  void aGroupWithoutDeservingMembersIsUndefinedNotFair() {
    AuditSubject nobody =
        Subjects.of(
            IntStream.range(0, 200).map(i -> i < 100 ? 1 : 0).toArray(),
            IntStream.range(0, 200).mapToDouble(i -> i % 2 == 0 ? 0.9 : 0.1).toArray(),
            1,
            List.of(
                TextColumn.of(
                    "g", IntStream.range(0, 200).mapToObj(i -> i < 100 ? "a" : "b").toList())),
            "g");

    CheckResult result = run(new EqualOpportunityCheck(), nobody).getFirst();

    assertThat(result.outcome()).get().isInstanceOf(Outcome.Inconclusive.class);
  }

  @Test
  void withoutProtectedAttributesNothingIsExamined() {
    AuditSubject none = Subjects.of(new int[] {0, 1}, new double[] {0, 1}, 1, List.<Column>of());

    for (Check<AuditSubject> check : FairnessChecks.all()) {
      assertThat(run(check, none))
          .singleElement()
          .satisfies(r -> assertThat(r.outcome()).isEmpty())
          .satisfies(r -> assertThat(r.notExaminedBecause()).isNotEmpty());
    }
  }

  @Test
  void agesAreCutWhereThePolicySaysAndTheResultSaysSo() {
    double[] ages = IntStream.range(0, 600).mapToDouble(i -> 18 + i % 60).toArray();
    double[] scores = IntStream.range(0, 600).mapToDouble(i -> i % 3 == 0 ? 0.1 : 0.9).toArray();
    AuditSubject subject =
        Subjects.of(new int[600], scores, 1, List.of(new NumericColumn("age", ages)), "age");

    CheckResult result = run(new DisparateImpactCheck(), subject).getFirst();

    assertThat(result.summary()).contains("cut at 25, 60").contains("age-cut-low");
    assertThat(((Exhibit.BarChart) result.exhibits().getFirst()).bars())
        .extracting(Exhibit.Bar::label)
        .containsExactly("age <= 25", "25 < age <= 60", "age > 60");
  }

  @Test
  void equalOpportunityOfTheOldIsShownToDifferOnGermanCredit() {
    CheckResult age = run(new EqualOpportunityCheck(), fixture("german", 1)).get(1);

    assertThat(age.outcome()).get().isInstanceOf(Outcome.Fail.class);
    assertThat(age.estimates().getFirst().value()).isCloseTo(-0.27625039320541056, within(1e-9));
    assertThat(age.estimates().getFirst().name()).contains("unprivileged minus privileged");
  }

  @Test
  void equalizedOddsOfCompasDiffer() {
    CheckResult sex = run(new EqualizedOddsCheck(), fixture("compas", 1)).getFirst();

    assertThat(sex.outcome()).get().isInstanceOf(Outcome.Fail.class);
    assertThat(sex.estimates().getFirst().value()).isCloseTo(0.413891720, within(1e-9));
  }

  @Test
  void smallIntersectionsAreSuppressedAndPooled() {
    List<String> sex = new ArrayList<>();
    List<String> race = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      sex.add(i % 2 == 0 ? "f" : "m");
      race.add(i < 380 ? "x" : i < 395 ? "y" : "z");
    }
    double[] scores = IntStream.range(0, 400).mapToDouble(i -> i % 4 < 2 ? 0.9 : 0.1).toArray();
    AuditSubject subject =
        Subjects.of(
            new int[400],
            scores,
            1,
            List.of(TextColumn.of("sex", sex), TextColumn.of("race", race)),
            "sex",
            "race");

    CheckResult result = run(new IntersectionCheck(), subject).getFirst();

    Exhibit.Table table = (Exhibit.Table) result.exhibits().getFirst();
    assertThat(table.rows())
        .filteredOn(r -> r.getFirst().endsWith("z"))
        .hasSize(2)
        .allSatisfy(r -> assertThat(r).contains("< 10", "not shown"));
    assertThat(result.outcome()).isPresent();
  }

  @Test
  void intersectionsThatAreWorseThanTheirPartsFail() {
    List<String> sex = new ArrayList<>();
    List<String> age = new ArrayList<>();
    double[] scores = new double[4000];
    for (int i = 0; i < 4000; i++) {
      sex.add(i % 2 == 0 ? "f" : "m");
      age.add(i % 4 < 2 ? "old" : "young");
      boolean oldWoman = i % 4 == 0;
      scores[i] = i % 100 < (oldWoman ? 30 : 60) ? 0.9 : 0.1;
    }
    AuditSubject subject =
        Subjects.of(
            new int[4000],
            scores,
            1,
            List.of(TextColumn.of("sex", sex), TextColumn.of("age", age)),
            "sex",
            "age");

    CheckResult result = run(new IntersectionCheck(), subject).getFirst();

    assertThat(result.outcome()).get().isInstanceOf(Outcome.Fail.class);
    assertThat(result.findings())
        .singleElement()
        .extracting(f -> f.title())
        .asString()
        .contains("'f & old'");
  }

  @Test
  void aGroupThatIsScoredTooLowIsMiscalibrated() {
    int n = 2000;
    List<String> names = IntStream.range(0, n).mapToObj(i -> i % 2 == 0 ? "a" : "b").toList();
    double[] scores = IntStream.range(0, n).mapToDouble(i -> i % 2 == 0 ? 0.5 : 0.3).toArray();
    int[] truth = IntStream.range(0, n).map(i -> (i / 2) % 2).toArray();
    AuditSubject subject = Subjects.of(truth, scores, 1, List.of(TextColumn.of("g", names)), "g");

    CheckResult result = run(new GroupCalibrationCheck(), subject).getFirst();

    assertThat(result.outcome()).get().isInstanceOf(Outcome.Fail.class);
    assertThat(result.findings())
        .singleElement()
        .extracting(f -> f.title())
        .asString()
        .contains("'b'");
    assertThat(result.estimates().getFirst().value()).isCloseTo(0.2, within(1e-6));
  }

  @Test
  void berkeleyAdmissionsTurnRoundWithinDepartments() throws IOException {
    List<String> gender = new ArrayList<>();
    List<String> dept = new ArrayList<>();
    List<Double> admitted = new ArrayList<>();
    List<String> lines =
        Files.readAllLines(SharedData.require("data/ucbadmissions/ucb_admissions.csv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.replace("\"", "").split(",");
      for (int i = 0; i < Integer.parseInt(cells[3]); i++) {
        admitted.add(cells[0].equals("Admitted") ? 1.0 : 0.0);
        gender.add(cells[1]);
        dept.add(cells[2]);
      }
    }
    AuditSubject subject =
        Subjects.of(
            new int[admitted.size()],
            admitted.stream().mapToDouble(d -> d).toArray(),
            1,
            List.of(TextColumn.of("gender", gender), TextColumn.of("dept", dept)),
            "gender");

    CheckResult result = run(new SimpsonCheck(), subject).getFirst();

    assertThat(result.outcome()).get().isInstanceOf(Outcome.Fail.class);
    assertThat(result.findings().getFirst().title()).contains("turns round within 'dept'");
    assertThat(result.estimates().getFirst().value())
        .isCloseTo(557 / 1835.0 - 1198 / 2691.0, within(1e-12));
    StratifiedComparison departments =
        FairnessAudit.of(
                ProtectedAttribute.decisions(subject, Subjects.CONTEXT),
                Attribute.of(TextColumn.of("gender", gender)),
                Attribute.of(TextColumn.of("dept", dept)))
            .stratified("gender", "Female", "Male", "dept");
    assertThat(
            departments.strata().stream()
                .mapToDouble(x -> departments.difference(x).value())
                .toArray())
        .containsExactly(
            new double[] {
              0.203468014, 0.049642857, -0.028589960, 0.018398082, -0.038301160, 0.011399998
            },
            within(1e-8));
    StratifiedComparison male =
        FairnessAudit.of(
                ProtectedAttribute.decisions(subject, Subjects.CONTEXT),
                Attribute.of(TextColumn.of("gender", gender)),
                Attribute.of(TextColumn.of("dept", dept)))
            .stratified("gender", "Male", "Female", "dept");
    assertThat(male.oddsRatio().value()).isCloseTo(0.9046968, within(1e-7));
    assertThat(male.oddsRatio().low()).isCloseTo(0.7719074, within(1e-6));
    assertThat(male.oddsRatio().high()).isCloseTo(1.0603298, within(1e-6));
    assertThat(male.pValue()).hasValueCloseTo(0.2323, within(5e-5));
  }

  @Test
  void intervalsWidenWithTheNumberOfGroupsJudged() {
    int n = 3000;
    List<String> names = IntStream.range(0, n).mapToObj(i -> "g" + i % 3).toList();
    double[] scores = IntStream.range(0, n).mapToDouble(i -> i / 3 % 2 == 0 ? 0.9 : 0.1).toArray();
    AuditSubject three =
        Subjects.of(new int[n], scores, 1, List.of(TextColumn.of("g", names)), "g");

    CheckResult result = run(new DisparateImpactCheck(), three).getFirst();

    assertThat(result.estimates().getFirst().method()).isEqualTo("Katz log 97.5 %");
    assertThat(result.estimates()).hasSize(4);
  }

  @Test
  void everyCheckDescribesItself() {
    assertThat(FairnessChecks.all())
        .extracting(c -> c.info().id())
        .containsExactly(
            "GB-FAIR-001",
            "GB-FAIR-002",
            "GB-FAIR-003",
            "GB-FAIR-004",
            "GB-FAIR-005",
            "GB-FAIR-006");
  }
}
