package dev.gambeson.data.pii;

/// How sure a hit is, from 0 to 1, by what speaks for it. From 0.5 on it is reported.
final class Scores {
  static final double REPORTED = 0.5;

  /// Tests that chance passes more often than this prove little.
  static final double PROVES_LITTLE = 0.13;

  private Scores() {}

  /// Without a word nearby that names it.
  ///
  /// @param chance share of random characters of this form that pass the test
  /// @param ownForm what the form adds where little else is written in it
  static double alone(double chance, double ownForm) {
    double base = chance <= 0.002 ? 0.7 : chance <= 0.02 ? 0.4 : chance <= 0.13 ? 0.25 : 0.1;
    return Math.min(0.9, base + ownForm);
  }

  /// With a word nearby, or in the name of the column, that names it.
  static double inContext(double chance) {
    return chance <= 0.02 ? 0.95 : chance <= 0.13 ? 0.85 : 0.65;
  }
}
