package dev.gambeson.data.screen.influence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import dev.gambeson.data.screen.RealRows;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.ScreenSubjects;
import dev.gambeson.data.screen.Screened;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InfluenceScreensTest {
  private static final Screen LEAVE_OUT = new LeaveOneSourceOutScreen();
  private static final Screen RONI = new RoniScreen();
  private static final int BAD = 3;

  /// 1,300 digits of ten sources, of which one gives every digit the next label; 150 trusted ones.
  private static ScreenSubject tenSources(int seed, boolean flip, boolean trusted) {
    Dataset clean = RealRows.digits(0, 1300);
    int[] truth = RealRows.labels(clean);
    RandomGenerator random = new Seed(seed).random();
    int[] source = IntStream.range(0, 1300).map(_ -> random.nextInt(10)).toArray();
    Dataset given =
        RealRows.labelled(clean, i -> flip && source[i] == BAD ? (truth[i] + 1) % 10 : truth[i]);
    Dataset data = RealRows.sourced(given, i -> source[i]);
    return trusted
        ? RealRows.subject(data, RealRows.sourced(RealRows.digits(5000, 5150), _ -> 0))
        : RealRows.subject(data);
  }

  private static String foremost(Screened s) {
    CheckResult r = s.results().getFirst();
    String after = r.summary().substring(r.summary().indexOf("foremost '") + 10);
    return after.substring(0, after.indexOf('\''));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4}) // 0 to 4 were measured, see benchmarks/README.md
  void theSourceThatFlipsLabelsComesFirst(int seed) {
    ScreenSubject subject = tenSources(seed, true, true);
    for (Screen screen : List.of(LEAVE_OUT, RONI)) {
      Screened s = RealRows.run(screen, subject, seed, 2);
      assertThat(RealRows.outcome(s)).as(s.results().getFirst().summary()).isEqualTo("fail");
      assertThat(foremost(s)).isEqualTo("s3");
      assertThat(s.held()).allMatch(h -> h.reason().contains("'s3'")).hasSizeGreaterThan(100);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = 0)
  void itComesFirstWithoutTrustedRowsToo(int seed) {
    ScreenSubject subject = tenSources(seed, true, false);
    for (Screen screen : List.of(LEAVE_OUT, RONI)) {
      Screened s = RealRows.run(screen, subject, seed, 2);
      assertThat(RealRows.outcome(s)).as(s.results().getFirst().summary()).isEqualTo("fail");
      assertThat(foremost(s)).isEqualTo("s3");
      assertThat(s.results().getFirst().summary()).contains("no trusted rows");
    }
  }

  @ParameterizedTest
  @CsvSource({"0,true", "2,false"})
  void cleanSourcesAreNotNamed(int seed, boolean trusted) {
    for (Screen screen : List.of(LEAVE_OUT, RONI)) {
      Screened s = RealRows.run(screen, tenSources(seed, false, trusted), seed, 2);
      assertThat(RealRows.outcome(s)).as(s.results().getFirst().summary()).isEqualTo("pass");
      assertThat(s.held()).isEmpty();
    }
  }

  @Test
  void aSourceThatSpoilsOneClassOnlyIsNamedByThatClass() {
    Dataset clean = RealRows.digits(0, 2500);
    int[] truth = RealRows.labels(clean);
    RandomGenerator random = new Seed(1).random();
    int[] source = IntStream.range(0, 2500).map(_ -> random.nextInt(4)).toArray();
    Dataset given = RealRows.labelled(clean, i -> source[i] == 2 && truth[i] == 7 ? 1 : truth[i]);
    ScreenSubject subject =
        RealRows.subject(
            RealRows.sourced(given, i -> source[i]),
            RealRows.sourced(RealRows.digits(5000, 5600), _ -> 0));
    Screened s = RealRows.run(LEAVE_OUT, subject, 1, 2);
    assertThat(RealRows.outcome(s)).as(s.results().getFirst().summary()).isEqualTo("fail");
    assertThat(foremost(s)).isEqualTo("s2");
    assertThat(s.results().getFirst().summary()).contains("class '7'");
  }

  @Test
  void smallSourcesAreListedAsInconclusive() {
    Dataset clean = RealRows.digits(0, 300);
    ScreenSubject subject = RealRows.subject(RealRows.sourced(clean, i -> i < 10 ? 9 : i % 2));
    Screened s = RealRows.run(LEAVE_OUT, subject, 1, 1);
    assertThat(s.results()).hasSize(2);
    CheckResult small = s.results().get(1);
    assertThat(small.aspect()).isEqualTo("small sources");
    assertThat(small.summary()).contains("'s9' (10)");
    assertThat(small.outcome().orElseThrow().id()).isEqualTo("inconclusive");
  }

  @Test
  void theNumberOfThreadsChangesNothing() {
    ScreenSubject subject = RealRows.subject(synthetic(240, 4, 3));
    for (Screen screen : List.of(LEAVE_OUT, RONI)) {
      Screened one = RealRows.run(screen, subject, 5, 1);
      Screened three = RealRows.run(screen, subject, 5, 3);
      assertThat(one.results()).isEqualTo(three.results());
      assertThat(one.held()).isEqualTo(three.held());
      assertThat(one.suspicion()).containsExactly(three.suspicion());
    }
  }

  private static Dataset synthetic(int rows, int sources, int labels) {
    RandomGenerator random = new Seed(7).random();
    double[] x =
        IntStream.range(0, rows).mapToDouble(i -> i % labels + random.nextGaussian() / 4).toArray();
    Dataset d =
        new Dataset(
            "synthetic",
            List.of(
                new NumericColumn("x", x),
                new NumericColumn(
                    "label", IntStream.range(0, rows).mapToDouble(i -> i % labels).toArray())));
    return RealRows.sourced(d, i -> i / labels % sources);
  }

  @Test
  void withoutASourceColumnNothingIsExamined() {
    ScreenSubject subject =
        ScreenSubjects.of(synthetic(200, 2, 2).without("source"), Roles.NONE.withLabel("label"));
    for (Screen screen : List.of(LEAVE_OUT, RONI)) {
      assertThat(RealRows.outcome(RealRows.run(screen, subject, 1, 1))).isEqualTo("not examined");
    }
  }

  @Test
  void oneSourceOrOneClassIsInconclusive() {
    for (Screen screen : List.of(LEAVE_OUT, RONI)) {
      Screened alone = RealRows.run(screen, RealRows.subject(synthetic(200, 1, 2)), 1, 1);
      assertThat(RealRows.outcome(alone)).isEqualTo("inconclusive");
      Screened same = RealRows.run(screen, RealRows.subject(synthetic(200, 2, 1)), 1, 1);
      assertThat(RealRows.outcome(same)).isEqualTo("inconclusive");
    }
  }
}
