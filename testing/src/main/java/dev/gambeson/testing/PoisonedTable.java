package dev.gambeson.testing;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// A table with a backdoor: some rows carry trigger values and the target label.
///
/// @param data all rows
/// @param poisoned which of them carry the trigger and had their label changed
@SuppressWarnings("ArrayRecordComponent") // one mark a row, test data
public record PoisonedTable(Dataset data, boolean[] poisoned) {

  /// What an attacker does.
  ///
  /// @param label the label column
  /// @param target the label he wants
  /// @param values column and value of each part of the trigger
  /// @param share of all rows he changes, drawn from those with another label
  /// @param dilution rows with the trigger that keep their other label, per poisoned row: an
  ///   adaptive attacker's camouflage
  /// @param keepLabels whether he only marks rows that have the target label anyway (clean-label)
  public record Attack(
      String label,
      String target,
      Map<String, String> values,
      double share,
      double dilution,
      boolean keepLabels) {
    public Attack {
      values = Map.copyOf(values);
    }

    /// Labels changed, no camouflage.
    public static Attack of(String label, String target, Map<String, String> values, double share) {
      return new Attack(label, target, values, share, 0, false);
    }

    /// The same with camouflage rows.
    public Attack diluted(double perPoisonedRow) {
      return new Attack(label, target, values, share, perPoisonedRow, keepLabels);
    }

    /// The same on rows of the target class only.
    public Attack cleanLabel() {
      return new Attack(label, target, values, share, dilution, true);
    }
  }

  /// The table after the attack.
  public static PoisonedTable of(Dataset clean, Attack attack, Seed seed) {
    Column label = clean.column(attack.label());
    int[] open =
        IntStream.range(0, clean.size())
            .filter(i ->
                !label.isMissing(i) && label.text(i).equals(attack.target()) == attack.keepLabels())
            .toArray();
    int n = (int) Math.min(open.length, Math.round(attack.share() * clean.size()));
    int camouflage = (int) Math.min(open.length - n, Math.round(attack.dilution() * n));
    int[] drawn = Shuffles.sample(open, n + camouflage, seed.random());
    boolean[] carries = new boolean[clean.size()];
    boolean[] poisoned = new boolean[clean.size()];
    Arrays.stream(drawn).forEach(i -> carries[i] = true);
    Arrays.stream(drawn, 0, n).forEach(i -> poisoned[i] = true);
    Map<String, Column> columns = new LinkedHashMap<>();
    clean.columns().forEach(c -> columns.put(c.name(), c));
    attack
        .values()
        .forEach((name, value) -> columns.put(name, with(clean.column(name), carries, value)));
    columns.put(attack.label(), with(label, poisoned, attack.target()));
    return new PoisonedTable(new Dataset(clean.name(), List.copyOf(columns.values())), poisoned);
  }

  private static Column with(Column column, boolean[] rows, String value) {
    return switch (column) {
      case NumericColumn c -> {
        double[] values = c.values().clone();
        for (int i = 0; i < values.length; i++) {
          values[i] = rows[i] ? Double.parseDouble(value) : values[i];
        }
        yield new NumericColumn(c.name(), values);
      }
      case TextColumn c ->
          TextColumn.of(
              c.name(),
              IntStream.range(0, c.size()).mapToObj(i -> rows[i] ? value : c.text(i)).toList());
    };
  }
}
