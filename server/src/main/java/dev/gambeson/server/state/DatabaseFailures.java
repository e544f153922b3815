package dev.gambeson.server.state;

import dev.gambeson.core.GambesonException;
import java.sql.SQLException;
import org.h2.api.ErrorCode;

/// Failures of the database in words; no statement, no value and no password in them.
final class DatabaseFailures {
  private DatabaseFailures() {}

  static GambesonException opening(String address, Throwable failure) {
    SQLException e = sql(failure);
    int code = e == null ? 0 : e.getErrorCode();
    return switch (code) {
      case ErrorCode.DATABASE_ALREADY_OPEN_1 ->
          GambesonException.badInput(
              "%s is open in another process. The embedded database takes one process at a time: stop the other, or configure PostgreSQL. Nothing was changed."
                  .formatted(address));
      case ErrorCode.FILE_CORRUPTED_1, ErrorCode.IO_EXCEPTION_1, ErrorCode.IO_EXCEPTION_2 ->
          GambesonException.badInput(
              "%s is damaged or cannot be read (%s). Restore it with `gambeson serve restore`."
                  .formatted(address, reason(e)),
              failure);
      default ->
          GambesonException.badInput(
              "%s cannot be opened: %s.".formatted(address, reason(e)), failure);
    };
  }

  static RuntimeException using(String address, RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof GambesonException own) {
        return own;
      }
    }
    return new Database.Lost("%s failed: %s.".formatted(address, reason(sql(failure))), failure);
  }

  /// A key that exists already: SQLSTATE 23505 in both.
  static boolean isTaken(Throwable failure) {
    SQLException e = sql(failure);
    return e != null && "23505".equals(e.getSQLState());
  }

  /// A deadlock, a lock that was not had in time, a row that changed meanwhile: worth another try.
  static boolean isContention(Throwable failure) {
    SQLException e = sql(failure);
    return e != null
        && ("40001".equals(e.getSQLState())
            || "40P01".equals(e.getSQLState())
            || "HYT00".equals(e.getSQLState()));
  }

  private static @org.jspecify.annotations.Nullable SQLException sql(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException e) {
        return e;
      }
    }
    return null;
  }

  /// H2 appends the statement after ';', PostgreSQL details on further lines.
  private static String reason(@org.jspecify.annotations.Nullable SQLException e) {
    if (e == null) {
      return "reason unknown";
    }
    return String.valueOf(e.getMessage())
        .lines()
        .findFirst()
        .orElse("")
        .replaceAll("; SQL statement:.*", "");
  }
}
