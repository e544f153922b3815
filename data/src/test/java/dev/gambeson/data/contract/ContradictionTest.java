package dev.gambeson.data.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.ExitCode;
import dev.gambeson.core.GambesonException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContradictionTest {
  private static String complaint(String columns, String rest) {
    try {
      Contract.parse(
          "schema: gambeson/contract/1\ncolumns: {" + columns + "}\n" + rest,
          Path.of(""),
          "c.yaml");
      return "none";
    } catch (GambesonException e) {
      assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
      return e.getMessage();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a: {type: integer, min: 5, max: 4} | columns.a.min: 5 is larger than max 4",
        "a: {type: date, min: 2024-02-30} | columns.a.min: '2024-02-30' is no date",
        "a: {type: integer, min: 1.5} | columns.a.min: '1.5' is no integer",
        "a: {type: text, min: 1} | columns.a.min: a column of text has no order; use length",
        "a: {type: boolean, max: 1} | columns.a.max: a column of boolean has no order",
        "a: {type: text, length: {min: 4, max: 3}} | columns.a.length: min 4 is larger than max 3",
        "a: {type: integer, length: {min: 4}} | columns.a.length: a column of integer has none",
        "a: {type: integer, regex: yes} | columns.a.regex: a column of integer has no spelling",
        "a: {type: text, regex: '(a'} | columns.a.regex: '(a' is no RE2 expression",
        "a: {type: text, regex: '(?=a)b'} | is no RE2 expression",
        "a: {type: text, format: phone} | columns.a.format: 'phone' is none of [email, ipv4, url, uuid]",
        "a: {type: date, format: 'qqq{'} | is no pattern such as dd/MM/uuuu",
        "a: {type: decimal, format: email} | columns.a.format: a column of decimal has none",
        "a: {type: text, allowed: []} | columns.a.allowed: the set is empty",
        "a: {type: text, allowed: [x, x]} | columns.a.allowed: 'x' stands there twice",
        "a: {type: text, allowed: ['']} | an empty cell is no value",
        "a: {type: integer, allowed: [1, two]} | columns.a.allowed: 'two' breaks 'type integer'",
        "a: {type: integer, allowed: [1, 9], max: 8} | columns.a.allowed: '9' breaks 'max 8'",
        "a: {type: text, allowed: [ab], regex: '[0-9]+'} | 'ab' breaks 'regex [0-9]+'",
        "a: {type: text, coverage: 0.9} | columns.a.coverage: there is no set",
        "a: {type: text, nulls: 1.1} | columns.a.nulls: 1.1 is no share",
        "a: {type: text, allowed: [x], unique: true} | columns.a.unique: the other rules leave a single value",
        "a: {type: integer, min: 3, max: 3, unique: true} | leave a single value",
        "'': {type: text} | is listed twice or empty",
      })
  void aColumnThatContradictsItselfIsRefused(String columns, String message) {
    assertThat(complaint(columns, "")).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rows: {min: 5, max: 4} | rows: min 5 is larger than max 4",
        "rows: {min: -1} | cannot be negative",
        "keys: [[a, c]] | keys: there is no column 'c'",
        "keys: [[a, a]] | keys: 'a' is named twice",
        "keys: [[]] | keys: no column is named",
        "dependencies: [{columns: [a], decides: a}] | a column always decides itself",
        "dependencies: [{columns: [aa], decides: a}] | Did you mean 'a'?",
        "monotone: [{column: t}] | a column of text has no order",
        "monotone: [{column: a, per: [a]}] | cannot go back in it",
        "references: [{columns: [a, b], file: x.csv, match: [k]}] | 2 columns, but match names 1",
        "comparisons: [a <= a] | compared with itself",
        "comparisons: [a <= t] | integer is no match for text",
        "comparisons: [t < u] | a column of text has no order; use = or !=",
        "comparisons: [a > b] | the ranges of the two columns leave no pair",
        "comparisons: [a < n, n < a] | other comparisons say the opposite",
        "comparisons: [a < n, n <= m, m = a] | other comparisons say the opposite",
        "comparisons: [a != n, a = n] | other comparisons say the opposite",
        "sums: [{columns: [a, t], equals: n}] | 't' is a text, no number",
        "sums: [{columns: [a, n], equals: n}] | 'n' stands on both sides",
        "sums: [{columns: [a], equals: n, tolerance: -1}] | the tolerance must be 0 or more",
      })
  void rulesThatContradictEachOtherAreRefused(String rest, String message) {
    String columns =
        "a: {type: integer, max: 5}, b: {type: integer, min: 6}, n: {type: integer}, "
            + "m: {type: decimal}, t: {type: text}, u: {type: text}";
    assertThat(complaint(columns, rest)).contains(message);
  }

  @Test
  void everyContradictionGetsItsOwnLine() {
    String message =
        complaint("a: {type: integer, min: 5, max: 4}, b: {type: text, min: 1}", "keys: [[c]]");
    assertThat(message.lines()).hasSize(4);
  }

  @Test
  void moreRowsThanDistinctValuesContradictUniqueness() {
    assertThat(complaint("a: {type: boolean, unique: true}", "rows: {min: 3}"))
        .contains("columns.a.unique: 3 rows at least, but the other rules leave 2");
  }

  @Test
  void whatIsOnlyNarrowIsNotRefused() {
    assertThat(
            complaint(
                "a: {type: integer, min: 3, max: 3}, b: {type: boolean, unique: true, nulls: 0.9}",
                "rows: {min: 3}\ncomparisons: [a != a2]".replace("\ncomparisons: [a != a2]", "")))
        .isEqualTo("none");
  }

  @Test
  void aContractMadeInCodeIsRefusedAsWell() {
    assertThatThrownBy(() -> Contract.of("t", List.of()))
        .isInstanceOf(GambesonException.class)
        .hasMessageContaining("nothing would be checked");
    assertThatCode(() -> Contract.of("t", List.of(ColumnRule.of("a", ColumnType.TEXT))))
        .doesNotThrowAnyException();
  }
}
