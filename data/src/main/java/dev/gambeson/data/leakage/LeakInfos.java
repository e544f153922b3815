package dev.gambeson.data.leakage;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.util.List;

/// What the checks of this package ask, in words.
final class LeakInfos {
  static final CheckInfo LEAKAGE =
      new CheckInfo(
          "GB-DATA-020",
          "Features that give the label away",
          "Does a single feature predict the label too well, or is one a copy of it?",
          "A feature that knows the answer is usually filled in after the decision. The model then looks excellent in tests and fails in use; whoever can write that feature steers the model.",
          "For each feature alone, the area under the ROC curve with its interval (DeLong 1988), as in GB-DATA-003; features whose values go one to one with the classes; for a label that is a number, features whose correlation with it is at least min-correlation.",
          "Leaks that need two features together are not found. A very good honest predictor looks the same: a person must decide. No row is held.",
          "Ask when and by whom the feature is filled in; leave it out if that is after the decision.",
          Severity.HIGH,
          List.of("ML02:2023", "AML.T0059"),
          List.of(
              new CheckInfo.Parameter(
                  "max-auc", 0.995, 0.5, 1, "largest AUC of a single feature that is believable"),
              new CheckInfo.Parameter(
                  "min-correlation", 0.9999, 0.9, 1, "correlation from which a feature is a copy"),
              new CheckInfo.Parameter(
                  "min-rows-per-class", 30, 2, 1e6, "rows of a class below which it is left out")));

  static final CheckInfo FUTURE =
      new CheckInfo(
          "GB-DATA-022",
          "Columns from the future",
          "Does a column hold what was not known at the time of the row?",
          "Dates after the event, and columns that are only filled in for one outcome, carry the answer into training; in use they are empty.",
          "Every feature whose cells are dates or timestamps (ISO 8601) is compared with the time column of the row; the share of later ones is judged with Wilson's interval. For every feature with empty cells, how often it is filled for one class and for the others: the difference with Newcombe's interval (1998).",
          "A planned date (a due day) lies in the future honestly. Numbers that stand for time are not recognised. A column that is corrected later, without a date in it, looks like any other. No row is held.",
          "Leave the column out, or take its value as it was when the decision was made.",
          Severity.MEDIUM,
          List.of("ML02:2023", "AML.T0059"),
          List.of(
              new CheckInfo.Parameter(
                  "max-later", 0.01, 0, 1, "largest share of cells later than their row"),
              new CheckInfo.Parameter(
                  "max-fill-gap",
                  0.9,
                  0,
                  1,
                  "largest difference between classes in how often a column is filled")));

  private LeakInfos() {}
}
