package dev.gambeson.data.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.data.DataFiles;
import dev.gambeson.testing.SharedData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SuggestionsTest {
  private static Suggestions suggest(Batch... batches) {
    SuggestionProfile profile = new SuggestionProfile();
    for (Batch batch : batches) {
      profile.add(batch);
    }
    return Suggestions.of(profile, "t");
  }

  /// 1,000 rows: an id, a country of three, an amount, a date, a comment that is often empty.
  private static Batch orders() {
    SplittableRandom random = new SplittableRandom(3);
    String[] lines = new String[1001];
    lines[0] = "id,country,amount,day,comment";
    for (int i = 1; i < lines.length; i++) {
      lines[i] =
          "%d,%s,%s,2024-01-%02d,%s"
              .formatted(
                  i,
                  List.of("AT", "DE", "CH").get(random.nextInt(3)),
                  random.nextInt(10_000) / 100.0,
                  1 + random.nextInt(28),
                  random.nextInt(10) < 3 ? "" : "w" + random.nextInt(1_000_000));
    }
    return Tables.of(lines);
  }

  private static List<String> failing(Contract contract, Batch batch) {
    return Tables.check(contract, batch).stream()
        .filter(r -> r.outcome().isPresent() && r.outcome().get().id().equals("fail"))
        .map(r ->
            r.aspect()
                + " "
                + r.findings().stream().map(f -> f.where().column() + f.message()).toList())
        .toList();
  }

  @Test
  void whatHoldsIsSuggested() {
    Contract contract = suggest(orders()).contract();
    ColumnRule id = contract.column("id").orElseThrow();
    assertThat(id.type()).isEqualTo(ColumnType.INTEGER);
    assertThat(id.unique()).isTrue();
    assertThat(id.min()).isEqualTo(Optional.of("0"));
    ColumnRule country = contract.column("country").orElseThrow();
    assertThat(country.allowed()).isEqualTo(Optional.of(List.of("AT", "CH", "DE")));
    assertThat(country.nulls()).isZero();
    assertThat(contract.column("day").orElseThrow().type()).isEqualTo(ColumnType.DATE);
    assertThat(contract.column("comment").orElseThrow().nulls()).isBetween(0.3, 0.4);
    assertThat(contract.column("amount").orElseThrow().unique()).isFalse();
  }

  @Test
  void aSuggestedContractHoldsOnTheTableItWasLearntFrom() {
    assertThat(failing(suggest(orders()).contract(), orders())).isEmpty();
  }

  @Test
  void everyLineCarriesWhatWasSeen() {
    assertThat(suggest(orders()).yaml().lines().filter(l -> l.startsWith("    ")))
        .allMatch(l -> l.contains("  # "));
  }

  @Test
  void whatFailsOnTheRowsHeldApartBecomesAComment() {
    Batch table = orders();
    long[] rows = table.rowNumbers();
    int held = 0;
    String[] cells = ((Cells.Texts) table.columns().get(2)).values();
    SuggestionProfile probe = new SuggestionProfile();
    while (true) { // the first row that is held apart
      probe.add(Tables.slice(table, held, held + 1));
      if (probe.held().rows() == 1) {
        break;
      }
      held++;
    }
    cells[held] = "-1";
    assertThat(rows[held]).isPositive();
    Suggestions suggestions = suggest(table);
    assertThat(suggestions.yaml()).contains("# did not hold: min: 0");
    assertThat(suggestions.contract().column("amount").orElseThrow().min()).isEmpty();
    assertThat(failing(suggestions.contract(), table)).isEmpty();
  }

  @Test
  void aColumnWithOneCellOfAnotherTypeIsText() {
    Batch table = orders();
    ((Cells.Texts) table.columns().get(2)).values()[17] = "n/a";
    Suggestions suggestions = suggest(table);
    assertThat(suggestions.contract().column("amount").orElseThrow().type())
        .isEqualTo(ColumnType.TEXT);
    assertThat(suggestions.yaml())
        .contains("# did not hold: type: decimal  # all but 1 of 1,000 present cells");
    assertThat(failing(suggestions.contract(), table)).isEmpty();
  }

  @Test
  void aValueOfFewRowsIsNotWrittenIntoTheFile() {
    Batch table = orders();
    ((Cells.Texts) table.columns().get(1)).values()[17] = "Lovelace";
    Suggestions suggestions = suggest(table);
    assertThat(suggestions.yaml()).doesNotContain("Lovelace");
    assertThat(suggestions.contract().column("country").orElseThrow().coverage())
        .isBetween(0.99, 0.999);
  }

  @Test
  void namesThatMeanSomethingToYamlAreQuoted() {
    Batch table = Tables.of("yes: {,- #,\"q\\\u0085\uffff\u2028Öl", "a,1,2", "b,2,3");
    assertThat(suggest(table).contract().columns())
        .extracting(ColumnRule::name)
        .containsExactlyElementsOf(table.names());
  }

  @Test
  void suggestionsDoNotDependOnBatchesAndOrder() {
    Batch table = orders();
    List<Batch> pieces = Tables.shredded(table, new SplittableRandom(5));
    assertThat(suggest(pieces.toArray(Batch[]::new)).yaml()).isEqualTo(suggest(table).yaml());
  }

  @Test
  void anEmptyTableSuggestsNothing() {
    assertThatThrownBy(() -> suggest(Tables.of("a,b")))
        .isInstanceOfSatisfying(
            GambesonException.class,
            e -> assertThat(e.exitCode()).isEqualTo(ExitCode.NOTHING_EXAMINED));
  }

  @Test
  void aThousandColumnsAreLearntInOnePass() {
    String header =
        IntStream.range(0, 1000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
    String[] lines = new String[201];
    lines[0] = header;
    for (int i = 1; i < lines.length; i++) {
      String cell = Integer.toString(i % 4);
      lines[i] = (cell + ",").repeat(999) + cell;
    }
    Contract contract = suggest(Tables.of(lines)).contract();
    assertThat(contract.columns()).hasSize(1000);
    assertThat(contract.columns().getLast().allowed())
        .isEqualTo(Optional.of(List.of("0", "1", "2", "3")));
  }

  @Test
  void aContractLearntFromAdultHoldsOnAdult() {
    Dataset adult = DataFiles.read(SharedData.require("data/adult/adult-train.csv"));
    Batch batch = batch(adult);
    Suggestions suggestions = suggest(batch);
    assertThat(failing(suggestions.contract(), batch)).isEmpty();
    assertThat(suggestions.contract().columns().getLast().allowed())
        .hasValueSatisfying(a -> assertThat(a).hasSize(2));
  }

  private static Batch batch(Dataset data) {
    List<Cells> columns = new ArrayList<>();
    for (Column column : data.columns()) {
      columns.add(
          switch (column) {
            case NumericColumn c -> new Cells.Numbers(c.values());
            case TextColumn c ->
                new Cells.Texts(
                    IntStream.range(0, c.size()).mapToObj(c::text).toArray(String[]::new));
          });
    }
    long[] rows = new long[data.size()];
    Arrays.setAll(rows, i -> i + 1L);
    return new Batch(data.columnNames(), columns, rows, List.of());
  }
}
