package dev.gambeson.fairness;

import dev.gambeson.core.stats.Intervals;

/// The four outcomes of the decisions about one group. Adding two gives the table of both together.
///
/// @param truePositive decided favourably, rightly
/// @param falsePositive decided favourably, wrongly
/// @param falseNegative decided unfavourably, wrongly
/// @param trueNegative decided unfavourably, rightly
public record Confusion(
    Cell truePositive, Cell falsePositive, Cell falseNegative, Cell trueNegative) {
  static final int TP = 1;
  static final int FP = 2;
  static final int FN = 4;
  static final int TN = 8;
  static final int ALL = TP | FP | FN | TN;

  /// Rows with one outcome.
  ///
  /// @param rows how many
  /// @param weight sum of their weights; equals `rows` without weights
  /// @param weightSquared sum of the squares of their weights
  /// @param score sum of weight times score; 0 without scores
  public record Cell(long rows, double weight, double weightSquared, double score) {
    /// No rows.
    public static final Cell EMPTY = new Cell(0, 0, 0, 0);

    /// That many rows of weight one, without scores.
    public static Cell of(long rows) {
      return new Cell(rows, (double) rows, (double) rows, 0);
    }

    /// Both together.
    public Cell plus(Cell other) {
      return new Cell(
          rows + other.rows,
          weight + other.weight,
          weightSquared + other.weightSquared,
          score + other.score);
    }

    Cell minus(Cell part) {
      return new Cell(
          rows - part.rows,
          weight - part.weight,
          weightSquared - part.weightSquared,
          score - part.score);
    }
  }

  /// No rows.
  public static final Confusion EMPTY =
      new Confusion(Cell.EMPTY, Cell.EMPTY, Cell.EMPTY, Cell.EMPTY);

  /// A table of plain counts.
  public static Confusion of(long tp, long fp, long fn, long tn) {
    return new Confusion(Cell.of(tp), Cell.of(fp), Cell.of(fn), Cell.of(tn));
  }

  /// Both together.
  public Confusion plus(Confusion other) {
    return new Confusion(
        truePositive.plus(other.truePositive),
        falsePositive.plus(other.falsePositive),
        falseNegative.plus(other.falseNegative),
        trueNegative.plus(other.trueNegative));
  }

  /// What remains without a part of these rows.
  public Confusion minus(Confusion part) {
    return new Confusion(
        truePositive.minus(part.truePositive),
        falsePositive.minus(part.falsePositive),
        falseNegative.minus(part.falseNegative),
        trueNegative.minus(part.trueNegative));
  }

  /// Number of rows.
  public long rows() {
    return sum(ALL).rows();
  }

  /// Sum of weights.
  public double weight() {
    return sum(ALL).weight();
  }

  /// The cells of a mask of [#TP] to [#TN], together.
  Cell sum(int mask) {
    Cell sum = Cell.EMPTY;
    sum = (mask & TP) == 0 ? sum : sum.plus(truePositive);
    sum = (mask & FP) == 0 ? sum : sum.plus(falsePositive);
    sum = (mask & FN) == 0 ? sum : sum.plus(falseNegative);
    return (mask & TN) == 0 ? sum : sum.plus(trueNegative);
  }

  /// The share of one mask in another, at the effective sample size of the latter.
  Intervals.Share share(int part, int whole) {
    return scaled(sum(part).weight(), sum(whole));
  }

  /// The mean score of a mask.
  Intervals.Share meanScore(int whole) {
    return scaled(sum(whole).score(), sum(whole));
  }

  private static Intervals.Share scaled(double part, Cell all) {
    if (all.weight() == 0) {
      return new Intervals.Share(0, 0);
    }
    double effective = all.weight() * all.weight() / all.weightSquared();
    return new Intervals.Share(part / all.weight() * effective, effective);
  }
}
