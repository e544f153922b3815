package dev.gambeson.data.screen;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Roles;
import dev.gambeson.core.data.Rows;
import java.util.List;
import java.util.Optional;

/// Rows ready to be screened, in memory: a whole table, or a sample of a large one.
///
/// @param data the rows, typed, with all their columns
/// @param rowNumbers the number of each row in its source, from 1. Not copied: treat as immutable.
/// @param totalRows rows of the source; more than `data` has when this is a sample
/// @param roles what the columns are for
/// @param features the feature columns as numbers: numeric ones standardised (mean 0, standard
///   deviation 1), missing values at the mean with an indicator column, categories one-hot
/// @param featureColumns the column of `data` that each column of `features` was made from, one per
///   encoded column
/// @param label class of each row and the classes, when there is a label column with at most
///   [#MAX_CLASSES] values
/// @param source source of each row, when there is a source column
/// @param image height and width, when the features are the pixels of one image a row
/// @param trusted rows that were admitted earlier, encoded in the same way
/// @param activations of a model that was trained on these rows
@SuppressWarnings("ArrayRecordComponent") // one value a row, passed along without copies
public record ScreenSubject(
    Dataset data,
    long[] rowNumbers,
    long totalRows,
    Roles roles,
    Rows features,
    List<String> featureColumns,
    Optional<Coded> label,
    Optional<Coded> source,
    Optional<Image> image,
    Optional<ScreenSubject> trusted,
    Optional<Activations> activations) {
  /// A label with more values is a number to be predicted, not a class.
  public static final int MAX_CLASSES = 1000;

  public ScreenSubject {
    requireNonNull(data, "data");
    featureColumns = List.copyOf(featureColumns);
    if (featureColumns.size() != features.width()) {
      throw new IllegalArgumentException(
          "%d names for %d encoded columns".formatted(featureColumns.size(), features.width()));
    }
    if (data.size() != rowNumbers.length || data.size() != features.count()) {
      throw new IllegalArgumentException(
          "%d rows, %d row numbers, %d encoded rows"
              .formatted(data.size(), rowNumbers.length, features.count()));
    }
  }

  /// A column of few values, coded.
  ///
  /// @param names the values, sorted (numbers by size)
  /// @param codes index into `names` per row; -1 means missing. Not copied: treat as immutable.
  public record Coded(List<String> names, int[] codes) {
    public Coded {
      names = List.copyOf(names);
    }
  }

  /// Shape of one image.
  ///
  /// @param channels 1 for grey, 3 for colour; pixels are ordered row, column, channel
  public record Image(int height, int width, int channels) {}

  /// The same rows, with what else is known of them.
  public ScreenSubject with(Optional<Image> shape, Optional<Activations> hidden) {
    return new ScreenSubject(
        data,
        rowNumbers,
        totalRows,
        roles,
        features,
        featureColumns,
        label,
        source,
        shape,
        trusted,
        hidden);
  }

  /// Number of rows.
  public int size() {
    return data.size();
  }
}
