package dev.gambeson.data.contract;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Text;
import dev.gambeson.data.profile.ColumnSummary;
import dev.gambeson.data.profile.TableSummary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A contract that a table suggests, for a person to review: every line with what was seen.
///
/// Learnt from four fifths of the rows; what does not hold on the last fifth is left out and listed
/// as a comment. Guaranteed: the file is a valid contract, and apart from uniqueness, which is
/// judged on a sample of the values where there are many, the table it was learnt from keeps it.
/// Not guaranteed: that it says what was meant. A table that was poisoned or broken suggests that
/// it stay so. The file holds values of columns with few values; it is as confidential as they are.
public final class Suggestions {
  private final String table;
  private final TableSummary whole;
  private final Map<String, List<Suggestion>> columns = new LinkedHashMap<>();

  private Suggestions(String table, TableSummary learnt, TableSummary held, TableSummary whole) {
    this.table = table;
    this.whole = whole;
    for (int i = 0; i < learnt.columns().size(); i++) {
      ColumnSummary seen = learnt.columns().get(i);
      columns.put(
          seen.name(),
          new ColumnSuggestions(seen, held.columns().get(i), whole.columns().get(i)).all());
    }
  }

  /// What the rows suggest.
  ///
  /// @param seen every row; must not be used afterwards
  /// @param table what the contract is called
  public static Suggestions of(SuggestionProfile seen, String table) {
    TableSummary learnt = seen.learnt().summary();
    TableSummary held = seen.held().summary();
    if (learnt.rows() == 0 || learnt.columns().isEmpty()) {
      throw GambesonException.nothingExamined(
          table + " has no rows, so there is nothing to learn a contract from.");
    }
    if (learnt.columns().size() > Contract.MAX_COLUMNS) {
      throw GambesonException.badInput(
          "%s has %,d columns; a contract holds at most %,d."
              .formatted(table, learnt.columns().size(), Contract.MAX_COLUMNS));
    }
    seen.learnt().merge(seen.held());
    return new Suggestions(table, learnt, held, seen.learnt().summary());
  }

  /// Every suggestion, those that did not hold included, in the order of the columns.
  public List<Suggestion> all() {
    return columns.values().stream().flatMap(List::stream).toList();
  }

  /// The contract that the file describes.
  public Contract contract() {
    return Contract.parse(yaml(), Path.of(""), "the suggested contract");
  }

  /// The contract file, with a reason behind every line.
  public String yaml() {
    StringBuilder out = new StringBuilder();
    out.append("# Suggested by the rows of the table; nobody has reviewed it yet.\n");
    out.append(
        "# Learnt from four fifths of %,d rows; what did not hold on the last fifth is commented out.\n"
            .formatted(whole.rows()));
    out.append("schema: ").append(Contract.SCHEMA).append('\n');
    out.append("name: ").append(ColumnSuggestions.quote(table)).append('\n');
    out.append("rows: {min: 1}  # %,d seen\n".formatted(whole.rows()));
    out.append("extra-columns: false\nordered: true\ncolumns:\n");
    columns.forEach((name, suggestions) -> {
      out.append("  ").append(ColumnSuggestions.quote(name)).append(":\n");
      lines(suggestions).forEach(line -> out.append("    ").append(line).append('\n'));
    });
    return out.toString();
  }

  private static List<String> lines(List<Suggestion> suggestions) {
    List<String> lines = new ArrayList<>();
    for (Suggestion s : suggestions) {
      String line = "%s: %s  # %s".formatted(s.key(), s.value(), s.reason());
      lines.add(s.held() ? line : "# did not hold: " + line);
    }
    return lines;
  }

  /// One sentence for the terminal.
  public String summary() {
    long kept = all().stream().filter(Suggestion::held).count();
    long dropped = all().size() - kept;
    return "%,d suggestions for %,d columns; %,d did not hold on the rows held apart."
        .formatted(kept, columns.size(), dropped);
  }
}
