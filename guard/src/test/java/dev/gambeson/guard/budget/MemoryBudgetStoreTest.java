package dev.gambeson.guard.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class MemoryBudgetStoreTest extends BudgetStoreContract {
  private final MemoryBudgetStore store = new MemoryBudgetStore(100);

  @Override
  protected BudgetStore store() {
    return store;
  }

  @Test
  void noAccountIsForgottenToMakeRoom() {
    MemoryBudgetStore small = new MemoryBudgetStore(2);
    BudgetLimit limit = new BudgetLimit(1, BudgetPeriod.DAY);
    assertThat(small.tryReserve(new BudgetKey("a", "m"), limit, 1, NOON))
        .isInstanceOf(BudgetVerdict.Reserved.class);
    assertThat(small.tryReserve(new BudgetKey("b", "m"), limit, 1, NOON))
        .isInstanceOf(BudgetVerdict.Reserved.class);
    assertThat(small.tryReserve(new BudgetKey("c", "m"), limit, 1, NOON))
        .isInstanceOf(BudgetVerdict.Unavailable.class);
    assertThat(small.tryReserve(new BudgetKey("a", "m"), limit, 1, NOON))
        .isInstanceOf(BudgetVerdict.Exhausted.class);
  }

  @Test
  void accountsOfPastPeriodsMakeRoom() {
    MemoryBudgetStore small = new MemoryBudgetStore(1);
    BudgetLimit limit = new BudgetLimit(1, BudgetPeriod.DAY);
    small.tryReserve(new BudgetKey("a", "m"), limit, 1, NOON);
    assertThat(
            small.tryReserve(
                new BudgetKey("b", "m"), limit, 1, Instant.parse("2026-11-23T00:00:00Z")))
        .isInstanceOf(BudgetVerdict.Reserved.class);
  }

  @Test
  void periodsBeginAtMidnightUtc() {
    assertThat(BudgetPeriod.DAY.at(Instant.parse("2026-11-22T23:59:59.999Z")))
        .isEqualTo("2026-11-22");
    assertThat(BudgetPeriod.DAY.at(Instant.parse("2026-11-23T00:00:00Z"))).isEqualTo("2026-11-23");
    assertThat(BudgetPeriod.MONTH.renews(Instant.parse("2026-12-31T10:00:00Z")))
        .contains(Instant.parse("2027-01-01T00:00:00Z"));
    assertThat(BudgetPeriod.TOTAL.renews(NOON)).isEmpty();
  }
}
