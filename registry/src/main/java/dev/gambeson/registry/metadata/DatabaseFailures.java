package dev.gambeson.registry.metadata;

import dev.gambeson.core.GambesonException;
import java.sql.SQLException;
import org.h2.api.ErrorCode;

/// Failures of the database in words.
final class DatabaseFailures {
  private DatabaseFailures() {}

  static boolean inUse(SQLException e) {
    return e.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1;
  }

  static GambesonException opening(String address, SQLException e) {
    return switch (e.getErrorCode()) {
      case ErrorCode.DATABASE_ALREADY_OPEN_1 ->
          GambesonException.badInput(
              "Another process has %s open. The embedded database takes one process at a time: wait for it, or configure PostgreSQL. Nothing was changed."
                  .formatted(address));
      case ErrorCode.DATABASE_NOT_FOUND_WITH_IF_EXISTS_1, ErrorCode.DATABASE_NOT_FOUND_1 ->
          GambesonException.badInput(
              "The database file is missing from %s. Restore it from a backup; the objects alone do not tell which version is which."
                  .formatted(address));
      case ErrorCode.FILE_CORRUPTED_1, ErrorCode.IO_EXCEPTION_1, ErrorCode.IO_EXCEPTION_2 ->
          GambesonException.badInput(
              "The database of %s is damaged or cannot be read (%s). Restore it from a backup, then run `gambeson registry verify`: it compares it with the ledger."
                  .formatted(address, firstLine(e)),
              e);
      default ->
          GambesonException.badInput("%s cannot be opened: %s".formatted(address, firstLine(e)), e);
    };
  }

  static GambesonException using(String address, RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof GambesonException g) {
        return g;
      }
      if (cause instanceof SQLException sql) {
        return GambesonException.badInput(
            "%s failed: %s. What was not acknowledged did not happen, or is finished when the registry is opened again."
                .formatted(address, firstLine(sql)),
            e);
      }
    }
    return GambesonException.badInput(address + " failed: " + e.getClass().getSimpleName(), e);
  }

  private static String firstLine(SQLException e) {
    String message = String.valueOf(e.getMessage());
    // H2 appends the statement after ';'
    return message.lines().findFirst().orElse("").replaceAll("; SQL statement:.*", "");
  }
}
