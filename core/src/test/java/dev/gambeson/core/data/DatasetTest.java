package dev.gambeson.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DatasetTest {
  private final Dataset data =
      new Dataset(
          "t.csv",
          List.of(
              new NumericColumn("age", new double[] {30, Double.NaN, 41.5}),
              TextColumn.of("job", Arrays.asList("cook", "", "clerk"))));

  @Test
  void aMissingColumnIsNamedWithTheClosestOne() {
    assertThatThrownBy(() -> data.column("jobs"))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("t.csv has no column 'jobs'")
        .hasMessageContaining("Did you mean 'job'?");
  }

  @Test
  void cellsReadAsTheyWereWritten() {
    assertThat(data.column("age").text(0)).isEqualTo("30");
    assertThat(data.column("age").text(1)).isEmpty();
    assertThat(data.column("age").text(2)).isEqualTo("41.5");
    assertThat(data.column("job").isMissing(1)).isTrue();
  }

  @Test
  void encodingKeepsNumbersAndTurnsLevelsIntoIndices() {
    FeatureSpace space =
        new FeatureSpace(
            List.of(
                new Feature.Categorical("job", List.of("clerk", "cook"), false),
                new Feature.Numeric("age", false, 0, 100, 1, false)));
    Rows rows = space.encode(data);
    assertThat(rows.row(0)).containsExactly(1, 30);
    assertThat(rows.row(1)).containsExactly(-1, Double.NaN);
    assertThat(space.text(0, 1)).isEqualTo("cook");
  }

  @Test
  void textWhereNumbersAreNeededNamesRowAndCell() {
    FeatureSpace space =
        new FeatureSpace(List.of(new Feature.Numeric("job", false, 0, 1, 1, false)));
    assertThatThrownBy(() -> space.encode(data))
        .hasMessageContaining("column 'job' must be numeric")
        .hasMessageContaining("row 1 holds 'cook'");
  }

  @Test
  void selectingRowsKeepsOrderAndColumns() {
    Dataset picked = data.select(new int[] {2, 0});
    assertThat(picked.column("job").text(0)).isEqualTo("clerk");
    assertThat(picked.column("age").text(1)).isEqualTo("30");
    assertThat(picked.without("age").columnNames()).containsExactly("job");
  }
}
