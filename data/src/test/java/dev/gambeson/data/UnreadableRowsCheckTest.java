package dev.gambeson.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Batch.Flaw;
import dev.gambeson.core.data.Cells;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class UnreadableRowsCheckTest {
  private final UnreadableRowsCheck check = new UnreadableRowsCheck();

  private static Batch batch(int rows, Flaw... flaws) {
    String[] cells = IntStream.range(0, rows).mapToObj(Integer::toString).toArray(String[]::new);
    return new Batch(
        List.of("a"),
        List.of(new Cells.Texts(cells)),
        LongStream.rangeClosed(1, rows).toArray(),
        List.of(flaws));
  }

  private CheckResult judge(UnreadableRowsCheck.Seen seen) {
    try (Workers workers = new Workers(1)) {
      CheckContext context =
          new CheckContext(Policy.defaults(), new Seed(1), workers, Progress.silent());
      return check.judge(seen, "t.csv", context).getFirst();
    }
  }

  @Test
  void aTableWithoutFlawsPasses() {
    UnreadableRowsCheck.Seen seen = check.start();
    seen.add(batch(10));
    assertThat(judge(seen).outcome()).contains(new Outcome.Pass());
  }

  @Test
  void oneFlawFailsAndIsNamed() {
    UnreadableRowsCheck.Seen seen = check.start();
    seen.add(batch(99, new Flaw(7, "has 3 cells, but the header has 2")));
    CheckResult result = judge(seen);

    assertThat(result.outcome()).contains(new Outcome.Fail());
    assertThat(result.findings().getFirst().message())
        .contains("1 of 100 rows (1.0 %)", "row 7 has 3 cells");
    assertThat(result.findings().getFirst().where().row()).hasValue(7);
  }

  @Test
  void theOrderOfBatchesAndMergesDoesNotShow() {
    Flaw[] flaws = IntStream.range(1, 60).mapToObj(i -> new Flaw(i, "is odd")).toArray(Flaw[]::new);
    UnreadableRowsCheck.Seen one = check.start();
    one.add(batch(5, flaws));
    UnreadableRowsCheck.Seen left = check.start();
    UnreadableRowsCheck.Seen right = check.start();
    for (int i = 0; i < flaws.length; i++) {
      (i % 2 == 0 ? left : right).add(batch(i == 3 ? 5 : 0, flaws[flaws.length - 1 - i]));
    }
    right.merge(left);

    assertThat(judge(right)).isEqualTo(judge(one));
  }

  @Test
  void noRowsAreNoPass() {
    assertThat(judge(check.start()).outcome().orElseThrow())
        .isInstanceOf(Outcome.Inconclusive.class);
  }
}
