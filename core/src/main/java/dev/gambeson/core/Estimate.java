package dev.gambeson.core;

import static java.util.Objects.requireNonNull;

/// A measured number with what is needed to trust it: an interval, the sample size and the method.
/// No verdict in Gambeson rests on a bare number.
///
/// @param name what was measured, with its unit or direction where it has one
/// @param value point estimate; NaN where the quantity is undefined on this sample
/// @param low lower end of the interval, at most `value`; NaN where undefined
/// @param high upper end of the interval, at least `value`; NaN where undefined
/// @param n number of rows (or pairs, or queries) behind the estimate
/// @param method how value and interval were made, for example `Wilson 95 %`
public record Estimate(String name, double value, double low, double high, long n, String method) {
  public Estimate {
    requireNonNull(name, "name");
    requireNonNull(method, "method");
    if (low > value || high < value) {
      throw new IllegalArgumentException(
          "Estimate %s: interval [%s, %s] does not hold its value %s"
              .formatted(name, low, high, value));
    }
  }

  /// A number that is known without sampling error (a count, a hash match), interval of width zero.
  public static Estimate exact(String name, double value, long n) {
    return new Estimate(name, value, value, value, n, "exact");
  }

  /// A quantity that this sample does not define, with the reason.
  public static Estimate undefined(String name, long n, String reason) {
    return new Estimate(name, Double.NaN, Double.NaN, Double.NaN, n, "undefined: " + reason);
  }

  /// Whether the sample defines the quantity.
  public boolean isDefined() {
    return !Double.isNaN(value);
  }
}
