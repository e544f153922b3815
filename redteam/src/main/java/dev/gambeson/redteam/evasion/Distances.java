package dev.gambeson.redteam.evasion;

/// How far a row was moved. Numeric changes count in units of each feature's scale; categorical
/// changes are counted, not measured.
///
/// @param linf the largest numeric change
/// @param l2 the Euclidean length of the numeric changes
/// @param l1 the sum of the numeric changes
/// @param categorical how many categorical features changed
public record Distances(double linf, double l2, double l1, int categorical) {
  /// Nothing changed.
  public static final Distances NONE = new Distances(0, 0, 0, 0);

  /// The numeric distance in one norm.
  public double in(Norm norm) {
    return switch (norm) {
      case LINF -> linf;
      case L2 -> l2;
      case L1 -> l1;
    };
  }
}
