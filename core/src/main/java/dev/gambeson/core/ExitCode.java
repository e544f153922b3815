package dev.gambeson.core;

/// How a command ended, for the shell. The numbers are a public contract.
public enum ExitCode {
  CLEAN(0, "clean"),
  FINDINGS(1, "findings at or above --fail-on"),
  COULD_NOT_RUN(2, "a check could not run or could not conclude"),
  NOTHING_EXAMINED(3, "nothing was examined"),
  USAGE(4, "wrong usage"),
  INTERNAL(5, "internal error");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /// The process exit status.
  public int code() {
    return code;
  }

  /// What it means, for `--help`.
  public String meaning() {
    return meaning;
  }
}
