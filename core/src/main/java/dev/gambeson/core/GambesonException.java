package dev.gambeson.core;

/// Something the user can put right. The message says what is wrong, where, and what to do; it is
/// shown as it is, without a stack trace, and never holds a secret.
public final class GambesonException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final ExitCode exitCode;

  private GambesonException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  private GambesonException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /// The command was called wrongly: a flag, a path or a name in the configuration.
  public static GambesonException usage(String message) {
    return new GambesonException(ExitCode.USAGE, message);
  }

  /// An input could not be read or does not fit: malformed, too large, of the wrong kind or shape.
  public static GambesonException badInput(String message) {
    return new GambesonException(ExitCode.COULD_NOT_RUN, message);
  }

  /// As [#badInput(String)], with the failure that revealed it.
  public static GambesonException badInput(String message, Throwable cause) {
    return new GambesonException(ExitCode.COULD_NOT_RUN, message, cause);
  }

  /// There is nothing to examine: an empty set, an empty folder.
  public static GambesonException nothingExamined(String message) {
    return new GambesonException(ExitCode.NOTHING_EXAMINED, message);
  }

  /// The exit status this ends the command with.
  public ExitCode exitCode() {
    return exitCode;
  }
}
