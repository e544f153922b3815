package dev.gambeson.data.internal.write;

import dev.gambeson.core.data.Cells;
import java.nio.file.Path;
import java.util.List;

/// Writes CSV as RFC 4180 describes it.
public final class CsvWriting extends TextWriting {
  /// See [dev.gambeson.data.source.TableWriters#open].
  public CsvWriting(Path target, List<String> names, int chunkRows) {
    super(target, names, chunkRows);
    StringBuilder out = text();
    for (int c = 0; c < names.size(); c++) {
      // delimiters other than ours are quoted too: readers guess theirs from the header
      String name = names.get(c);
      cell(out.append(c == 0 ? "" : ","), name, needsQuotes(name) || hasOdd(name));
    }
    out.append('\n');
  }

  @Override
  void append(StringBuilder out, List<Cells> columns, int row) {
    int start = out.length();
    for (int c = 0; c < columns.size(); c++) {
      if (c > 0) {
        out.append(',');
      }
      switch (columns.get(c)) {
        case Cells.Texts(String[] values) -> cell(out, values[row], needsQuotes(values[row]));
        case Cells.Numbers numbers -> out.append(numbers.text(row));
      }
    }
    if (out.length() == start) {
      out.append("\"\""); // an empty line would be no row
    }
    out.append('\n');
  }

  private static boolean hasOdd(String name) {
    return name.chars().anyMatch(c -> c == ';' || c == '\t' || c == '|' || c == '\uFEFF');
  }

  private static void cell(StringBuilder out, String value, boolean quoted) {
    if (!quoted) {
      out.append(value);
      return;
    }
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"') {
        out.append('"');
      }
      out.append(c);
    }
    out.append('"');
  }

  private static boolean needsQuotes(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == ',' || c == '"' || c == '\n' || c == '\r') {
        return true;
      }
    }
    return false;
  }
}
