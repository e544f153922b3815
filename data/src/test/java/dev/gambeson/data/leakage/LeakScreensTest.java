package dev.gambeson.data.leakage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubjects;
import dev.gambeson.data.screen.Screened;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeakScreensTest {
  private static final int N = 600;
  private static final CheckContext CONTEXT =
      new CheckContext(Policy.defaults(), new Seed(4), new Workers(2), Progress.silent());
  private static final Roles ROLES =
      new Roles(
          Optional.of("y"), Optional.empty(), Optional.of("t"), List.of(), List.of(), List.of());
  private final SplittableRandom random = new SplittableRandom(21);
  private final int[] y = random.ints(N, 0, 2).toArray();

  private Dataset table(Column... more) {
    List<Column> columns = new ArrayList<>(List.of(more));
    columns.add(new NumericColumn("noise", random.doubles(N).toArray()));
    columns.add(text("y", i -> y[i] == 1 ? "yes" : "no"));
    columns.add(text("t", i -> "2024-03-%02d".formatted(1 + i % 28)));
    return new Dataset("t.csv", columns);
  }

  private static TextColumn text(String name, java.util.function.IntFunction<String> cell) {
    return TextColumn.of(name, IntStream.range(0, N).mapToObj(cell).toList());
  }

  private static CheckResult aspect(Screen screen, Dataset data, Roles roles, String aspect) {
    Screened screened = screen.run(ScreenSubjects.of(data, roles), CONTEXT);
    return screened.results().stream()
        .filter(r -> r.aspect().equals(aspect))
        .findFirst()
        .orElseThrow();
  }

  private static String outcome(Screen screen, Dataset data, String aspect) {
    return aspect(screen, data, ROLES, aspect).outcome().map(o -> o.id()).orElse("not examined");
  }

  @Test
  void noiseGivesNothingAway() {
    assertThat(outcome(new LeakScreen(), table(), "copies")).isEqualTo("pass");
    assertThat(outcome(new LeakScreen(), table(), "single features")).isEqualTo("pass");
  }

  @Test
  void aCopyOfTheLabelInOtherWordsIsFound() {
    Dataset data = table(text("outcome", i -> y[i] == 1 ? "B" : "A"));
    CheckResult result = aspect(new LeakScreen(), data, ROLES, "copies");
    assertThat(result.outcome().orElseThrow().id()).isEqualTo("fail");
    assertThat(result.findings().getFirst().where().column()).isEqualTo(Optional.of("outcome"));
  }

  @Test
  void aFeatureThatNearlyKnowsTheLabelIsFoundByItsPower() {
    Dataset data =
        table(
            new NumericColumn(
                "fee",
                IntStream.range(0, N).mapToDouble(i -> y[i] * 5 + random.nextDouble()).toArray()));
    assertThat(outcome(new LeakScreen(), data, "copies")).isEqualTo("pass");
    assertThat(outcome(new LeakScreen(), data, "single features")).isEqualTo("fail");
  }

  @Test
  void aScaledCopyOfANumericLabelIsFound() {
    double[] price = random.doubles(N, 0, 1000).toArray();
    Dataset data =
        new Dataset(
            "t",
            List.of(
                new NumericColumn(
                    "cents", IntStream.range(0, N).mapToDouble(i -> -price[i] * 100).toArray()),
                new NumericColumn("noise", random.doubles(N).toArray()),
                new NumericColumn("price", price)));
    CheckResult result = aspect(new LeakScreen(), data, Roles.NONE.withLabel("price"), "copies");
    assertThat(result.findings()).hasSize(1);
    assertThat(result.findings().getFirst().where().column()).isEqualTo(Optional.of("cents"));
  }

  @Test
  void withoutALabelNothingCanBeGivenAway() {
    Screened screened = new LeakScreen().run(ScreenSubjects.of(table(), Roles.NONE), CONTEXT);
    assertThat(screened.results().getFirst().outcome()).isEmpty();
  }

  @Test
  void datesAfterTheRowAreFoundWithTheFirstRow() {
    Dataset data = table(text("closed", i -> "2024-03-%02d".formatted(1 + (i + 1) % 28)));
    CheckResult result = aspect(new FutureScreen(), data, ROLES, "later than the row");
    assertThat(result.outcome().orElseThrow().id()).isEqualTo("fail");
    assertThat(result.findings().getFirst().where().row()).hasValue(1);
  }

  @Test
  void datesBeforeTheRowAreNotFromTheFuture() {
    Dataset data = table(text("born", i -> "1990-03-%02d".formatted(1 + i % 28)));
    assertThat(outcome(new FutureScreen(), data, "later than the row")).isEqualTo("pass");
  }

  @Test
  void aColumnThatIsFilledForOneClassOnlyIsFound() {
    Dataset data = table(text("reason", i -> y[i] == 1 ? "r" + i % 7 : ""));
    CheckResult result = aspect(new FutureScreen(), data, ROLES, "filled for one class only");
    assertThat(result.outcome().orElseThrow().id()).isEqualTo("fail");
    assertThat(result.findings().getFirst().where().column()).isEqualTo(Optional.of("reason"));
  }

  @Test
  void aColumnThatIsEmptyAtRandomIsNot() {
    Dataset data = table(text("reason", i -> i % 3 == 0 ? "r" : ""));
    assertThat(outcome(new FutureScreen(), data, "filled for one class only")).isEqualTo("pass");
  }

  @Test
  void withoutATimeColumnTheFutureIsNotExamined() {
    CheckResult result =
        aspect(new FutureScreen(), table(), Roles.NONE.withLabel("y"), "later than the row");
    assertThat(result.outcome()).isEmpty();
  }
}
