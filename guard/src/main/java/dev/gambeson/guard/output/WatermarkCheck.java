package dev.gambeson.guard.output;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.Classifier;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.guard.MacKey;
import java.util.List;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;

/// Looks for the house's watermark in a suspect model: does it give the flipped labels where the
/// watermark flipped them, more often than on comparable rows where it did not?
///
/// Guaranteed: for a model that has nothing to do with our answers, the chance of a p-value of at
/// most `p` is at most `p` (Fisher's exact test, one-sided; the key chose the flipped rows by a
/// coin that no other model knows). NOT guaranteed: power. A copy shows the mark only if it was
/// trained on marked answers and remembers single rows; a smooth copy forgets them. How often a
/// trained copy is recognised has not been measured on a real table.
public final class WatermarkCheck {
  /// What it asks.
  public static final CheckInfo INFO =
      new CheckInfo(
          "GB-GRD-031",
          "Watermark in a suspect model",
          "Does a suspect model carry the keyed mistakes that only our answers hold?",
          "A copy trained on a model's answers takes over labels that were flipped on purpose; nobody else has reason to give them.",
          "Among the low-margin rows that a client asked, Fisher's exact test compares how often the suspect gives the flipped label on flipped rows and on the others (after DAWN, Szyller et al. 2021).",
          "Needs the rows that were asked and marked, and a copy that remembers them. No evidence is no proof of innocence.",
          "Keep the rows, the key's id and the p-value as evidence; revoke the client's key.",
          Severity.HIGH,
          List.of("ML05:2023", "AML.T0024.002"),
          List.of(
              new CheckInfo.Parameter(
                  "alpha", 1e-3, 1e-9, 0.05, "chance of accusing an innocent model")));

  /// What was seen.
  ///
  /// @param flipped low-margin rows whose answer was flipped
  /// @param flippedSame those on which the suspect gives the flipped label
  /// @param others low-margin rows whose answer was left alone
  /// @param othersSame those on which the suspect gives the second best label
  /// @param pValue chance of as much or more agreement if the suspect does not know the key; 1
  ///   without flipped rows
  public record Evidence(int flipped, int flippedSame, int others, int othersSame, double pValue) {}

  private WatermarkCheck() {}

  static MacKey key(MacKey key) {
    return key.derive("gambeson answer watermark");
  }

  /// Examines a suspect.
  ///
  /// @param key the key that the [OutputGuard] was given
  /// @param mark the policy under which the answers were given
  /// @param model the model that answered
  /// @param suspect the model under suspicion, over the same features and classes
  /// @param asked rows that were answered
  public static Evidence of(
      MacKey key, AnswerMark mark, ScoredClassifier model, Classifier suspect, Rows asked) {
    MacKey secret = key(key);
    int k = model.classes().size();
    float[] scores = model.scores(asked);
    int[] given = suspect.labels(asked);
    int[] rows = new int[2];
    int[] same = new int[2];
    for (int row = 0; row < asked.count(); row++) {
      if (Flips.margin(scores, row * k, k) < mark.margin()) {
        int group = Flips.chosen(secret, mark, asked, row) ? 0 : 1;
        int first = Flips.best(scores, row * k, k, -1);
        int second = Flips.best(scores, row * k, k, first);
        rows[group]++;
        same[group] += given[row] == second ? 1 : 0;
      }
    }
    return new Evidence(rows[0], same[0], rows[1], same[1], pValue(rows, same));
  }

  private static double pValue(int[] rows, int[] same) {
    if (rows[0] == 0 || same[0] == 0) {
      return 1;
    }
    return HypergeometricDistribution.of(rows[0] + rows[1], same[0] + same[1], rows[0])
        .survivalProbability(same[0] - 1);
  }
}
