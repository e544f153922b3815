package dev.gambeson.data.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The words of a contract file, once: the reader knows them, the JSON Schema is made from them.
final class ContractKeys {
  /// What stands behind a key.
  enum Form {
    TEXT,
    SCALAR,
    NUMBER,
    WHOLE,
    FLAG,
    TEXTS,
    SCALARS,
    RANGE,
    LIST,
    MAP
  }

  /// A key.
  ///
  /// @param meaning one sentence
  record Key(Form form, String meaning) {}

  static final Map<String, Key> TOP = new LinkedHashMap<>();
  static final Map<String, Key> COLUMN = new LinkedHashMap<>();
  static final Map<String, Key> DEPENDENCY = new LinkedHashMap<>();
  static final Map<String, Key> MONOTONE = new LinkedHashMap<>();
  static final Map<String, Key> REFERENCE = new LinkedHashMap<>();
  static final Map<String, Key> SUM = new LinkedHashMap<>();
  static final Map<String, Key> LIMITS = new LinkedHashMap<>();

  static {
    put(TOP, "schema", Form.TEXT, "Always " + Contract.SCHEMA + ".");
    put(TOP, "name", Form.TEXT, "What the table is called.");
    put(TOP, "rows", Form.RANGE, "Fewest and most rows.");
    put(TOP, "extra-columns", Form.FLAG, "Whether other columns may be there; false if not said.");
    put(TOP, "ordered", Form.FLAG, "Whether columns come in this order; false if not said.");
    put(TOP, "columns", Form.MAP, "The columns by name.");
    put(TOP, "keys", Form.LIST, "Lists of columns whose values together come once.");
    put(TOP, "dependencies", Form.LIST, "Columns whose values decide another column's.");
    put(TOP, "monotone", Form.LIST, "Columns that do not go back from row to row.");
    put(TOP, "references", Form.LIST, "Columns whose values stand in another table.");
    put(TOP, "comparisons", Form.TEXTS, "What holds in a row: start <= end.");
    put(TOP, "sums", Form.LIST, "Columns of a row that add up to another.");
    put(COLUMN, "type", Form.TEXT, "One of " + String.join(", ", ColumnType.ids()) + ".");
    put(COLUMN, "required", Form.FLAG, "Whether it must be there; true if not said.");
    put(COLUMN, "nulls", Form.NUMBER, "Largest share of empty cells; 0 if not said.");
    put(COLUMN, "min", Form.SCALAR, "Smallest value.");
    put(COLUMN, "max", Form.SCALAR, "Largest value.");
    put(COLUMN, "length", Form.RANGE, "Fewest and most characters of a text.");
    put(COLUMN, "regex", Form.TEXT, "RE2 expression that a text matches as a whole.");
    put(
        COLUMN,
        "format",
        Form.TEXT,
        "email, uuid, ipv4 or url; for dates a pattern such as dd/MM/uuuu.");
    put(COLUMN, "allowed", Form.SCALARS, "The values there may be.");
    put(COLUMN, "coverage", Form.NUMBER, "Smallest share of them; 1 if not said.");
    put(COLUMN, "unique", Form.FLAG, "Whether no value comes twice.");
    put(DEPENDENCY, "columns", Form.TEXTS, "What decides.");
    put(DEPENDENCY, "decides", Form.TEXT, "What is decided.");
    put(MONOTONE, "column", Form.TEXT, "What does not go back.");
    put(MONOTONE, "per", Form.TEXTS, "Only among rows that agree in these columns.");
    put(MONOTONE, "strictly", Form.FLAG, "Whether it must grow; false if not said.");
    put(REFERENCE, "columns", Form.TEXTS, "What must be found.");
    put(REFERENCE, "file", Form.TEXT, "The other table, relative to the contract.");
    put(REFERENCE, "match", Form.TEXTS, "Its columns, in the same order.");
    put(SUM, "columns", Form.TEXTS, "What is added.");
    put(SUM, "equals", Form.TEXT, "What it comes to.");
    put(SUM, "tolerance", Form.NUMBER, "Largest difference that counts as equal; 0 if not said.");
    put(LIMITS, "min", Form.WHOLE, "The least.");
    put(LIMITS, "max", Form.WHOLE, "The most.");
  }

  /// Keys without which an entry means nothing.
  static final Map<Map<String, Key>, List<String>> NEEDED =
      Map.of(
          TOP, List.of("schema", "columns"),
          COLUMN, List.of("type"),
          DEPENDENCY, List.of("columns", "decides"),
          MONOTONE, List.of("column"),
          REFERENCE, List.of("columns", "file", "match"),
          SUM, List.of("columns", "equals"));

  private ContractKeys() {}

  private static void put(Map<String, Key> into, String key, Form form, String meaning) {
    into.put(key, new Key(form, meaning));
  }
}
