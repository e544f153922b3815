package dev.gambeson.data.internal.write;

import dev.gambeson.core.data.Cells;
import java.nio.file.Path;
import java.util.List;

/// Writes one JSON object a line. Missing cells are `null`; numbers stay numbers, text stays text.
public final class JsonlWriting extends TextWriting {
  private static final String HEX = "0123456789abcdef";

  private final List<String> keys;

  /// See [dev.gambeson.data.source.TableWriters#open].
  public JsonlWriting(Path target, List<String> names, int chunkRows) {
    super(target, names, chunkRows);
    this.keys =
        names.stream().map(n -> string(new StringBuilder(), n).append(':').toString()).toList();
  }

  @Override
  void append(StringBuilder out, List<Cells> columns, int row) {
    for (int c = 0; c < columns.size(); c++) {
      Cells column = columns.get(c);
      out.append(c == 0 ? '{' : ',').append(keys.get(c));
      if (column.isMissing(row)) {
        out.append("null");
      } else if (column instanceof Cells.Numbers(double[] values) && Double.isFinite(values[row])) {
        out.append(column.text(row));
      } else {
        string(out, column.text(row));
      }
    }
    out.append(columns.isEmpty() ? "{}\n" : "}\n");
  }

  private static StringBuilder string(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"');
  }
}
