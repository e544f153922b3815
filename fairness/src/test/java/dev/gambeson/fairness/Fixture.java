package dev.gambeson.fairness;

import dev.gambeson.testing.SharedData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Rows whose metrics AIF360 and fairlearn have computed: row, split, two attributes (1 =
/// privileged), truth and prediction (1 = favourable), score.
record Fixture(List<String> attributes, List<double[]> rows) {
  private static final String FOLDER = "reference/fairness-explain-drift/";

  static JsonNode json(String file) {
    return JsonMapper.builder().build().readTree(SharedData.require(FOLDER + file).toFile());
  }

  /// The fixture's test rows, or all of them.
  static Fixture of(String data, boolean all) {
    try {
      List<String> lines = Files.readAllLines(SharedData.require(FOLDER + data + ".fixture.csv"));
      List<String> header = Arrays.asList(lines.getFirst().split(","));
      List<double[]> rows = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = line.split(",");
        if (all || cells[1].equals("test")) {
          cells[1] = "0";
          rows.add(Arrays.stream(cells).mapToDouble(Double::parseDouble).toArray());
        }
      }
      return new Fixture(header.subList(2, 4), rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int[] ints(int column) {
    return rows.stream().mapToInt(r -> (int) r[column]).toArray();
  }

  Decisions decisions() {
    return Decisions.of(ints(4), ints(6), 1)
        .withScores(rows.stream().mapToDouble(r -> r[5]).toArray());
  }

  Attribute attribute(String name) {
    return new Attribute(name, List.of("0", "1"), ints(2 + attributes.indexOf(name)));
  }

  FairnessAudit audit() {
    return FairnessAudit.of(
        decisions(), attributes.stream().map(this::attribute).toArray(Attribute[]::new));
  }
}
