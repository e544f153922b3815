package dev.gambeson.server.serving;

import java.util.Locale;

/// Why a house takes a version out of service by itself.
public enum Trigger {
  /// It answered golden queries wrongly, twice in a row.
  GOLDEN_QUERY,
  /// Its signature or digest is not what it must be.
  SIGNATURE,
  /// It fails too often.
  ERROR_RATE;

  /// Lower-case name with hyphens.
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Whether the version is wrong for certain, rather than perhaps its surroundings.
  boolean certain() {
    return this != ERROR_RATE;
  }
}
