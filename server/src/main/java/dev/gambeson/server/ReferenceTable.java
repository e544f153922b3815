package dev.gambeson.server;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.server.config.GatewaySettings;
import java.util.List;
import java.util.Map;

/// Rows like those that a model was trained on: what its inputs are, and what is usual.
///
/// @param features the model's raw inputs
/// @param rows the rows in that space
/// @param labels class of each row; empty when the table has no label
/// @param classes class labels; empty when the table has no label
/// @param groups group of each row by the columns that fairness is watched by
/// @param digest SHA-256 of the table's file
@SuppressWarnings("ArrayRecordComponent") // bulk buffers, passed along without copies
public record ReferenceTable(
    FeatureSpace features,
    Rows rows,
    int[] labels,
    List<String> classes,
    Map<String, String[]> groups,
    String digest) {
  public ReferenceTable {
    requireNonNull(features, "features");
    requireNonNull(rows, "rows");
    classes = List.copyOf(classes);
    groups = Map.copyOf(groups);
    requireNonNull(digest, "digest");
  }

  /// Reads the table of a model. The gateway itself reads no tables: whoever starts it does.
  @FunctionalInterface
  public interface Reader {
    /// @throws dev.gambeson.core.GambesonException when the table is absent, malformed or does not
    ///   fit the model
    ReferenceTable read(GatewaySettings.Model model);
  }
}
