package dev.gambeson.guard.budget;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/// After which time a budget is full again. Periods begin at midnight UTC.
public enum BudgetPeriod {
  /// Each day.
  DAY,
  /// Each month.
  MONTH,
  /// Never: the budget of a lifetime.
  TOTAL;

  private record Today(long epochDay, String day, String month) {
    static Today at(Instant time) {
      LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
      return new Today(day.toEpochDay(), day.toString(), day.toString().substring(0, 7));
    }
  }

  /// Formatting a date costs more than all the rest of a reservation.
  private static volatile Today today = Today.at(Instant.EPOCH);

  private static Today today(Instant time) {
    Today known = today;
    if (known.epochDay() != Math.floorDiv(time.getEpochSecond(), 86_400)) {
      known = Today.at(time);
      today = known;
    }
    return known;
  }

  /// Name of the period that a moment lies in, for example `2026-11` or `2026-11-22`; sorts by
  /// time; `total` for [#TOTAL].
  public String at(Instant time) {
    return switch (this) {
      case DAY -> today(time).day();
      case MONTH -> today(time).month();
      case TOTAL -> "total";
    };
  }

  /// When the next period begins; empty for [#TOTAL].
  public Optional<Instant> renews(Instant time) {
    LocalDate day = LocalDate.ofInstant(time, ZoneOffset.UTC);
    return switch (this) {
      case DAY -> Optional.of(day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC));
      case MONTH ->
          Optional.of(day.withDayOfMonth(1).plusMonths(1).atStartOfDay().toInstant(ZoneOffset.UTC));
      case TOTAL -> Optional.empty();
    };
  }
}
