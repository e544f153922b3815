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
    return 1 << place();
  }

  /// Its place among the kinds.
  @SuppressWarnings("EnumOrdinal") // never leaves the process
  int place() {
    return ordinal();
  }
}
