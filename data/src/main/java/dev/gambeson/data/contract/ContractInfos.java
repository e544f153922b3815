package dev.gambeson.data.contract;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Severity;
import java.util.List;

/// The questions a contract asks, in words.
final class ContractInfos {
  static final String MAX_SHARE = "max-share";

  static final CheckInfo SCHEMA =
      new CheckInfo(
          "GB-DATA-014",
          "Schema",
          "Does the table have the columns, the types and the number of rows that its contract names?",
          "A column that is missing, renamed, shifted or of another type is filled with rubbish by whatever reads it next; extra columns are how leaks and personal data slip into training.",
          "Column names and their order are compared with the contract; the type of every present cell is tested. Counts over all rows, exact.",
          "Says nothing of columns that the contract does not list when it allows extra ones, and nothing of what a right-typed value means.",
          "Correct the export, or change the contract where the new shape is meant.",
          Severity.HIGH,
          List.of("ML02:2023", "AML.T0059"),
          List.of(share("cells of a column that may be of another type")));

  static final CheckInfo VALUES =
      new CheckInfo(
          "GB-DATA-015",
          "Constraints on values",
          "Does every value keep the ranges, lengths, expressions, formats, sets and comparisons of the contract?",
          "Values outside what is possible are errors of measurement or of import, and a cheap way to poison a model: extreme values move it most.",
          "Every present cell is tested; empty cells are counted against the column's share of nulls. Comparisons and sums are tested in each row in which all their cells are present. Whole numbers beyond 2^53 and timestamps finer than a microsecond are compared rounded. Counts over all rows, exact.",
          "A value that is possible and wrong is not found; that is what the outlier and label screens are for.",
          "Look the first rows up at their source; correct them, or leave them out with `gambeson admit`.",
          Severity.HIGH,
          List.of("ML02:2023", "AML.T0020", "AML.T0059"),
          List.of(share("present cells (of rows, for comparisons) that may break a constraint")));

  static final CheckInfo KEYS =
      new CheckInfo(
          "GB-DATA-016",
          "Keys, dependencies and references",
          "Are keys unique, do dependencies hold, are references found, and does nothing go back that should grow?",
          "Doubled keys count somebody twice; a broken dependency or a reference to nothing shows that two sources were joined wrongly or rows were made up.",
          "Rows meet by a keyed 64-bit hash of the cells as they are written (`1` and `01` differ). Repeats: rows whose key an earlier row has. Dependencies: the fewest rows to leave out so that it holds, the g3 error (Kivinen and Mannila 1995). Growth: rows that lie before the row ahead of them, per key where the contract says so. Counts over all rows.",
          "Two different keys share a hash with a chance of at most n^2 / 2^65, 3 in a million for ten million rows; they would then count as a repeat. Rows with an empty cell in the key do not count.",
          "Remove doubled rows at their source; repair the join; sort by time before export.",
          Severity.HIGH,
          List.of("ML02:2023", "AML.T0059"),
          List.of(share("rows that may break a key, a dependency or a reference")));

  private ContractInfos() {}

  static List<CheckInfo> all() {
    return List.of(SCHEMA, VALUES, KEYS);
  }

  private static CheckInfo.Parameter share(String of) {
    return new CheckInfo.Parameter(MAX_SHARE, 0, 0, 1, "largest share of " + of);
  }
}
