package dev.gambeson.cli.terminal;

import java.io.Console;

/// Whether a person is looking.
public final class Terminal {
  private Terminal() {}

  /// Whether standard input and output are a terminal.
  @SuppressWarnings(
      "SystemConsoleNull") // null when piped on 25.0.3, though not on every JDK since 22
  public static boolean isPresent() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
