package dev.gambeson.testing.nodes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Bodies of requests, one for each row of a plain CSV file.
public final class Rows {
  private Rows() {}

  /// @param file with a header, without quotes
  /// @param left columns that are no inputs
  public static List<String> of(Path file, Set<String> left, int limit) throws IOException {
    List<String> lines = Files.readAllLines(file);
    String[] names = lines.getFirst().split(",", -1);
    List<String> bodies = new ArrayList<>();
    for (String line : lines.subList(1, Math.min(lines.size(), limit + 1))) {
      bodies.add(body(names, line.split(",", -1), left));
    }
    return bodies;
  }

  private static String body(String[] names, String[] values, Set<String> left) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < names.length; i++) {
      if (!left.contains(names[i]) && !values[i].isEmpty()) {
        boolean number = values[i].matches("-?\\d+(\\.\\d+)?([eE]-?\\d+)?");
        fields.add("\"%s\":%s".formatted(names[i], number ? values[i] : "\"" + values[i] + "\""));
      }
    }
    return "{\"rows\":[{%s}]}".formatted(String.join(",", fields));
  }
}
