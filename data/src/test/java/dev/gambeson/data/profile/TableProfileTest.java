package dev.gambeson.data.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.stats.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableProfileTest {
  private static final List<String> NAMES =
      List.of("id", "amount", "job", "code", "when", "note", "mixed", "empty", "declared");

  private static String cell(int column, Random random) {
    return switch (column) {
      case 0 -> Integer.toString(random.nextInt(1_000_000));
      case 1 -> random.nextInt(20) == 0 ? "" : Double.toString(Math.exp(5 * random.nextGaussian()));
      case 2 -> "job" + random.nextInt(7);
      case 3 -> "%c%03d".formatted('A' + random.nextInt(26), random.nextInt(1000));
      case 4 ->
          "20%02d-0%d-1%d".formatted(random.nextInt(30), 1 + random.nextInt(9), random.nextInt(10));
      case 5 ->
          "?-!.:".repeat(1 + random.nextInt(12)).substring(random.nextInt(5)) + random.nextInt(9);
      case 6 ->
          random.nextBoolean() ? "1.50" : random.nextBoolean() ? "1.5" : "x" + random.nextInt(2000);
      default -> "";
    };
  }

  /// Rows 0 to 3,999 in pieces; the last column comes as texts in some and as numbers in others.
  private static List<Batch> batches() {
    Random random = new Random(21);
    List<Batch> batches = new ArrayList<>();
    for (int b = 0; b < 40; b++) {
      int size = random.nextInt(200);
      List<Cells> columns = new ArrayList<>();
      for (int c = 0; c < 8; c++) {
        int column = c;
        columns.add(
            new Cells.Texts(
                IntStream.range(0, size)
                    .mapToObj(_ -> cell(column, random))
                    .toArray(String[]::new)));
      }
      double[] numbers =
          IntStream.range(0, size)
              .mapToDouble(_ -> random.nextInt(9) == 0 ? Double.NaN : random.nextInt(4000) / 4.0)
              .toArray();
      columns.add(
          b % 2 == 0
              ? new Cells.Numbers(numbers)
              : new Cells.Texts(
                  IntStream.range(0, size)
                      .mapToObj(new Cells.Numbers(numbers)::text)
                      .toArray(String[]::new)));
      batches.add(new Batch(NAMES, columns, new long[size], List.of(new Batch.Flaw(b, "short"))));
    }
    return batches;
  }

  @Test
  void anyOrderOfBatchesAndAnyTreeOfMergesGiveOneState() {
    TableProfile once = new TableProfile();
    List<Batch> batches = batches();
    batches.forEach(once::add);
    Random random = new Random(5);
    for (int tree = 0; tree < 6; tree++) {
      List<Batch> shuffled = new ArrayList<>(batches);
      Collections.shuffle(shuffled, random);
      List<TableProfile> parts = new ArrayList<>(List.of(new TableProfile()));
      for (Batch batch : shuffled) {
        if (random.nextInt(6) == 0) {
          parts.add(new TableProfile());
        }
        parts.get(random.nextInt(parts.size())).add(batch);
      }
      while (parts.size() > 1) {
        TableProfile second = parts.remove(random.nextInt(parts.size()));
        parts.get(random.nextInt(parts.size())).merge(second);
      }
      assertThat(parts.getFirst()).isEqualTo(once).hasSameHashCodeAs(once);
      assertThat(parts.getFirst().summary(5).json()).isEqualTo(once.summary(5).json());
    }
  }

  @Test
  void oneRowMoreIsAnotherState() {
    TableProfile once = new TableProfile();
    batches().forEach(once::add);
    TableProfile more = new TableProfile();
    batches().forEach(more::add);
    assertThat(more).isEqualTo(once);
    more.add(Tables.batch(NAMES, List.of(List.of("1", "", "", "", "", "", "", "", ""))));
    assertThat(more).isNotEqualTo(once);
  }

  @Test
  void numbersHaveTheirMeanDeviationAndQuantiles() {
    Random random = new Random(2);
    double[] values = random.doubles(20_000, -50, 1000).toArray();
    ColumnSummary column =
        Tables.profile("c", values.length, i -> Double.toString(values[i]))
            .summary()
            .columns()
            .getFirst();
    ColumnSummary.Numbers numbers = column.numbers().orElseThrow();
    double mean = Arrays.stream(values).average().orElseThrow();
    double variance = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / values.length;
    Arrays.sort(values);
    Histogram.Bucket median = numbers.histogram().quantile(0.5);
    assertThat(column.type()).contains(CellType.DECIMAL);
    assertThat(numbers.mean()).isCloseTo(mean, within(1e-9));
    assertThat(numbers.deviation()).isCloseTo(Math.sqrt(variance), within(1e-9));
    assertThat(values[9_999]).isBetween(median.low(), median.high());
    assertThat(numbers.width()).isLessThan(0.01);
    assertThat(column.distinct()).isCloseTo(20_000, within(4 * 20_000 * column.distinctError()));
  }

  @Test
  void declaredNumbersAreTheSameAsTheirTexts() {
    double[] values = {1, 0.1, 1e20, -0.0, 3, 1, Double.POSITIVE_INFINITY};
    TableProfile texts = Tables.profile("c", values.length, i -> new Cells.Numbers(values).text(i));
    assertThat(Tables.numbers("c", values)).isEqualTo(texts);
  }

  @Test
  void fewValuesAreCountedOneByOne() {
    ColumnSummary column = Tables.column("b", "a", "", "b");
    assertThat(column.levels().orElseThrow().shown())
        .isEqualTo(new TreeMap<>(java.util.Map.of("a", 1L, "b", 2L)));
    assertThat(column.missing()).isEqualTo(1);
    assertThat(column.distinct()).isEqualTo(2);
    assertThat(column.distinctError()).isZero();
    assertThat(column.singletons()).isEqualTo(0.5);
    assertThat(column.lengths()).contains(new ColumnSummary.Lengths(1, 1));
  }

  @Test
  void aThousandValuesAreCountedAndOneMoreIsTooMany() {
    assertThat(Tables.profile("c", 1000, i -> "v" + i).summary().columns().getFirst().levels())
        .isPresent();
    assertThat(Tables.profile("c", 1001, i -> "v" + i).summary().columns().getFirst().levels())
        .isEmpty();
  }

  @Test
  void aLongTextIsNoLevel() {
    assertThat(Tables.column("a", "b".repeat(201)).levels()).isEmpty();
  }

  @Test
  void shapesOfTextsAreCounted() {
    ColumnSummary column =
        Tables.column(
            "12-AbC",
            "99-XyZ",
            "007",
            "Johnson",
            "Ölbaum 7",
            "\u0007",
            "x".repeat(49),
            "5",
            "1999-01-01");
    assertThat(column.shapes().orElseThrow().shown())
        .containsOnlyKeys("99-AaA", "999", "Aa+", "Aa+ 9", "?", "a+…");
    assertThat(column.shapes().orElseThrow().shown().get("99-AaA")).isEqualTo(2);
  }

  @Test
  void tooManyShapesAreNotListed() {
    String signs = "!#$%&()*+,-./:;<=>?@[]^_{|}~";
    assertThat(
            Tables.profile("c", 200, i -> "" + signs.charAt(i % 28) + signs.charAt(i / 28))
                .summary()
                .columns()
                .getFirst()
                .shapes())
        .isEmpty();
  }

  @Test
  void typesAreInferredFromNearlyAllCells() {
    assertThat(Tables.column("1", "2").type()).contains(CellType.INTEGER);
    assertThat(Tables.column("1", "2.5").type()).contains(CellType.DECIMAL);
    assertThat(Tables.column("yes", "no", "").type()).contains(CellType.BOOLEAN);
    assertThat(Tables.column("2024-01-01", "2024-01-01T10:00").type()).contains(CellType.TIMESTAMP);
    assertThat(Tables.column("1", "x").type()).contains(CellType.TEXT);
    assertThat(Tables.column("", "").type()).isEqualTo(Optional.empty());
    assertThat(
            Tables.profile("c", 100, i -> i < 96 ? "" + i : "n/a")
                .summary()
                .columns()
                .getFirst()
                .type())
        .contains(CellType.INTEGER);
  }

  @Test
  void columnsThatNumberTheRowsLookLikeKeysAndMeasurementsDoNot() {
    assertThat(Tables.profile("c", 90, i -> "" + i).summary().columns().getFirst().looksLikeKey())
        .isTrue();
    assertThat(Tables.profile("c", 90, i -> i + ".5").summary().columns().getFirst().looksLikeKey())
        .isFalse();
    assertThat(
            Tables.profile("c", 90, i -> "" + i % 50).summary().columns().getFirst().looksLikeKey())
        .isFalse();
    assertThat(Tables.profile("c", 15, i -> "" + i).summary().columns().getFirst().looksLikeKey())
        .isFalse();
  }

  @Test
  void aPublishedSummarySpeaksAboutNobodyAlone() {
    TableProfile profile =
        Tables.profile(
            "person", 300, i -> i < 250 ? "nurse" : i < 295 ? "smith-" + i : "7919191919" + i);
    String json = profile.summary(10).json();
    assertThat(json).contains("nurse").doesNotContain("smith", "7919191919");
    ColumnSummary.Counts levels = profile.summary(10).columns().getFirst().levels().orElseThrow();
    assertThat(levels.otherTexts()).isEqualTo(50);
    assertThat(levels.otherRows()).isEqualTo(50);
    assertThat(profile.summary(10).columns().getFirst().numbers()).isEmpty();
  }

  @Test
  void columnsThatChangeOnTheWayAreRefused() {
    TableProfile profile = Tables.profile("a", 1, _ -> "1");
    assertThatThrownBy(() -> profile.add(Tables.batch(List.of("b"), List.of(List.of("1")))))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("[a], then [b]");
    assertThatThrownBy(() -> profile.merge(Tables.profile("b", 1, _ -> "1")))
        .isInstanceOf(GambesonException.class);
  }

  @Test
  void aMillionColumnsAreRefusedAndManyAreHeldInLittleMemory() {
    List<String> names = IntStream.range(0, 1_000_000).mapToObj(i -> "c" + i).toList();
    Cells one = new Cells.Texts(new String[] {"1"});
    Batch wide = new Batch(names, Collections.nCopies(1_000_000, one), new long[1], List.of());
    assertThatThrownBy(() -> new TableProfile().add(wide))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("1,000,000 columns");
  }
}
