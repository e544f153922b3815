package dev.gambeson.data.screen.outlier;

import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/// One number per row, in fixed pieces.
final class EachRow {
  private static final int PIECE = 1024;

  private EachRow() {}

  static double[] of(int count, Workers workers, IntToDoubleFunction score) {
    List<double[]> pieces =
        workers.map(
            Math.ceilDiv(count, PIECE),
            piece -> {
              int from = piece * PIECE;
              double[] out = new double[Math.min(PIECE, count - from)];
              for (int i = 0; i < out.length; i++) {
                out[i] = score.applyAsDouble(from + i);
              }
              return out;
            });
    double[] all = new double[count];
    int at = 0;
    for (double[] piece : pieces) {
      System.arraycopy(piece, 0, all, at, piece.length);
      at += piece.length;
    }
    return all;
  }

  /// Refuses rows that no detector can be fitted on.
  static void requireFit(Rows rows) {
    if (rows.count() < 2 || rows.width() < 1) {
      throw new IllegalArgumentException(
          "an outlier detector needs at least 2 rows of at least 1 feature, not %d of %d"
              .formatted(rows.count(), rows.width()));
    }
    requireFinite(rows, rows.width());
  }

  static void requireFinite(Rows rows, int width) {
    if (rows.width() != width) {
      throw new IllegalArgumentException(
          "rows have %d features, the detector was fitted on %d".formatted(rows.width(), width));
    }
    for (int i = 0; i < rows.values().length; i++) {
      if (!Double.isFinite(rows.values()[i])) {
        throw new IllegalArgumentException(
            "row %d, feature %d is %s: detectors need finite values"
                .formatted(i / width, i % width, rows.values()[i]));
      }
    }
  }
}
