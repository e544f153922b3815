package dev.gambeson.data.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.ScreenSubjects;
import dev.gambeson.data.screen.Screened;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DuplicateScreensTest {
  private static final CheckContext CONTEXT =
      new CheckContext(Policy.defaults(), new Seed(4), new Workers(2), Progress.silent());
  private static final Roles ROLES = Roles.NONE.withLabel("y");

  private static Dataset measurements(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new Dataset(
        "t.csv",
        List.of(
            new NumericColumn("a", random.doubles(n).toArray()),
            new NumericColumn("b", random.doubles(n).toArray()),
            new NumericColumn("y", random.ints(n, 0, 2).asDoubleStream().toArray())));
  }

  private static NumericColumn numbers(Dataset data, String name) {
    return (NumericColumn) data.column(name);
  }

  private static CheckResult aspect(Screened screened, String aspect) {
    return screened.results().stream()
        .filter(r -> r.aspect().equals(aspect))
        .findFirst()
        .orElseThrow();
  }

  private static String outcome(Screened screened, String aspect) {
    return aspect(screened, aspect).outcome().map(o -> o.id()).orElse("not examined");
  }

  private static List<Integer> held(Screened screened) {
    return screened.held().stream().map(Screened.Held::row).toList();
  }

  @Test
  void rowsOfTheirOwnAreNoDuplicates() {
    Screened screened =
        new DuplicateScreen().run(ScreenSubjects.of(measurements(2000, 1), ROLES), CONTEXT);
    assertThat(screened.results()).allMatch(r -> r.outcome().orElseThrow().id().equals("pass"));
    assertThat(screened.held()).hasSizeLessThan(20); // the 1 % of rows that may be near by chance
  }

  @Test
  void exactAndNearCopiesAreFoundAndHeld() {
    Dataset data = measurements(1000, 2);
    for (int i = 900; i < 1000; i++) {
      for (String c : List.of("a", "b", "y")) {
        numbers(data, c).values()[i] = numbers(data, c).values()[i - 900];
      }
    }
    for (int i = 800; i < 900; i++) {
      numbers(data, "y").values()[i] = numbers(data, "y").values()[i - 700];
      for (String c : List.of("a", "b")) {
        double step = 0.01 * Math.sqrt(1 / 12.0);
        numbers(data, c).values()[i] =
            numbers(data, c).values()[i - 700] + step / 50; // within the grain, mostly
      }
    }
    Screened screened = new DuplicateScreen().run(ScreenSubjects.of(data, ROLES), CONTEXT);
    assertThat(outcome(screened, "exact rows")).isEqualTo("fail");
    assertThat(outcome(screened, "near rows")).isEqualTo("fail");
    assertThat(held(screened)).containsAll(IntStream.range(900, 1000).boxed().toList());
    assertThat(held(screened).stream().filter(r -> r >= 800 && r < 900)).hasSizeGreaterThan(80);
    assertThat(held(screened)).isSorted();
  }

  @Test
  void twinsThatAriseByChanceProveNothing() {
    SplittableRandom random = new SplittableRandom(3);
    Dataset data =
        new Dataset(
            "t",
            List.of(
                new NumericColumn("a", random.ints(500, 0, 3).asDoubleStream().toArray()),
                new NumericColumn("y", random.ints(500, 0, 2).asDoubleStream().toArray())));
    ScreenSubject subject = ScreenSubjects.of(data, ROLES);
    Screened duplicates = new DuplicateScreen().run(subject, CONTEXT);
    assertThat(outcome(duplicates, "exact rows")).isEqualTo("inconclusive");
    assertThat(duplicates.held()).isEmpty();
    Screened conflicts = new ConflictScreen().run(subject, CONTEXT);
    assertThat(outcome(conflicts, "")).isEqualTo("inconclusive");
    assertThat(conflicts.held()).isEmpty();
  }

  @Test
  void theRarerLabelOfIdenticalRowsIsHeldAndBothWhenNoneLeads() {
    Dataset data = measurements(100, 5);
    int[] copies = {10, 20, 30}; // of row 0; rows 40 and 41 contradict each other alone
    for (String c : List.of("a", "b")) {
      for (int i : copies) {
        numbers(data, c).values()[i] = numbers(data, c).values()[0];
      }
      numbers(data, c).values()[41] = numbers(data, c).values()[40];
    }
    double[] y = numbers(data, "y").values();
    y[0] = 1;
    y[10] = 1;
    y[20] = 0;
    y[30] = 1;
    y[40] = 0;
    y[41] = 1;
    Screened screened = new ConflictScreen().run(ScreenSubjects.of(data, ROLES), CONTEXT);
    assertThat(outcome(screened, "")).isEqualTo("fail");
    assertThat(held(screened)).containsExactly(20, 40, 41);
    assertThat(screened.held().getFirst().reason()).contains("row 1 ");
  }

  @Test
  void withoutALabelConflictsAreNotExamined() {
    Screened screened =
        new ConflictScreen().run(ScreenSubjects.of(measurements(10, 1), Roles.NONE), CONTEXT);
    assertThat(screened.results().getFirst().outcome()).isEmpty();
  }

  @Test
  void overlapWithTheReferenceIsFoundExactlyAndNearly() {
    Dataset reference = measurements(500, 6);
    Dataset data = measurements(500, 7);
    for (int i = 0; i < 50; i++) {
      for (String c : List.of("a", "b")) {
        numbers(data, c).values()[i] = numbers(reference, c).values()[i + 100];
        numbers(data, c).values()[i + 50] = numbers(reference, c).values()[i] + 1e-9;
      }
    }
    Screened screened = new OverlapScreen().run(ScreenSubjects.of(data, ROLES, reference), CONTEXT);
    assertThat(outcome(screened, "exact rows")).isEqualTo("fail");
    assertThat(aspect(screened, "exact rows").summary()).startsWith("50 of 500 rows");
    assertThat(outcome(screened, "near rows")).isEqualTo("fail");
    assertThat(screened.held()).isEmpty(); // only on request
    assertThat(
            new OverlapScreen()
                .run(ScreenSubjects.of(measurements(500, 8), ROLES, reference), CONTEXT)
                .results())
        .allMatch(r -> r.outcome().orElseThrow().id().equals("pass"));
  }

  @Test
  void nearCopiesOfTextsAreFoundAndOtherTextsAreNot() {
    SplittableRandom random = new SplittableRandom(9);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      StringBuilder text = new StringBuilder();
      for (int w = 0; w < 25; w++) {
        text.append(Long.toString(Math.abs(random.nextLong()), 36), 0, 6).append(' ');
      }
      texts.add(text.toString());
    }
    for (int i = 0; i < 40; i++) {
      texts.set(
          250 + i, texts.get(i).toUpperCase(java.util.Locale.ROOT).replaceFirst("Q", "K") + "!");
    }
    List<Column> columns =
        List.of(TextColumn.of("note", texts), new NumericColumn("y", new double[300]));
    Screened screened =
        new DuplicateScreen().run(ScreenSubjects.of(new Dataset("t", columns), ROLES), CONTEXT);
    assertThat(outcome(screened, "texts of 'note'")).isEqualTo("fail");
    assertThat(held(screened))
        .containsExactlyElementsOf(IntStream.range(250, 290).boxed().toList());
  }

  @Test
  void minHashEstimatesTheJaccardSimilarity() {
    MinHash minHash = new MinHash(new Seed(1));
    String a = "abcdefghijklmnopqrstuvwxyz0123456789";
    assertThat(MinHash.similarity(minHash.of(a), minHash.of(a))).isEqualTo(1);
    SplittableRandom random = new SplittableRandom(2);
    double off = 0;
    for (int round = 0; round < 30; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < 1000; i++) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      String left = text.substring(0, 700);
      String right = text.substring(300);
      double jaccard = 396 / 996.0; // shingles of 300..700 over those of 0..1000
      off += MinHash.similarity(minHash.of(left), minHash.of(right)) - jaccard;
    }
    assertThat(off / 30).isBetween(-0.025, 0.025);
  }

  @Test
  void anImageAndItsSlightlyChangedCopyShareAHashAndOthersDoNot() {
    SplittableRandom random = new SplittableRandom(10);
    int n = 60;
    ScreenSubject.Image image = new ScreenSubject.Image(16, 16, 1);
    double[] pixels = new double[n * 256];
    for (int i = 0; i < n - 20; i++) {
      double fx = 1 + random.nextDouble(6);
      double fy = 1 + random.nextDouble(6);
      double shift = random.nextDouble(6);
      for (int p = 0; p < 256; p++) {
        pixels[i * 256 + p] =
            Math.sin(fx * (p % 16) / 5.0 + shift)
                + Math.cos(fy * (p / 16) / 5.0 + shift * 2)
                + 0.3 * random.nextDouble();
      }
    }
    for (int i = n - 20; i < n; i++) {
      for (int p = 0; p < 256; p++) {
        pixels[i * 256 + p] = pixels[(i - 40) * 256 + p] * 1.1 + 0.02 * random.nextDouble();
      }
    }
    long[] hashes = PerceptualHash.of(new Rows(n, 256, pixels), image);
    int[] like = PerceptualHash.firstLike(hashes);
    int found = 0;
    for (int i = n - 20; i < n; i++) {
      found += like[i] == i - 40 ? 1 : 0;
    }
    assertThat(found).isGreaterThanOrEqualTo(18);
    assertThat(Arrays.stream(like, 0, n - 20).filter(l -> l >= 0)).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void blocksOfBitsFindEveryPairWithinSixBits() {
    SplittableRandom random = new SplittableRandom(12);
    for (int round = 0; round < 500; round++) {
      long a = random.nextLong();
      long b = a;
      for (int k = 0; k < 6; k++) {
        b ^= 1L << random.nextInt(64);
      }
      assertThat(PerceptualHash.firstLike(new long[] {a, b})[1]).isZero();
    }
    assertThat(PerceptualHash.firstLike(new long[] {0, 127})[1]).isEqualTo(-1);
  }

  private static Batch stream(Dataset data, int from, int to) {
    List<Cells> columns = new ArrayList<>();
    for (Column c : data.columns()) {
      columns.add(
          new Cells.Texts(IntStream.range(from, to).mapToObj(c::text).toArray(String[]::new)));
    }
    long[] rows = IntStream.range(from, to).mapToLong(i -> i + 1).toArray();
    return new Batch(data.columnNames(), columns, rows, List.of());
  }

  @Test
  void repeatsOfAStreamAreCountedWhateverTheOrderOfItsBatches() {
    Dataset data = measurements(1000, 13);
    for (int i = 800; i < 1000; i++) {
      for (String c : List.of("a", "b", "y")) {
        numbers(data, c).values()[i] = numbers(data, c).values()[i - 800];
      }
    }
    RepeatedRows check = new RepeatedRows(ROLES);
    RepeatedRowsProfile left = check.start();
    RepeatedRowsProfile right = check.start();
    left.add(stream(data, 700, 1000));
    right.add(stream(data, 0, 300));
    right.add(stream(data, 300, 700));
    left.merge(right);
    CheckResult result = check.judge(left, "t", CONTEXT).getFirst();
    assertThat(result.outcome().orElseThrow().id()).isEqualTo("fail");
    assertThat(result.summary()).startsWith("200 of 1,000 rows");
    List<Integer> held = new ArrayList<>();
    RepeatedRows.rule(left).judge(stream(data, 700, 1000), (row, _) -> held.add(row + 701));
    assertThat(held).containsExactlyElementsOf(IntStream.rangeClosed(801, 1000).boxed().toList());
  }

  @Test
  void repeatsOfAStreamOfFewCombinationsAreInconclusive() {
    SplittableRandom random = new SplittableRandom(14);
    Dataset data =
        new Dataset(
            "t",
            List.of(new NumericColumn("a", random.ints(500, 0, 9).asDoubleStream().toArray())));
    RepeatedRows check = new RepeatedRows(Roles.NONE);
    RepeatedRowsProfile seen = check.start();
    seen.add(stream(data, 0, 500));
    assertThat(check.judge(seen, "t", CONTEXT).getFirst().outcome().orElseThrow().id())
        .isEqualTo("inconclusive");
  }

  @Test
  void idsAreNotCompared() {
    Dataset data =
        new Dataset(
            "t",
            List.of(
                new NumericColumn("id", new double[] {1, 2}),
                TextColumn.of("a", List.of("x", "x"))));
    Roles roles =
        new Roles(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of("id"),
            List.of(),
            List.of());
    RepeatedRowsProfile seen = new RepeatedRows(roles).start();
    seen.add(stream(data, 0, 2));
    assertThat(seen.repeats()).containsExactly(2);
  }
}
