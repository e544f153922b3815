package dev.gambeson.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How much a finding matters, worst first. The order of the constants is the order of concern.
public enum Severity {
  CRITICAL,
  HIGH,
  MEDIUM,
  LOW,
  INFO;

  /// Lower-case name, as written in results and policies.
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Whether this is as bad as `other` or worse.
  public boolean atLeast(Severity other) {
    return compareTo(other) <= 0;
  }

  /// Reads the lower-case name; empty when there is no such severity.
  public static Optional<Severity> parse(String id) {
    return Arrays.stream(values())
        .filter(s -> s.id().equals(id.toLowerCase(Locale.ROOT)))
        .findFirst();
  }
}
