package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What the ledger says when it must stop.
final class Failures {
  private Failures() {}

  static GambesonException stopped(Path ledger, Throwable cause) {
    return GambesonException.badInput(
        "The ledger %s cannot write any more: %s. Entries already acknowledged are safe; nothing else is accepted until the cause is removed and the ledger is opened again."
            .formatted(ledger, text(cause)),
        cause);
  }

  static GambesonException closed(Path ledger) {
    return GambesonException.badInput(
        "The ledger " + ledger + " is closed. Open it again to write to it.");
  }

  /// The same reason for another caller: an exception that two callers share cannot be suppressed
  /// by one of them in favour of itself.
  static GambesonException again(GambesonException reason) {
    return GambesonException.badInput(String.valueOf(reason.getMessage()), reason);
  }

  static String text(Throwable cause) {
    if (cause instanceof FileSystemException e && e.getReason() == null) {
      return e.getClass().getSimpleName() + " " + e.getMessage();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /// For clean-up after another failure, which is the one to be told.
  static void closeQuietly(@Nullable AutoCloseable resource) {
    try {
      if (resource != null) {
        resource.close();
      }
    } catch (IOException e) {
      // the failure before this one is what the caller must hear of
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
