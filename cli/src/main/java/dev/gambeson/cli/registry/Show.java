package dev.gambeson.cli.registry;

import dev.gambeson.cli.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// Prints results: tables for people, JSON for machines. Foreign text is made harmless first.
final class Show {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// The forms of output.
  enum Form {
    TEXT,
    JSON
  }

  @Option(names = "--format", paramLabel = "FORMAT", description = "text or json (default text)")
  private Form form = Form.TEXT;

  boolean json() {
    return form == Form.JSON;
  }

  /// Prints a value as JSON, or lines of text.
  void print(CommandLine line, Object json, Iterable<String> text) {
    PrintWriter out = line.getOut();
    if (json()) {
      out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json));
    } else {
      text.forEach(l -> out.println(Printable.line(l)));
    }
    out.flush();
  }

  /// Columns as wide as their widest cell; the last is not padded.
  static List<String> table(List<String> head, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(head);
    all.addAll(rows);
    int[] width = new int[head.size()];
    for (List<String> row : all) {
      for (int i = 0; i < width.length; i++) {
        width[i] = Math.max(width[i], row.get(i).length());
      }
    }
    return all.stream().map(row -> line(row, width)).toList();
  }

  private static String line(List<String> row, int[] width) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < width.length; i++) {
      line.append(row.get(i));
      line.append(" ".repeat(width[i] - row.get(i).length() + 2));
    }
    return line.toString().stripTrailing();
  }

  /// A map with its keys in order of writing, for JSON.
  static Map<String, Object> object(Object... keysAndValues) {
    Map<String, Object> map = new java.util.LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
    }
    return map;
  }

  /// `1 file`, `2 files`.
  static String files(int count) {
    return count == 1 ? "1 file" : count + " files";
  }

  /// `1.2 GB`.
  static String size(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB", "PB"};
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
  }

  /// `key=value` pairs in the order of their keys.
  static String pairs(Map<String, String> map) {
    return String.join(
        ", ",
        new TreeMap<>(map).entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
  }
}
