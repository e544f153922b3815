package dev.gambeson.guard.budget;

final class MemoryBudgetLeasesTest extends BudgetLeasesContract {
  private final MemoryBudgetLeases ledger = new MemoryBudgetLeases();

  @Override
  protected BudgetLeases ledger() {
    return ledger;
  }
}
