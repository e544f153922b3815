package dev.gambeson.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelsTest {
  private static final List<String> NUMBERED = List.of("0", "1");

  private static Dataset table(Column label) {
    return new Dataset("t.csv", List.of(label));
  }

  private static Dataset text(String... labels) {
    return table(TextColumn.of("y", List.of(labels)));
  }

  private static Dataset numbers(double... labels) {
    return table(new NumericColumn("y", labels));
  }

  private static void refuses(Dataset data, List<String> classes, String... words) {
    assertThatThrownBy(() -> Labels.of(data, "y", classes))
        .isInstanceOf(GambesonException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void aLabelIsTheClassOfTheSameText() {
    Labels labels = Labels.of(text("no", "yes", "no"), "y", List.of("yes", "no"));
    assertThat(labels.truth()).containsExactly(1, 0, 1);
    assertThat(labels.values()).containsExactly("yes", "no");
    assertThat(labels.notice()).isEmpty();
  }

  @Test
  void aLabelIsTheClassOfTheSameNumber() {
    assertThat(Labels.of(text("1.0", "0.0"), "y", NUMBERED).truth()).containsExactly(1, 0);
    assertThat(Labels.of(numbers(1, 0), "y", List.of("0.0", "1.0")).truth()).containsExactly(1, 0);
  }

  @Test
  void textThatEqualsAClassIsPreferredOverNumericEquality() {
    assertThat(Labels.of(text("01", "1"), "y", List.of("1", "01")).truth()).containsExactly(1, 0);
  }

  @Test
  void otherLabelsStandForNumberedClassesInSortedOrderAndANoticeSaysSo() {
    Labels labels = Labels.of(text("good", "bad", "good"), "y", NUMBERED);
    assertThat(labels.truth()).containsExactly(1, 0, 1);
    assertThat(labels.values()).containsExactly("bad", "good");
    assertThat(labels.notice().orElseThrow()).contains("'bad' is class 0", "'good' is class 1");
  }

  @Test
  void numericLabelsAreSortedByValue() {
    Labels labels = Labels.of(numbers(10, -1, 9), "y", List.of("0", "1", "2"));
    assertThat(labels.truth()).containsExactly(2, 0, 1);
  }

  @Test
  void oneClassOnlyIsReadAndLeftToTheCheck() {
    assertThat(Labels.of(numbers(1, 1), "y", NUMBERED).truth()).containsExactly(1, 1);
  }

  @Test
  void oneOtherLabelCannotBePlaced() {
    refuses(text("good", "good"), NUMBERED, "row 1", "'good'", "0, 1");
  }

  @Test
  void aMissingLabelNamesItsRow() {
    refuses(text("1", ""), NUMBERED, "row 2 has no label", "'y'");
    refuses(numbers(1, 0, Double.NaN), NUMBERED, "row 3 has no label");
  }

  @Test
  void anUnknownLabelNamesItsRowAndTheClasses() {
    refuses(
        text("yes", "yess"),
        List.of("yes", "no"),
        "row 2",
        "'yess'",
        "yes, no",
        "Did you mean 'yes'?");
  }

  @Test
  void moreValuesThanClassesAskWhetherThisIsTheLabel() {
    refuses(numbers(17, 1, 18), NUMBERED, "row 1", "'17'", "3 distinct values", "2 classes");
  }

  @Test
  void anAbsentLabelColumnIsNamedWithTheNearestOne() {
    assertThatThrownBy(
            () -> Labels.of(table(TextColumn.of("income", List.of("1"))), "incme", NUMBERED))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("Did you mean 'income'");
  }
}
