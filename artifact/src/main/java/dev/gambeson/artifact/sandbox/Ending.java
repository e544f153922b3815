package dev.gambeson.artifact.sandbox;

/// How a confined program ended.
public sealed interface Ending {
  /// It ended by itself. A program that was refused memory, files or a system call usually ends
  /// this way, with a status of its own.
  ///
  /// @param status exit status, 0 to 255
  record Exited(int status) implements Ending {}

  /// A signal ended it that was not a limit's: it crashed, aborted, or (31, `SIGSYS`) used the
  /// system-call numbers of another architecture.
  ///
  /// @param signal number
  record Crashed(int signal) implements Ending {}

  /// It was killed for using too much.
  ///
  /// @param limit what it ran into
  record Stopped(Limit limit) implements Ending {}

  /// Whether it ended by itself with status 0.
  default boolean well() {
    return this instanceof Exited(int status) && status == 0;
  }

  /// One phrase for a message.
  default String words() {
    return switch (this) {
      case Exited(int status) -> "it ended with exit status " + status;
      case Crashed(int signal) -> "signal " + signal + " ended it";
      case Stopped(Limit limit) -> "it was killed at its limit of " + limit.title();
    };
  }
}
