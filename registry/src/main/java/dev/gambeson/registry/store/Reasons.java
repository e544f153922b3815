package dev.gambeson.registry.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Says in words why a file operation failed; the JDK's exceptions often hold only the path.
public final class Reasons {
  private Reasons() {}

  /// The reason, without a full stop.
  public static String of(IOException e) {
    return switch (e) {
      case NoSuchFileException n -> n.getFile() + " does not exist";
      case AccessDeniedException a -> "no permission for " + a.getFile();
      case FileAlreadyExistsException f -> f.getFile() + " exists already";
      case NotDirectoryException n -> n.getFile() + " is no folder";
      case FileSystemException f when f.getReason() != null -> f.getFile() + ": " + f.getReason();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }
}
