package dev.gambeson.verification;

import dev.gambeson.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A data set of `shared/models` with the roles that `models.json` gives its columns.
record RealCase(
    Path folder, String label, String favourable, List<String> protectedColumns, Path scratch) {
  /// Small budgets: these tests ask whether everything runs and holds together, not how deep an
  /// attack gets; the figures are measured elsewhere.
  private static final String POLICY =
      """
      policy:
        checks:
          GB-EVA-001: {query-budget: 150}
          GB-EVA-002: {query-budget: 100}
          GB-EVA-003: {starts: 2}
          GB-EVA-004: {rows: 40}
          GB-PRIV-001: {rows: 1500}
          GB-PRIV-002: {rows: 1500}
          GB-EXT-001: {query-budget: 200}
          GB-DATA-003: {max-rows: 2000}
      """;

  /// The case of this name; skips the test where the shared data is absent.
  static RealCase of(String name, Path scratch) {
    JsonNode facts =
        JsonMapper.shared().readTree(SharedData.require("models/models.json").toFile()).path(name);
    return new RealCase(
        SharedData.require("models/" + name),
        facts.path("label").asString(),
        facts.path("favourable").asString(),
        facts.path("protected").valueStream().map(JsonNode::asString).toList(),
        scratch);
  }

  /// The header and the first rows of one of the case's tables, in a file of its own.
  Path head(String table, int rows) throws IOException {
    Path file = scratch.resolve(rows + "-" + table);
    try (Stream<String> lines = Files.lines(folder.resolve(table))) {
      Files.write(file, lines.limit(rows + 1L).toList());
    }
    return file;
  }

  /// The flags of an audit of one of its models.
  List<String> audit(String model, Path test, Path train) throws IOException {
    Path config = Files.writeString(scratch.resolve("gambeson.yaml"), POLICY);
    List<String> flags =
        new ArrayList<>(
            List.of("audit", "--quiet", "--config", config.toString(), "--label", label));
    flags.addAll(List.of("--model", folder.resolve(model).toString(), "--favourable", favourable));
    flags.addAll(List.of("--data", test.toString(), "--train", train.toString()));
    if (!protectedColumns.isEmpty()) {
      flags.addAll(List.of("--protected", String.join(",", protectedColumns)));
    }
    return flags;
  }

  /// The flags that name the steps between columns and model input.
  List<String> preprocessing() {
    return List.of("--preprocessing", folder.resolve("preprocessing.json").toString());
  }
}
