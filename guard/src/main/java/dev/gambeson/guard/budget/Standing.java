package dev.gambeson.guard.budget;

import static java.util.Objects.requireNonNull;

/// How a budget stands.
///
/// @param key whose
/// @param period name of the period
/// @param used settled units
/// @param reserved units set aside and not settled yet, leases of nodes included
/// @param limit units allowed
public record Standing(BudgetKey key, String period, long used, long reserved, long limit) {
  public Standing {
    requireNonNull(key, "key");
    requireNonNull(period, "period");
  }

  /// Units that can still be reserved; 0 when a lowered limit lies below what is gone.
  public long left() {
    return Math.max(0, limit - used - reserved);
  }

  /// Share of the limit that is used or reserved; 1 when there is nothing to spend.
  public double share() {
    return limit == 0 ? 1 : (double) (used + reserved) / limit;
  }
}
