package dev.gambeson.core;

/// Where long work says how far it is. Thread-safe.
@FunctionalInterface
public interface Progress {
  /// @param what the step, in words a user understands
  /// @param done share done, from 0 to 1
  void report(String what, double done);

  /// Says nothing.
  static Progress silent() {
    return (_, _) -> {};
  }
}
