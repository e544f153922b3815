package dev.gambeson.data.pii.anonymity;

import java.util.List;

/// Says which columns of a table an onlooker may know and which they may want to learn.
@FunctionalInterface
public interface ColumnChoice {
  /// The choice for a table with these columns.
  ///
  /// @throws dev.gambeson.core.GambesonException when the configuration names a column that is not
  ///   among them
  Chosen of(List<String> names);

  /// Columns by name.
  ///
  /// @param quasi quasi-identifiers
  /// @param sensitive what is to stay unknown of a person
  /// @param proposed whether the quasi-identifiers were proposed by their names, not given
  record Chosen(List<String> quasi, List<String> sensitive, boolean proposed) {
    public Chosen {
      quasi = List.copyOf(quasi);
      sensitive = List.copyOf(sensitive);
    }
  }
}
