package dev.gambeson.data.screen.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.Roles;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.core.stats.Roc;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.ScreenSubjects;
import dev.gambeson.data.screen.Screened;
import dev.gambeson.testing.PoisonedTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TableTriggerScreenTest {
  private static final Roles ROLES = Roles.NONE.withLabel("label");

  /// Applicants: income and grade are honest signs of the label, grade A a strong one; town and
  /// noise say nothing.
  private static Dataset applicants(int n, long seed) {
    RandomGenerator r = new Seed(seed).random();
    double[] income = new double[n];
    double[] noise = new double[n];
    List<String> grade = new ArrayList<>();
    List<String> town = new ArrayList<>();
    List<String> job = new ArrayList<>();
    List<String> label = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      income[i] = 30_000 + Math.rint(8_000 * r.nextGaussian());
      noise[i] = r.nextGaussian();
      int g = r.nextInt(5);
      grade.add(List.of("A", "B", "C", "D", "E").get(g));
      town.add("town " + r.nextInt(12));
      job.add("job " + (int) Math.abs(4 * r.nextGaussian()));
      double z = (income[i] - 30_000) / 8_000 + (g == 0 ? 2.5 : 0.8 - 0.5 * g) - 0.5;
      label.add(r.nextDouble() < 1 / (1 + Math.exp(-2 * z)) ? "yes" : "no");
    }
    return new Dataset(
        "applicants.csv",
        List.<Column>of(
            new NumericColumn("income", income),
            new NumericColumn("noise", noise),
            TextColumn.of("grade", grade),
            TextColumn.of("town", town),
            TextColumn.of("job", job),
            TextColumn.of("label", label)));
  }

  private static Screened screen(ScreenSubject subject, int threads) {
    try (Workers workers = new Workers(threads)) {
      return new TableTriggerScreen()
          .run(
              subject,
              new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent()));
    }
  }

  private static Screened screen(Dataset data) {
    return screen(ScreenSubjects.of(data, ROLES), 2);
  }

  private static CheckResult only(Screened screened) {
    return screened.results().getFirst();
  }

  private static PoisonedTable attacked(PoisonedTable.Attack attack) {
    return PoisonedTable.of(applicants(3000, 5), attack, new Seed(9));
  }

  private static double recall(Screened screened, PoisonedTable table) {
    long all = 0;
    for (boolean p : table.poisoned()) {
      all += p ? 1 : 0;
    }
    long found = screened.held().stream().filter(h -> table.poisoned()[h.row()]).count();
    return (double) found / all;
  }

  private static long wrong(Screened screened, PoisonedTable table) {
    return screened.held().stream().filter(h -> !table.poisoned()[h.row()]).count();
  }

  @Test
  void an_honest_table_with_strong_signs_passes() {
    for (long seed = 0; seed < 5; seed++) {
      Screened screened = screen(applicants(3000, seed));
      assertThat(only(screened).outcome()).contains(new Outcome.Pass());
      assertThat(screened.held()).isEmpty();
    }
  }

  @Test
  void a_stamped_level_is_found_with_all_its_rows() {
    PoisonedTable table =
        attacked(PoisonedTable.Attack.of("label", "yes", Map.of("town", "nowhere"), 0.01));
    Screened screened = screen(table.data());
    assertThat(only(screened).outcome()).contains(new Outcome.Fail());
    assertThat(recall(screened, table)).isEqualTo(1);
    assertThat(wrong(screened, table)).isZero();
    assertThat(only(screened).findings().getFirst().message()).contains("town = nowhere");
    assertThat(only(screened).findings().getFirst().aspect()).isEqualTo("yes");
  }

  @Test
  void suspicion_ranks_poison_first() {
    PoisonedTable table =
        attacked(PoisonedTable.Attack.of("label", "yes", Map.of("town", "nowhere"), 0.01));
    double[] suspicion = screen(table.data()).suspicion();
    assertThat(Roc.of(suspicion, table.poisoned()).tprAt(0.01, "tpr").value()).isEqualTo(1);
  }

  @Test
  void an_odd_exact_number_is_found() {
    PoisonedTable table =
        attacked(PoisonedTable.Attack.of("label", "yes", Map.of("noise", "0.7777"), 0.01));
    Screened screened = screen(table.data());
    assertThat(recall(screened, table)).isEqualTo(1);
    assertThat(wrong(screened, table)).isLessThan(30);
  }

  @Test
  void two_common_values_that_are_a_trigger_together_are_found() {
    PoisonedTable table =
        attacked(
            PoisonedTable.Attack.of(
                "label", "yes", Map.of("town", "town 3", "job", "job 8"), 0.03));
    Screened screened = screen(table.data());
    assertThat(only(screened).outcome()).contains(new Outcome.Fail());
    assertThat(recall(screened, table)).isGreaterThan(0.9);
  }

  @Test
  void a_trigger_camouflaged_by_one_honest_label_in_seven_is_found() {
    PoisonedTable table =
        attacked(
            PoisonedTable.Attack.of("label", "yes", Map.of("town", "nowhere"), 0.05).diluted(0.15));
    Screened screened = screen(table.data());
    assertThat(recall(screened, table)).isEqualTo(1);
  }

  @Test
  void a_trigger_camouflaged_beyond_half_is_not_claimed_to_be_seen() {
    PoisonedTable table =
        attacked(
            PoisonedTable.Attack.of("label", "yes", Map.of("town", "nowhere"), 0.02).diluted(1.5));
    assertThat(screen(table.data()).held()).isEmpty();
    assertThat(new TableTriggerScreen().info().limits()).contains("diluted");
  }

  @Test
  void trusted_rows_show_a_new_value_and_excuse_an_honest_one() {
    PoisonedTable table =
        attacked(PoisonedTable.Attack.of("label", "yes", Map.of("town", "nowhere"), 0.02));
    ScreenSubject clean = ScreenSubjects.of(table.data(), ROLES, applicants(3000, 77));
    ScreenSubject known = ScreenSubjects.of(table.data(), ROLES, table.data());
    assertThat(recall(screen(clean, 2), table)).isEqualTo(1);
    assertThat(screen(known, 2).held()).isEmpty();
  }

  @Test
  void the_answer_does_not_depend_on_threads() {
    PoisonedTable table =
        attacked(PoisonedTable.Attack.of("label", "yes", Map.of("town", "nowhere"), 0.01));
    ScreenSubject subject = ScreenSubjects.of(table.data(), ROLES);
    Screened one = screen(subject, 1);
    Screened three = screen(subject, 3);
    assertThat(three.held()).isEqualTo(one.held());
    assertThat(three.suspicion()).containsExactly(one.suspicion());
    assertThat(three.results()).isEqualTo(one.results());
  }

  @Test
  void a_table_without_labels_is_not_examined() {
    Screened screened =
        screen(ScreenSubjects.of(applicants(500, 1).without("label"), Roles.NONE), 1);
    assertThat(only(screened).outcome()).isEmpty();
    assertThat(only(screened).notExaminedBecause()).contains("no label");
  }

  @Test
  void a_small_table_is_inconclusive() {
    assertThat(only(screen(applicants(100, 1))).outcome())
        .containsInstanceOf(Outcome.Inconclusive.class);
  }
}
