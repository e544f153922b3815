package dev.gambeson.guard.input;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What a model's training rows looked like: what [InputGuard] and the monitors hold queries
/// against. A plain record: any JSON mapper writes and reads it.
///
/// It holds ranges, quantiles, levels and shares, and with a [Manifold] also some hundred training
/// rows as scaled numbers: guard the file like the training data.
///
/// @param format version of this form, [#FORMAT]
/// @param rows number of training rows it was learnt from
/// @param features one per feature of the model, in order
/// @param manifold where training rows lie jointly; absent when there were too few rows to say
public record InputProfile(
    int format, long rows, List<FeatureProfile> features, Optional<Manifold> manifold) {
  /// The version of the form that this release writes and reads.
  public static final int FORMAT = 1;

  public InputProfile {
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "Input profile of format %d, but this release reads format %d: learn it again from the training rows."
              .formatted(format, FORMAT));
    }
    features = List.copyOf(features);
  }

  /// One feature.
  ///
  /// @param name of the feature
  /// @param missing share of training rows without a value
  /// @param numbers present for a number
  /// @param levels present for a category
  public record FeatureProfile(
      String name, double missing, Optional<NumberProfile> numbers, Optional<LevelProfile> levels) {
    public FeatureProfile {
      if (numbers.isPresent() == levels.isPresent()) {
        throw new IllegalArgumentException(
            "feature %s must have either numbers or levels".formatted(name));
      }
    }
  }

  /// The values of a number.
  ///
  /// @param integer whether all were whole
  /// @param min smallest
  /// @param max largest
  /// @param quantiles at 0, 1, 2, ..., 100 %; both ends included
  public record NumberProfile(boolean integer, double min, double max, List<Double> quantiles) {
    public NumberProfile {
      quantiles = List.copyOf(quantiles);
      if (!(min <= max) || quantiles.size() != 101) {
        throw new IllegalArgumentException(
            "range [%s, %s] with %d quantiles; 101 are needed"
                .formatted(min, max, quantiles.size()));
      }
    }
  }

  /// The levels of a category.
  ///
  /// @param names as in the [FeatureSpace]
  /// @param shares share of each among the rows that have a value
  public record LevelProfile(List<String> names, List<Double> shares) {
    public LevelProfile {
      names = List.copyOf(names);
      shares = List.copyOf(shares);
      if (names.size() != shares.size()) {
        throw new IllegalArgumentException(
            "%d levels with %d shares".formatted(names.size(), shares.size()));
      }
    }
  }

  /// Learns the features one by one, without a [Manifold].
  ///
  /// @param rows training rows, at least one
  /// @throws GambesonException when there are none
  public static InputProfile of(FeatureSpace space, Rows rows) {
    if (rows.count() == 0) {
      throw GambesonException.badInput(
          "An input profile needs training rows, but there are none. Give the training table.");
    }
    List<FeatureProfile> features = new ArrayList<>();
    for (int f = 0; f < space.width(); f++) {
      features.add(
          switch (space.features().get(f)) {
            case Feature.Numeric n -> numbers(n, rows, f);
            case Feature.Categorical c -> levels(c, rows, f);
          });
    }
    return new InputProfile(FORMAT, rows.count(), features, Optional.empty());
  }

  private static FeatureProfile numbers(Feature.Numeric feature, Rows rows, int f) {
    double[] values = new double[rows.count()];
    int n = 0;
    boolean integer = true;
    for (int row = 0; row < rows.count(); row++) {
      double value = rows.at(row, f);
      if (Double.isFinite(value)) {
        values[n++] = value;
        integer &= value == Math.rint(value);
      }
    }
    double[] sorted = n == 0 ? new double[] {0} : Arrays.copyOf(values, n);
    Arrays.sort(sorted);
    List<Double> quantiles = new ArrayList<>();
    for (int p = 0; p <= 100; p++) {
      quantiles.add(sorted[(int) Math.round(p / 100.0 * (sorted.length - 1))]);
    }
    double missing = 1 - (double) n / rows.count();
    return new FeatureProfile(
        feature.name(),
        missing,
        Optional.of(new NumberProfile(integer, sorted[0], sorted[sorted.length - 1], quantiles)),
        Optional.empty());
  }

  private static FeatureProfile levels(Feature.Categorical feature, Rows rows, int f) {
    long[] counts = new long[feature.levels().size()];
    long known = 0;
    for (int row = 0; row < rows.count(); row++) {
      int level = (int) rows.at(row, f);
      if (level >= 0 && level < counts.length) {
        counts[level]++;
        known++;
      }
    }
    double all = Math.max(1, known);
    return new FeatureProfile(
        feature.name(),
        1 - (double) known / rows.count(),
        Optional.empty(),
        Optional.of(
            new LevelProfile(
                feature.levels(), Arrays.stream(counts).mapToObj(c -> c / all).toList())));
  }
}
