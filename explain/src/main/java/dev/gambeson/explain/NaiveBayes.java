package dev.gambeson.explain;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.stats.Roc;
import java.util.List;

/// How well a group can be told from other columns by a simple model: naive Bayes over grouped
/// columns, add-one smoothing, learnt on the even rows and judged on the odd ones. A stronger model
/// may tell more.
final class NaiveBayes {
  private NaiveBayes() {}

  /// AUC on the rows not learnt from, DeLong interval.
  ///
  /// @param columns what may be used
  /// @param target the rows to be told from the rest
  static Estimate auc(String name, List<Codes> columns, boolean[] target) {
    int n = target.length;
    double[] scores = new double[n / 2];
    boolean[] marks = new boolean[n / 2];
    for (Codes column : columns) {
      double[] weight = logOdds(column, target);
      for (int i = 0; i < scores.length; i++) {
        scores[i] += weight[column.codes()[2 * i + 1]];
      }
    }
    for (int i = 0; i < scores.length; i++) {
      marks[i] = target[2 * i + 1];
    }
    return Roc.of(scores, marks).auc(name);
  }

  private static double[] logOdds(Codes column, boolean[] target) {
    double[] inside = new double[column.count()];
    double[] outside = new double[column.count()];
    double in = column.count();
    double out = column.count();
    for (int i = 0; i < target.length; i += 2) {
      (target[i] ? inside : outside)[column.codes()[i]]++;
      in += target[i] ? 1 : 0;
      out += target[i] ? 0 : 1;
    }
    double[] weight = new double[column.count()];
    for (int g = 0; g < weight.length; g++) {
      weight[g] = Math.log((inside[g] + 1) / in) - Math.log((outside[g] + 1) / out);
    }
    return weight;
  }
}
