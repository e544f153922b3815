package dev.gambeson.monitor;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/// The counts of a stretch of time.
///
/// @param from when it began
/// @param to when it ended, itself not in it
/// @param counts laid out by the reference's [dev.gambeson.monitor.reference.Layout]; not copied:
///   treat as immutable
@SuppressWarnings("ArrayRecordComponent") // a bulk buffer, passed along without copies
public record Window(Instant from, Instant to, long[] counts) {
  public Window {
    requireNonNull(from, "from");
    requireNonNull(to, "to");
  }

  /// Number of rows.
  long rows() {
    return counts[0];
  }
}
