package dev.gambeson.data.pii;

import dev.gambeson.core.Estimate;
import java.util.List;

/// What a column holds.
///
/// @param column its name
/// @param type the kind of personal data
/// @param basis what the verdict rests on
/// @param share cells that are it, of the cells looked at that are not empty
/// @param validity cells that pass the test, of those that have the form
/// @param rows the first rows that hold one, at most five
/// @param example the first one, masked
/// @param alsoFits other kinds that fit as many cells, the likelier first
public record ColumnVerdict(
    String column,
    PiiType type,
    Basis basis,
    Estimate share,
    Estimate validity,
    List<Long> rows,
    String example,
    List<PiiType> alsoFits) {
  public ColumnVerdict {
    rows = List.copyOf(rows);
    alsoFits = List.copyOf(alsoFits);
  }

  /// What a verdict rests on.
  public enum Basis {
    /// The cells and the name of the column.
    NAME_AND_VALUES("its name and its values"),
    /// The cells alone.
    VALUES("its values"),
    /// The name alone: nothing in the cells could be tested.
    NAME("its name alone");

    private final String words;

    Basis(String words) {
      this.words = words;
    }

    /// For messages.
    public String words() {
      return words;
    }
  }
}
