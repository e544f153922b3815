package dev.gambeson.data.contract;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.GambesonException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// What a table must be: its columns, their values, and what holds between columns and rows.
///
/// Guaranteed: no contract exists that contradicts itself in a way listed in ADR 0017; making one
/// ends in a message for every contradiction. Not guaranteed: that a table can fulfil it (two
/// expressions may have no text in common), or that a table that does is fit for training.
///
/// @param name what it is called
/// @param minRows fewest rows
/// @param maxRows most rows
/// @param extraColumns whether columns that are not listed may be there
/// @param ordered whether the listed columns must come in this order
/// @param columns one rule a column, distinct names
/// @param keys columns whose values together come once; rows with an empty cell among them do not
///   count
/// @param dependencies what decides what
/// @param monotone what must not go back from row to row
/// @param references what must be found elsewhere
/// @param comparisons what holds between two columns of a row
/// @param sums what adds up in a row
public record Contract(
    String name,
    OptionalLong minRows,
    OptionalLong maxRows,
    boolean extraColumns,
    boolean ordered,
    List<ColumnRule> columns,
    List<List<String>> keys,
    List<Dependency> dependencies,
    List<Monotone> monotone,
    List<Reference> references,
    List<Comparison> comparisons,
    List<Sum> sums) {
  /// The first line of a contract file.
  public static final String SCHEMA = "gambeson/contract/1";

  /// Most columns of a contract.
  public static final int MAX_COLUMNS = 10_000;

  /// Most entries of each list of table rules.
  public static final int MAX_RULES = 1000;

  public Contract {
    requireNonNull(name, "name");
    columns = List.copyOf(columns);
    keys = keys.stream().map(List::copyOf).toList();
    dependencies = List.copyOf(dependencies);
    monotone = List.copyOf(monotone);
    references = List.copyOf(references);
    comparisons = List.copyOf(comparisons);
    sums = List.copyOf(sums);
    List<String> wrong =
        new Contradictions(
                minRows,
                maxRows,
                columns,
                keys,
                dependencies,
                monotone,
                references,
                comparisons,
                sums)
            .all();
    if (!wrong.isEmpty()) {
      throw GambesonException.usage(
          wrong.stream()
              .limit(50)
              .collect(
                  Collectors.joining(
                      "\n  ", "The contract '%s' contradicts itself:\n  ".formatted(name), "")));
    }
  }

  /// The values of some columns decide the value of another (functional dependency).
  public record Dependency(List<String> columns, String decides) {
    public Dependency {
      columns = List.copyOf(columns);
    }
  }

  /// A column does not go back from one row to the next.
  ///
  /// @param per compared only among rows that agree in these columns; none: among all rows
  /// @param strictly whether it must grow
  public record Monotone(String column, List<String> per, boolean strictly) {
    public Monotone {
      per = List.copyOf(per);
    }
  }

  /// The values of some columns stand together in a row of another table; rows with an empty cell
  /// among them do not count.
  ///
  /// @param file the other table, CSV or Parquet, relative to the contract file
  /// @param match its columns, in the order of `columns`
  public record Reference(List<String> columns, Path file, List<String> match) {
    public Reference {
      columns = List.copyOf(columns);
      match = List.copyOf(match);
    }
  }

  /// A comparison between two columns of a row; rows in which either is empty do not count.
  public record Comparison(String left, Operator operator, String right) {
    @Override
    public String toString() {
      return left + " " + operator.sign() + " " + right;
    }
  }

  /// How two values may lie to each other.
  public enum Operator {
    LESS("<"),
    AT_MOST("<="),
    EQUAL("="),
    DIFFERENT("!="),
    AT_LEAST(">="),
    MORE(">");

    private final String sign;

    Operator(String sign) {
      this.sign = sign;
    }

    /// As written in a contract file.
    public String sign() {
      return sign;
    }

    /// Whether it holds for what [Double#compare] or [Long#compare] says.
    boolean holds(int compared) {
      return switch (this) {
        case LESS -> compared < 0;
        case AT_MOST -> compared <= 0;
        case EQUAL -> compared == 0;
        case DIFFERENT -> compared != 0;
        case AT_LEAST -> compared >= 0;
        case MORE -> compared > 0;
      };
    }
  }

  /// Numbers of a row that add up to another, within a tolerance; rows in which one is empty do not
  /// count.
  ///
  /// @param tolerance largest difference that still counts as equal, at least 0
  public record Sum(List<String> columns, String equals, double tolerance) {
    public Sum {
      columns = List.copyOf(columns);
    }
  }

  /// A contract of columns alone: any number of rows, no other columns, any order.
  public static Contract of(String name, List<ColumnRule> columns) {
    return new Contract(
        name,
        OptionalLong.empty(),
        OptionalLong.empty(),
        false,
        false,
        columns,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /// Reads a contract file; paths in it are relative to its folder.
  ///
  /// @throws GambesonException (exit 4) when it cannot be read, holds what nobody knows, or
  ///   contradicts itself
  public static Contract read(Path file) {
    return ContractReader.read(file);
  }

  /// Reads the text of a contract file.
  ///
  /// @param folder what paths in it are relative to
  /// @param what names the text in messages
  public static Contract parse(String text, Path folder, String what) {
    return new ContractReader(folder, what).parse(text);
  }

  /// The rule of a column.
  public Optional<ColumnRule> column(String column) {
    return columns.stream().filter(c -> c.name().equals(column)).findFirst();
  }
}
