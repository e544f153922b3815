package dev.gambeson.guard.budget;

import static java.util.Objects.requireNonNull;

/// How much may be spent per period.
///
/// @param units in the unit of the ledger: thousandths of a bit for what answers reveal
///   ([#ofBits]), requests for a plain quota; 0 refuses everything
/// @param period after which it is full again
public record BudgetLimit(long units, BudgetPeriod period) {
  /// Units per bit of information.
  public static final long PER_BIT = 1000;

  public BudgetLimit {
    requireNonNull(period, "period");
    if (units < 0) {
      throw new IllegalArgumentException(
          "units is %d, but a budget cannot be negative; 0 refuses everything.".formatted(units));
    }
  }

  /// So many bits per period.
  public static BudgetLimit ofBits(double bits, BudgetPeriod period) {
    return new BudgetLimit(units(bits), period);
  }

  /// Bits as units, rounded up; at least 0 and finite.
  public static long units(double bits) {
    if (!(bits >= 0 && bits < 1e15)) {
      throw new IllegalArgumentException("%s bits cannot be counted".formatted(bits));
    }
    return (long) Math.ceil(bits * PER_BIT - 1e-6);
  }
}
