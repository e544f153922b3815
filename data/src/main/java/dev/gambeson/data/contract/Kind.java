package dev.gambeson.data.contract;

/// The ways in which a single cell can break the rule of its column.
enum Kind {
  EMPTY,
  TYPE,
  MIN,
  MAX,
  LENGTH,
  REGEX,
  FORMAT,
  ALLOWED;

  /// Its place in a set of breaches.
  int bit() {
    return 1 << ordinal();
  }
}
