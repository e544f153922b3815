package dev.gambeson.data.screen.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ItemColumnTest {
  @Test
  void values_that_few_rows_carry_are_left_out() {
    TextColumn column = TextColumn.of("x", List.of("a", "b", "a", "", "a", ""));
    ItemColumn items = ItemColumn.values(column, 2).orElseThrow();
    assertThat(items.items()).containsExactlyInAnyOrder("= a", "is missing");
    assertThat(items.codes()[1]).isEqualTo(-1);
    assertThat(items.codes()[0]).isEqualTo(items.codes()[4]);
  }

  @Test
  void zero_and_minus_zero_are_one_value() {
    NumericColumn column = new NumericColumn("x", new double[] {0.0, -0.0, 1, 2});
    assertThat(ItemColumn.values(column, 2).orElseThrow().items()).containsExactly("= 0");
  }

  @Test
  void nothing_common_means_no_items() {
    assertThat(ItemColumn.values(TextColumn.of("x", List.of("a", "b")), 2)).isEmpty();
  }

  @Test
  void windows_cut_a_fine_number_and_hold_the_same_cells_elsewhere() {
    RandomGenerator r = new Seed(3).random();
    double[] values = r.doubles(1000).toArray();
    NumericColumn column = new NumericColumn("x", values);
    ItemColumn windows = ItemColumn.windows(column, 50).orElseThrow();
    assertThat(windows.items()).hasSize(20);
    for (int row = 0; row < 1000; row++) {
      assertThat(windows.holds(windows.codes()[row], column, row)).isTrue();
    }
  }

  @Test
  void a_number_of_few_values_has_no_windows() {
    NumericColumn column = new NumericColumn("x", new double[] {1, 2, 1, 2, 1, 2, 1, 2});
    assertThat(ItemColumn.windows(column, 2)).isEmpty();
  }
}
