package dev.gambeson.redteam.evasion;

/// How the size of a change is measured, over numeric features in units of their scale.
public enum Norm {
  /// The largest single change.
  LINF,
  /// The Euclidean length.
  L2,
  /// The sum of the changes.
  L1;

  /// The size of a vector of scaled changes.
  public double of(double[] change) {
    double size = 0;
    for (double c : change) {
      size =
          switch (this) {
            case LINF -> Math.max(size, Math.abs(c));
            case L2 -> size + c * c;
            case L1 -> size + Math.abs(c);
          };
    }
    return this == L2 ? Math.sqrt(size) : size;
  }
}
