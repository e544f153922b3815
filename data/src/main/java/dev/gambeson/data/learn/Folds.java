package dev.gambeson.data.learn;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Rows dealt out to folds so that every fold has nearly the same share of each class.
///
/// @param count number of folds
/// @param of fold of each row, from 0. Not copied: treat as immutable.
@SuppressWarnings("ArrayRecordComponent") // one value a row, passed along without copies
public record Folds(int count, int[] of) {

  /// Stratified folds: the rows of each class in a random order, dealt out in turn. Where a class
  /// ends the next goes on, so that the folds differ by at most one row in total and per class.
  ///
  /// @param labels class per row, at least 0
  /// @param count at least 2, at most the number of rows
  public static Folds stratified(int[] labels, int count, Seed seed) {
    if (count < 2 || count > labels.length) {
      throw new IllegalArgumentException("%d folds of %d rows".formatted(count, labels.length));
    }
    int[] fold = new int[labels.length];
    int classes = Arrays.stream(labels).max().orElse(0) + 1;
    int next = 0;
    for (int k = 0; k < classes; k++) {
      int label = k;
      int[] rows = IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
      Shuffles.shuffle(rows, seed.child(k).random());
      for (int row : rows) {
        fold[row] = next++ % count;
      }
    }
    return new Folds(count, fold);
  }

  /// The rows of a fold, ascending.
  public int[] rows(int fold) {
    return IntStream.range(0, of.length).filter(i -> of[i] == fold).toArray();
  }

  /// The rows of all other folds, ascending.
  public int[] others(int fold) {
    return IntStream.range(0, of.length).filter(i -> of[i] != fold).toArray();
  }
}
