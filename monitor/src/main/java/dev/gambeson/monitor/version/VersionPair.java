package dev.gambeson.monitor.version;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import java.util.List;
import java.util.Optional;

/// Two versions of a model and rows on which to compare them.
///
/// @param model its name
/// @param from the version in service
/// @param to the version that is to replace it
/// @param before the version in service
/// @param after the version that is to replace it
/// @param probe rows that neither was trained on, from a source that whoever feeds the training
///   data cannot write to
/// @param truth true class per probe row; empty when unknown
/// @param newData rows that the new version was trained on and the old one was not; none when
///   unknown. A trigger that was planted there is found there
/// @param monotone inputs along which the last class's score must not fall (`true`) or not rise
public record VersionPair(
    String model,
    String from,
    String to,
    ScoredClassifier before,
    ScoredClassifier after,
    Rows probe,
    Optional<int[]> truth,
    Optional<Rows> newData,
    List<Monotone> monotone) {
  private static final int CHUNK = 1024;

  public VersionPair {
    requireNonNull(model, "model");
    requireNonNull(from, "from");
    requireNonNull(to, "to");
    requireNonNull(newData, "newData");
    monotone = List.copyOf(monotone);
    if (!before.features().names().equals(after.features().names())
        || !before.classes().equals(after.classes())) {
      throw GambesonException.badInput(
          "%s %s and %s differ in inputs or classes, so their decisions cannot be compared row by row. Deploy it as another model."
              .formatted(model, from, to));
    }
    if (truth.isPresent() && truth.get().length != probe.count()) {
      throw new IllegalArgumentException(
          "%d outcomes for %d rows".formatted(truth.get().length, probe.count()));
    }
  }

  /// A rule of the domain.
  ///
  /// @param feature name of a numeric input
  /// @param rising whether the last class's score must not fall when it grows; otherwise not rise
  public record Monotone(String feature, boolean rising) {}

  /// Two versions on probe rows without outcomes.
  public static VersionPair of(
      String model,
      String from,
      String to,
      ScoredClassifier before,
      ScoredClassifier after,
      Rows probe) {
    return new VersionPair(
        model, from, to, before, after, probe, Optional.empty(), Optional.empty(), List.of());
  }

  /// The same with true classes of the probe rows.
  public VersionPair withTruth(int[] classes) {
    return new VersionPair(
        model, from, to, before, after, probe, Optional.of(classes), newData, monotone);
  }

  /// The same with the rows that were added to the training data.
  public VersionPair withNewData(Rows rows) {
    return new VersionPair(
        model, from, to, before, after, probe, truth, Optional.of(rows), monotone);
  }

  /// The same with rules of the domain.
  public VersionPair withMonotone(List<Monotone> rules) {
    return new VersionPair(model, from, to, before, after, probe, truth, newData, rules);
  }

  /// Scores of many rows, asked in blocks of a fixed size.
  static float[] scores(ScoredClassifier model, Rows rows) {
    int k = model.classes().size();
    float[] all = new float[Math.multiplyExact(rows.count(), k)];
    for (int from = 0; from < rows.count(); from += CHUNK) {
      float[] part = model.scores(rows.slice(from, Math.min(rows.count(), from + CHUNK)));
      System.arraycopy(part, 0, all, from * k, part.length);
    }
    return all;
  }
}
