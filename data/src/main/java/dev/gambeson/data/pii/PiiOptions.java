package dev.gambeson.data.pii;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Roles;
import java.util.List;
import java.util.Set;

/// What a search for personal data is told.
///
/// @param roles what the columns are for; the label is the sensitive column of l-diversity unless
///   `sensitive` names others
/// @param custom identifiers of one's own
/// @param expected columns that may hold personal data: looked at and listed, no failure
/// @param quasi quasi-identifiers for k-anonymity; none: proposed by the names of the columns
/// @param sensitive sensitive columns for l-diversity; none: the label
/// @param oneRowIn examines one row in so many, chosen by a hash of its number; 1 examines all
public record PiiOptions(
    Roles roles,
    List<CustomIdentifier> custom,
    Set<String> expected,
    List<String> quasi,
    List<String> sensitive,
    int oneRowIn) {
  private static final int MAX_CUSTOM = 100;

  public PiiOptions {
    custom = List.copyOf(custom);
    expected = Set.copyOf(expected);
    quasi = List.copyOf(quasi);
    sensitive = List.copyOf(sensitive);
    if (oneRowIn < 1) {
      throw GambesonException.usage(
          "One row in " + oneRowIn + " cannot be examined; use 1 or more.");
    }
    if (custom.size() > MAX_CUSTOM) {
      throw GambesonException.usage("At most 100 custom identifiers.");
    }
    if (custom.stream().map(c -> c.type().id()).distinct().count() < custom.size()) {
      throw GambesonException.usage("Two custom identifiers bear the same name.");
    }
  }

  /// Every row, nothing of one's own, quasi-identifiers proposed.
  public static PiiOptions defaults() {
    return new PiiOptions(Roles.NONE, List.of(), Set.of(), List.of(), List.of(), 1);
  }

  /// The same for columns with these roles.
  public PiiOptions withRoles(Roles other) {
    return new PiiOptions(other, custom, expected, quasi, sensitive, oneRowIn);
  }

  /// The same with these identifiers of one's own.
  public PiiOptions withCustom(List<CustomIdentifier> identifiers) {
    return new PiiOptions(roles, identifiers, expected, quasi, sensitive, oneRowIn);
  }

  /// The same, with personal data expected in these columns.
  public PiiOptions expecting(Set<String> columns) {
    return new PiiOptions(roles, custom, columns, quasi, sensitive, oneRowIn);
  }

  /// The same with these quasi-identifiers and sensitive columns.
  public PiiOptions withAnonymity(List<String> quasiColumns, List<String> sensitiveColumns) {
    return new PiiOptions(roles, custom, expected, quasiColumns, sensitiveColumns, oneRowIn);
  }

  /// The same, examining one row in `m`.
  public PiiOptions sampling(int m) {
    return new PiiOptions(roles, custom, expected, quasi, sensitive, m);
  }
}
