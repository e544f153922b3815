package dev.gambeson.guard.input;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/// Something about an input that is not as it was in training. Holds no value of the input.
///
/// @param kind what
/// @param row which row of the request, from 0; -1 for the whole request
/// @param feature which feature; empty for the whole row or request
public record InputFault(Kind kind, int row, String feature) {
  /// What can be wrong.
  public enum Kind {
    /// The number of features.
    WIDTH,
    /// The number of rows.
    ROWS,
    /// An infinite number.
    INFINITE,
    /// A number outside the training range.
    OUT_OF_RANGE,
    /// A fraction where whole numbers are expected.
    FRACTION,
    /// A level that no training row held.
    UNSEEN_LEVEL,
    /// A missing value where none was missing.
    MISSING,
    /// A row unlike any training row.
    OFF_MANIFOLD;

    /// Plain token for the log and the metrics, for example `out-of-range`.
    public String token() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  public InputFault {
    requireNonNull(kind, "kind");
    requireNonNull(feature, "feature");
  }

  /// One sentence for the client. It names the row and the feature, which are the client's own
  /// words, and nothing that the client sent or that training held.
  String sentence() {
    String where = feature.isEmpty() ? "Row " + row : "Row " + row + ", feature '" + feature + "'";
    return switch (kind) {
      case WIDTH -> "The rows do not have the features of this model.";
      case ROWS -> "The request holds no rows, or more than are allowed.";
      case INFINITE -> where + ": the number must be finite.";
      case OUT_OF_RANGE -> where + ": the number is out of range.";
      case FRACTION -> where + ": a whole number is needed.";
      case UNSEEN_LEVEL -> where + ": this category is not known.";
      case MISSING -> where + ": a value is needed.";
      case OFF_MANIFOLD -> where + ": this combination of values cannot be answered.";
    };
  }
}
