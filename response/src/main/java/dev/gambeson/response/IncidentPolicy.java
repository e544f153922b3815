package dev.gambeson.response;

import java.time.Duration;

/// How alerts become incidents.
///
/// @param groupWithin an alert belongs to the unfinished incident of its key if that one's last
///   alert is at most this old; otherwise it opens another
/// @param repeatAfter alerts like the last one are only counted for this long, and for a hundredth
///   of the incident's age, before one stands in the timeline again: a timeline grows with the
///   logarithm of time, however many alerts come
/// @param reopenWithin an alert re-opens a resolved incident that is at most this old
/// @param falseAlarmFor for this long after a false alarm, alerts of the same or lesser severity
///   are counted and do not re-open it
/// @param containedGrace for this long after containment, late alerts do not re-open an incident
/// @param maxOpenedPerHour further ones of the same check go to one collective incident: an
///   attacker chooses how many clients there are
public record IncidentPolicy(
    Duration groupWithin,
    Duration repeatAfter,
    Duration reopenWithin,
    Duration falseAlarmFor,
    Duration containedGrace,
    int maxOpenedPerHour) {
  public IncidentPolicy {
    positive(groupWithin, "group-within");
    positive(repeatAfter, "repeat-after");
    positive(reopenWithin, "reopen-within");
    positive(falseAlarmFor, "false-alarm-for");
    positive(containedGrace, "contained-grace");
    if (maxOpenedPerHour < 1 || maxOpenedPerHour > 1_000_000) {
      throw new IllegalArgumentException(
          "incidents: max-opened-per-hour is %d; it must lie between 1 and 1000000"
              .formatted(maxOpenedPerHour));
    }
  }

  private static void positive(Duration value, String name) {
    if (value.isNegative() || value.isZero() || value.compareTo(Duration.ofDays(366)) > 0) {
      throw new IllegalArgumentException(
          "incidents: %s is %s; it must be longer than nothing and at most 366 days"
              .formatted(name, value));
    }
  }

  /// A day for grouping, re-opening and false alarms, a minute for repeats, five for containment,
  /// 500 new incidents an hour.
  public static IncidentPolicy defaults() {
    return new IncidentPolicy(
        Duration.ofDays(1),
        Duration.ofMinutes(1),
        Duration.ofDays(1),
        Duration.ofDays(1),
        Duration.ofMinutes(5),
        500);
  }
}
