package dev.gambeson.model.nn;

import java.util.Arrays;
import java.util.List;

/// How a [DenseNetwork] is trained. The learning rate falls linearly to zero over the epochs.
///
/// @param hidden units per hidden layer; empty makes a (multinomial) logistic regression
/// @param epochs passes over the rows, at least 1
/// @param batch rows per step, at least 1
/// @param learningRate first step size of Adam, above 0
/// @param l2 penalty on the weights (not the biases): `l2 / 2 * sum of squares` is added to the
///   mean loss; not negative
/// @param heldOut share of rows kept aside for early stopping, in `[0, 0.5]`; 0 for none
/// @param patience epochs without a better held-out loss before training stops; the best weights
///   are kept
public record TrainingOptions(
    List<Integer> hidden,
    int epochs,
    int batch,
    double learningRate,
    double l2,
    double heldOut,
    int patience) {
  public TrainingOptions {
    hidden = List.copyOf(hidden);
    if (hidden.stream().anyMatch(h -> h < 1 || h > 4096) || hidden.size() > 16) {
      throw new IllegalArgumentException(
          "hidden layers " + hidden + ": at most 16, of 1 to 4096 units");
    }
    if (epochs < 1 || batch < 1 || patience < 1) {
      throw new IllegalArgumentException(
          "epochs %d, batch %d, patience %d: each must be at least 1"
              .formatted(epochs, batch, patience));
    }
    if (!(learningRate > 0) || !(l2 >= 0) || !(heldOut >= 0 && heldOut <= 0.5)) {
      throw new IllegalArgumentException(
          "learning rate %s, l2 %s, held-out share %s".formatted(learningRate, l2, heldOut));
    }
  }

  /// 40 epochs in batches of 64, step size 0.003, penalty 1e-4, nothing held out.
  public static TrainingOptions of(Integer... units) {
    return new TrainingOptions(Arrays.asList(units), 40, 64, 3e-3, 1e-4, 0, 10);
  }

  /// The same with another number of epochs.
  public TrainingOptions epochs(int count) {
    return new TrainingOptions(hidden, count, batch, learningRate, l2, heldOut, patience);
  }

  /// The same with another batch size.
  public TrainingOptions batch(int rows) {
    return new TrainingOptions(hidden, epochs, rows, learningRate, l2, heldOut, patience);
  }

  /// The same with another first step size.
  public TrainingOptions learningRate(double rate) {
    return new TrainingOptions(hidden, epochs, batch, rate, l2, heldOut, patience);
  }

  /// The same with another penalty.
  public TrainingOptions l2(double penalty) {
    return new TrainingOptions(hidden, epochs, batch, learningRate, penalty, heldOut, patience);
  }

  /// The same, stopping early on a held-out share of the rows.
  public TrainingOptions earlyStopping(double share, int epochsWithoutGain) {
    return new TrainingOptions(hidden, epochs, batch, learningRate, l2, share, epochsWithoutGain);
  }
}
