package dev.gambeson.artifact.scan.engine;

import java.util.Locale;

/// What the scanner says of one file. The order of the constants is the order of concern: a file's
/// verdict is the worst that anything in it earned.
public enum Verdict {
  /// Every byte was read and belongs to a parsed structure, and nothing in it runs.
  CLEAN,
  /// Something could not be read to its end: nothing is known about it. Never clean.
  INCONCLUSIVE,
  /// A person should look before it is used.
  REVIEW,
  /// Do not load it.
  BLOCK;

  /// Lower-case name, as written in results.
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The worse of the two.
  public Verdict or(Verdict other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
