package dev.gambeson.data.contract;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/// What a contract says of one column. Made by [#of] and the `with` methods; whether it makes sense
/// is decided by [Contract], which refuses what contradicts itself.
///
/// @param name the column
/// @param type what its cells are
/// @param required whether the column must be there
/// @param nulls largest share of empty cells; 0 makes every empty cell a breach
/// @param min smallest value, written as a cell of the column
/// @param max largest value, written as a cell of the column
/// @param minLength fewest characters (UTF-16 units) of a text
/// @param maxLength most characters of a text
/// @param regex RE2 expression that a text must match as a whole
/// @param format of a text: `email`, `uuid`, `ipv4` or `url`; of a date or timestamp: a pattern of
///   `java.time`, such as `dd/MM/uuuu`
/// @param allowed the values there may be; none means any
/// @param coverage smallest share of present cells that hold an allowed value
/// @param unique whether no value may come twice
public record ColumnRule(
    String name,
    ColumnType type,
    boolean required,
    double nulls,
    Optional<String> min,
    Optional<String> max,
    Optional<Integer> minLength,
    Optional<Integer> maxLength,
    Optional<String> regex,
    Optional<String> format,
    Optional<List<String>> allowed,
    double coverage,
    boolean unique) {
  public ColumnRule {
    requireNonNull(name, "name");
    requireNonNull(type, "type");
    allowed = allowed.map(List::copyOf);
  }

  /// A column that must be there, without an empty cell, of any values of the type.
  public static ColumnRule of(String name, ColumnType type) {
    return new ColumnRule(
        name,
        type,
        true,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        1,
        false);
  }

  /// The same, and the column may be absent.
  public ColumnRule optional() {
    return new ColumnRule(
        name, type, false, nulls, min, max, minLength, maxLength, regex, format, allowed, coverage,
        unique);
  }

  /// The same with this largest share of empty cells.
  public ColumnRule withNulls(double share) {
    return new ColumnRule(
        name, type, required, share, min, max, minLength, maxLength, regex, format, allowed,
        coverage, unique);
  }

  /// The same with values from `least` to `most`, both included; empty leaves an end open.
  public ColumnRule withRange(Optional<String> least, Optional<String> most) {
    return new ColumnRule(
        name, type, required, nulls, least, most, minLength, maxLength, regex, format, allowed,
        coverage, unique);
  }

  /// The same with texts of this many characters; empty leaves an end open.
  public ColumnRule withLength(Optional<Integer> fewest, Optional<Integer> most) {
    return new ColumnRule(
        name, type, required, nulls, min, max, fewest, most, regex, format, allowed, coverage,
        unique);
  }

  /// The same with this expression.
  public ColumnRule withRegex(String expression) {
    return new ColumnRule(
        name,
        type,
        required,
        nulls,
        min,
        max,
        minLength,
        maxLength,
        Optional.of(expression),
        format,
        allowed,
        coverage,
        unique);
  }

  /// The same with this format.
  public ColumnRule withFormat(String name) {
    return new ColumnRule(
        this.name,
        type,
        required,
        nulls,
        min,
        max,
        minLength,
        maxLength,
        regex,
        Optional.of(name),
        allowed,
        coverage,
        unique);
  }

  /// The same with these values for at least this share of the present cells.
  public ColumnRule withAllowed(List<String> values, double share) {
    return new ColumnRule(
        name,
        type,
        required,
        nulls,
        min,
        max,
        minLength,
        maxLength,
        regex,
        format,
        Optional.of(values),
        share,
        unique);
  }

  /// The same, and no value may come twice.
  public ColumnRule withUnique() {
    return new ColumnRule(
        name, type, required, nulls, min, max, minLength, maxLength, regex, format, allowed,
        coverage, true);
  }
}
