package dev.gambeson.guard.budget;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/// How much one class of clients may learn of a model per period.
///
/// @param bits information that answers may carry, [dev.gambeson.guard.output.Leakage]; no limit
///   when absent, but counted all the same. A tenth to a third of the knee of the model's
///   [ExtractionCurve] is a good start
/// @param rows how many different rows may be answered; no limit when absent
/// @param period after which both are full again
/// @param near an answer whose two highest scores are closer than this counts double, since it
///   tells where the boundary is; 0 to 1; 0.1 when absent
public record BudgetPolicy(
    Optional<Double> bits, Optional<Long> rows, BudgetPeriod period, Optional<Double> near) {
  /// What no client reaches: 10^15 units.
  static final long UNLIMITED = 1_000_000_000_000_000L;

  public BudgetPolicy {
    bits.ifPresent(b -> require(b >= 0 && b <= 1e12, "bits", b, "0 to 1e12"));
    rows.ifPresent(r -> require(r >= 0 && r <= UNLIMITED, "rows", r, "0 to 1e15"));
    requireNonNull(period, "period");
    near.ifPresent(n -> require(n >= 0 && n <= 1, "near", n, "0 to 1"));
  }

  private static void require(boolean fine, String what, Object value, String range) {
    if (!fine) {
      throw new IllegalArgumentException("%s is %s, but must be %s.".formatted(what, value, range));
    }
  }

  /// So many bits a month.
  public static BudgetPolicy monthly(double bits) {
    return new BudgetPolicy(
        Optional.of(bits), Optional.empty(), BudgetPeriod.MONTH, Optional.empty());
  }

  BudgetLimit bitLimit() {
    return bits.map(b -> BudgetLimit.ofBits(b, period)).orElse(new BudgetLimit(UNLIMITED, period));
  }

  BudgetLimit rowLimit() {
    return new BudgetLimit(rows.orElse(UNLIMITED), period);
  }

  double nearMargin() {
    return near.orElse(0.1);
  }
}
