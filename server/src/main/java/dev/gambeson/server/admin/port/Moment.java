package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/// A value at a time, for a chart.
///
/// @param time start of the interval that it sums up
/// @param value the value; NaN for none
/// @param low lower end of its interval; NaN for none
/// @param high upper end of its interval; NaN for none
public record Moment(Instant time, double value, double low, double high) {
  public Moment {
    requireNonNull(time, "time");
  }

  /// A value without an interval.
  public static Moment of(Instant time, double value) {
    return new Moment(time, value, Double.NaN, Double.NaN);
  }
}
