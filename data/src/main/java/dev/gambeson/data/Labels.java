package dev.gambeson.data;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The true class of each row, as indices into a model's classes.
///
/// @param truth class index per row. Not copied: treat as immutable.
/// @param values the label value of each class, as written in the data where the class occurs there
/// @param notice what had to be assumed, for the reader of the report; empty when nothing was
@SuppressWarnings("ArrayRecordComponent") // a bulk buffer, passed along without copies
public record Labels(int[] truth, List<String> values, Optional<String> notice) {
  private static final int SHOWN = 10;

  public Labels {
    requireNonNull(truth, "truth");
    values = List.copyOf(values);
    requireNonNull(notice, "notice");
  }

  /// Reads the label column.
  ///
  /// A label is the class of the same text; failing that, the class of the same number (`1`, `1.0`
  /// and `1e0` are one). Where the model's classes are only the numbers `0` to `k - 1` and the `k`
  /// distinct labels are others, labels stand for classes in sorted order (by value for numbers, by
  /// text otherwise), as scikit-learn's `LabelEncoder` numbers them, and the notice says so. Labels
  /// of one class only are no error here: the check `GB-DATA-001` reports them.
  ///
  /// @param classes the model's classes, at least two
  /// @throws GambesonException when the column is absent, a label is missing (the message names the
  ///   row) or is no class of the model
  public static Labels of(Dataset data, String labelColumn, List<String> classes) {
    Column column = data.column(labelColumn);
    Map<String, Integer> firstRows = firstRows(data, column);
    Optional<Map<String, Integer>> direct = match(firstRows, classes);
    if (direct.isPresent()) {
      return encode(column, direct.get(), classes, Optional.empty());
    }
    if (isNumbered(classes) && firstRows.size() == classes.size()) {
      Map<String, Integer> ranked = ranked(firstRows, column);
      return encode(column, ranked, classes, Optional.of(noticeOf(labelColumn, ranked)));
    }
    throw unknown(data, column, firstRows, classes);
  }

  /// The class that a label value stands for, by text or by number as in [#of].
  public OptionalInt classOf(String value) {
    return match(Map.of(value, 0), values)
        .map(m -> OptionalInt.of(m.values().iterator().next()))
        .orElse(OptionalInt.empty());
  }

  /// Distinct labels with the row each is first met in.
  private static Map<String, Integer> firstRows(Dataset data, Column column) {
    Map<String, Integer> rows = new TreeMap<>();
    for (int row = 0; row < column.size(); row++) {
      if (column.isMissing(row)) {
        throw GambesonException.badInput(
            "%s: row %d has no label (column '%s'). Drop the rows whose label is not known."
                .formatted(data.name(), row + 1, column.name()));
      }
      rows.putIfAbsent(column.text(row), row);
    }
    return rows;
  }

  private static Optional<Map<String, Integer>> match(
      Map<String, Integer> labels, List<String> classes) {
    Map<String, Integer> byText = new HashMap<>();
    Map<BigDecimal, Integer> byNumber = new HashMap<>();
    for (int c = 0; c < classes.size(); c++) {
      int index = c;
      byText.putIfAbsent(classes.get(c), c);
      number(classes.get(c)).ifPresent(n -> byNumber.putIfAbsent(n, index));
    }
    Map<String, Integer> found = new HashMap<>();
    for (String label : labels.keySet()) {
      Integer index = byText.get(label);
      if (index == null) {
        index = number(label).map(byNumber::get).orElse(null);
      }
      if (index == null) {
        return Optional.empty();
      }
      found.put(label, index);
    }
    return Optional.of(found);
  }

  private static Optional<BigDecimal> number(String text) {
    if (text.isEmpty() || text.length() > 30 || !text.matches("[+-]?[0-9.]+([eE][+-]?\\d{1,2})?")) {
      return Optional.empty();
    }
    try {
      return Optional.of(new BigDecimal(text).stripTrailingZeros());
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private static boolean isNumbered(List<String> classes) {
    return IntStream.range(0, classes.size())
        .allMatch(c ->
            number(classes.get(c)).map(n -> n.compareTo(BigDecimal.valueOf(c)) == 0).orElse(false));
  }

  private static Map<String, Integer> ranked(Map<String, Integer> firstRows, Column column) {
    Comparator<String> order =
        column instanceof NumericColumn n
            ? Comparator.comparingDouble(label -> n.values()[firstRows.getOrDefault(label, 0)])
            : Comparator.naturalOrder();
    List<String> sorted = firstRows.keySet().stream().sorted(order).toList();
    Map<String, Integer> index = new HashMap<>();
    for (int i = 0; i < sorted.size(); i++) {
      index.put(sorted.get(i), i);
    }
    return index;
  }

  private static String noticeOf(String column, Map<String, Integer> index) {
    String pairs =
        index.entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .map(e -> "'%s' is class %d".formatted(e.getKey(), e.getValue()))
            .collect(Collectors.joining(", "));
    return "The model names its classes by number only, so the labels of '%s' were taken in sorted order: %s. If the model was trained with another order, every figure is wrong."
        .formatted(column, pairs);
  }

  private static Labels encode(
      Column column, Map<String, Integer> index, List<String> classes, Optional<String> notice) {
    int[] truth = new int[column.size()];
    String[] values = classes.toArray(String[]::new);
    index.forEach((label, c) -> values[c] = label);
    for (int row = 0; row < truth.length; row++) {
      truth[row] = index.getOrDefault(column.text(row), -1);
    }
    return new Labels(truth, Arrays.asList(values), notice);
  }

  private static GambesonException unknown(
      Dataset data, Column column, Map<String, Integer> firstRows, List<String> classes) {
    String label =
        firstRows.keySet().stream()
            .filter(l -> match(Map.of(l, 0), classes).isEmpty())
            .min(Comparator.comparing(l -> firstRows.getOrDefault(l, 0)))
            .orElse("");
    String row = Integer.toString(firstRows.getOrDefault(label, 0) + 1);
    String hint =
        firstRows.size() > classes.size()
            ? " The column has %d distinct values, the model %d classes: is it the label?"
                .formatted(firstRows.size(), classes.size())
            : Text.didYouMean(label, classes).map(c -> " Did you mean '" + c + "'?").orElse("");
    return GambesonException.badInput(
        "%s: row %s has the label '%s' (column '%s'), which is no class of the model. Its classes: %s.%s"
            .formatted(data.name(), row, label, column.name(), preview(classes), hint));
  }

  private static String preview(List<String> classes) {
    String shown = classes.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return classes.size() > SHOWN ? shown + ", …" : shown;
  }
}
