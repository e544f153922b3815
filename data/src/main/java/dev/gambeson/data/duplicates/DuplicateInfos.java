package dev.gambeson.data.duplicates;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.util.List;

/// What the checks of this package ask, in words.
final class DuplicateInfos {
  static final String MAX_CHANCE = "max-chance-twins";
  private static final String CHANCE =
      "Where a row would have such twins by chance alone, were its columns independent, the answer is inconclusive and no row is held.";

  private static final CheckInfo.Parameter CHANCE_TWINS =
      new CheckInfo.Parameter(
          MAX_CHANCE,
          0.01,
          0,
          1,
          "expected twins per row by chance above which twins prove nothing");

  static final CheckInfo DUPLICATES =
      new CheckInfo(
          "GB-DATA-018",
          "Duplicates and near-duplicates",
          "How many rows repeat an earlier row exactly or nearly?",
          "Repeated rows weigh twice in training and fall on both sides of a split; flooding a set with near-copies is a cheap way to poison it.",
          "Exact repeats of features and label are counted over all rows by keyed 64-bit hashes. In memory, on a sample of larger tables: rows equal after numbers are rounded to a hundredth of their standard deviation and texts are folded (case, white space); long texts by MinHash (Broder 1997; 128 values of 5-character shingles, 16 bands of 8) with an estimated Jaccard similarity of at least min-similarity; images by a 64-bit perceptual hash of the discrete cosine transform with at most 6 bits of difference. "
              + CHANCE,
          "Near-copies on both sides of a rounding border are missed, as are paraphrases, translations, crops and rotations. A sample of a large table shows only the pairs that fell into it. Two simple images can share a hash without being copies.",
          "Drop repeats before splitting; keep one row of each group of near-copies.",
          Severity.MEDIUM,
          List.of("ML02:2023", "AML.T0020", "AML.T0059"),
          List.of(
              new CheckInfo.Parameter(
                  "max-repeats", 0.05, 0, 1, "largest share of rows that repeat an earlier one"),
              new CheckInfo.Parameter(
                  "min-similarity",
                  0.8,
                  0.5,
                  1,
                  "Jaccard similarity from which texts are near-copies"),
              CHANCE_TWINS));

  static final CheckInfo CONFLICTS =
      new CheckInfo(
          "GB-DATA-019",
          "Conflicting labels",
          "How many rows have the same features as a row with another label?",
          "Identical rows with different labels are label noise at best and flipped labels, a poisoning attack, at worst.",
          "Rows whose features agree exactly form a group; those whose label is not the most frequent one of their group are counted and held, and where no label leads, the whole group. "
              + CHANCE,
          "Contradictions between nearly equal rows are not found. An attacker who copies a row more often than it is there makes the true label the rarer one.",
          "Look the rows up at their source; correct or drop them.",
          Severity.MEDIUM,
          List.of("ML02:2023", "AML.T0020", "AML.T0059"),
          List.of(
              new CheckInfo.Parameter(
                  "max-share", 0.01, 0, 1, "largest share of rows in a contradiction"),
              CHANCE_TWINS));

  static final CheckInfo OVERLAP =
      new CheckInfo(
          "GB-DATA-021",
          "Overlap with the reference",
          "How many rows also stand in the reference set, exactly or nearly?",
          "A test set that was seen in training measures memory; a new delivery that repeats what was admitted weighs it twice.",
          "Rows that agree with a row of the reference in every feature, as they are and after rounding as in GB-DATA-018. The share is a count over the rows examined; Wilson's interval says what it means for a larger table. "
              + CHANCE,
          "When the new set is meant to contain the old one, every row overlaps; set max-share to 1. Several rows about one person are not found. Rows are held only when the policy sets hold to 1.",
          "Remove the common rows from one of the sets, and split before any duplication.",
          Severity.MEDIUM,
          List.of("ML02:2023", "AML.T0059"),
          List.of(
              new CheckInfo.Parameter(
                  "max-share", 0.02, 0, 1, "largest share of rows with a twin in the reference"),
              new CheckInfo.Parameter("hold", 0, 0, 1, "1 holds the rows that overlap"),
              CHANCE_TWINS));

  private DuplicateInfos() {}
}
