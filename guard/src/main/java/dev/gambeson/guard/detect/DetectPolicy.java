package dev.gambeson.guard.detect;

import java.time.Duration;
import java.util.Optional;

/// How queries are watched. What is left out takes the default.
///
/// @param falseAlarmsPerClientMonth false alarms that a benign client may cause in 30 days, all
///   detectors together; default 0.01, from 1e-9 to 1
/// @param queriesPerClientDay rows that a busy client asks in a day; default 1,000, from 1 to 1e9.
///   Together they make alpha = false alarms a month / (30 times queries a day): see
///   [QueryWatch#alpha]
/// @param learningQueries scored queries from which a client's own calibration is learnt; default
///   400, from 200 to 2,000
/// @param levelHours hours without an alarm after which a level falls by a step; default 24, from 1
///   to 8,760
/// @param highest the highest step of the ladder; default `block`. It is never reached by the first
///   alarm: each alarm is one step, from `alert` on
/// @param memoryMegabytes for all that is remembered about clients; default 64, from 4 to 65,536
/// @param rowsPerQuery rows of a batch that are looked at, drawn at random; default 128, from 1 to
///   10,000
public record DetectPolicy(
    Optional<Double> falseAlarmsPerClientMonth,
    Optional<Long> queriesPerClientDay,
    Optional<Integer> learningQueries,
    Optional<Integer> levelHours,
    Optional<Level> highest,
    Optional<Integer> memoryMegabytes,
    Optional<Integer> rowsPerQuery) {
  private static final int DAYS = 30;

  public DetectPolicy {
    falseAlarmsPerClientMonth =
        within(falseAlarmsPerClientMonth, "false-alarms-per-client-month", 1e-9, 1);
    queriesPerClientDay = within(queriesPerClientDay, "queries-per-client-day", 1, 1e9);
    learningQueries = within(learningQueries, "learning-queries", 200, 2_000);
    levelHours = within(levelHours, "level-hours", 1, 8_760);
    memoryMegabytes = within(memoryMegabytes, "memory-megabytes", 4, 65_536);
    rowsPerQuery = within(rowsPerQuery, "rows-per-query", 1, 10_000);
    highest
        .filter(l -> l.compareTo(Level.ALERT) < 0)
        .ifPresent(l -> {
          throw new IllegalArgumentException(
              "The policy of the detectors sets highest to %s; take alert or a step above it."
                  .formatted(l));
        });
  }

  private static <T extends Number> Optional<T> within(
      Optional<T> value, String name, double min, double max) {
    if (value.isPresent()
        && !(value.get().doubleValue() >= min && value.get().doubleValue() <= max)) {
      throw new IllegalArgumentException(
          "The policy of the detectors sets %s to %s; it must lie between %s and %s."
              .formatted(name, value.get(), min, max));
    }
    return value;
  }

  /// All defaults.
  public static DetectPolicy defaults() {
    return new DetectPolicy(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /// The same with another budget of false alarms.
  public DetectPolicy budget(double falseAlarms, long queries) {
    return new DetectPolicy(
        Optional.of(falseAlarms),
        Optional.of(queries),
        learningQueries,
        levelHours,
        highest,
        memoryMegabytes,
        rowsPerQuery);
  }

  /// Probability of an alarm per benign query.
  double alpha() {
    double budget = falseAlarmsPerClientMonth.orElse(DetectInfos.defaultOf(DetectInfos.BUDGET));
    double queries =
        queriesPerClientDay.orElse((long) DetectInfos.defaultOf(DetectInfos.QUERIES_PER_DAY));
    return Math.min(0.01, budget / (DAYS * queries));
  }

  int learning() {
    return learningQueries.orElse((int) DetectInfos.defaultOf(DetectInfos.LEARNING));
  }

  Duration ttl() {
    return Duration.ofHours(
        levelHours.orElse((int) DetectInfos.defaultOf(DetectInfos.LEVEL_HOURS)));
  }

  Level top() {
    return highest.orElse(Level.BLOCK);
  }

  long memoryBytes() {
    return memoryMegabytes.orElse(64) * (1L << 20);
  }

  int mostRows() {
    return rowsPerQuery.orElse(128);
  }
}
