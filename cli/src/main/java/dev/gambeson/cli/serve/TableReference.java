package dev.gambeson.cli.serve;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.data.DataFiles;
import dev.gambeson.data.FeatureSpaces;
import dev.gambeson.data.Labels;
import dev.gambeson.data.ReadOptions;
import dev.gambeson.model.ModelFile;
import dev.gambeson.model.ModelLoader;
import dev.gambeson.model.Preprocessing;
import dev.gambeson.server.ReferenceTable;
import dev.gambeson.server.config.GatewaySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads a model's reference table as `audit` reads data: columns and levels as the model file or
/// its preprocessing names them, every other column otherwise.
final class TableReference implements ReferenceTable.Reader {
  /// What the first version in process says about its inputs.
  private record Inputs(List<String> columns, Set<String> text, Map<String, List<String>> levels) {
    static final Inputs UNKNOWN = new Inputs(List.of(), Set.of(), Map.of());
  }

  @Override
  public ReferenceTable read(GatewaySettings.Model model) {
    Inputs inputs = inputs(model);
    Map<String, ReadOptions.Kind> types = new HashMap<>();
    inputs.text().forEach(c -> types.put(c, ReadOptions.Kind.TEXT));
    inputs.levels().keySet().forEach(c -> types.put(c, ReadOptions.Kind.TEXT));
    Path file = model.reference();
    Dataset data = DataFiles.read(file, ReadOptions.defaults().withTypes(types));
    FeatureSpace space = space(model, inputs, data);
    Optional<Labels> labels = model.label().map(l -> Labels.of(data, l, values(data, l)));
    return new ReferenceTable(
        space,
        space.encode(data),
        labels.map(Labels::truth).orElse(new int[0]),
        labels.map(Labels::values).orElse(List.of()),
        groups(model, data),
        digest(file));
  }

  private static Inputs inputs(GatewaySettings.Model model) {
    return model.versions().stream()
        .filter(v -> v.file().isPresent())
        .findFirst()
        .map(TableReference::inputs)
        .orElse(Inputs.UNKNOWN);
  }

  private static Inputs inputs(GatewaySettings.Version version) {
    try (ModelFile file = ModelLoader.open(version.file().orElseThrow())) {
      if (!file.namedInputs().isEmpty()) {
        return new Inputs(file.namedInputs(), Set.copyOf(file.textInputs()), file.knownLevels());
      }
    }
    return version
        .preprocessing()
        .map(Preprocessing::read)
        .map(p -> new Inputs(p.columns(), Set.copyOf(p.textColumns()), p.knownLevels()))
        .orElse(Inputs.UNKNOWN);
  }

  private static FeatureSpace space(GatewaySettings.Model model, Inputs inputs, Dataset data) {
    Set<String> left = new HashSet<>(model.ignore().orElse(List.of()));
    model.label().ifPresent(left::add);
    left.forEach(data::column); // a name that the table lacks is a mistake
    List<String> columns =
        inputs.columns().isEmpty()
            ? data.columnNames().stream().filter(c -> !left.contains(c)).toList()
            : inputs.columns();
    columns.forEach(data::column);
    Map<String, List<String>> levels = new HashMap<>(inputs.levels());
    levels.keySet().retainAll(Set.copyOf(columns));
    return FeatureSpaces.learn(data, columns, Set.of(), levels);
  }

  private static List<String> values(Dataset data, String label) {
    var column = data.column(label);
    Set<String> values = new java.util.TreeSet<>();
    for (int row = 0; row < column.size() && values.size() <= 1_000; row++) {
      values.add(column.text(row));
    }
    return List.copyOf(values);
  }

  private static Map<String, String[]> groups(GatewaySettings.Model model, Dataset data) {
    Map<String, String[]> groups = new HashMap<>();
    for (String name : model.groups().orElse(List.of())) {
      var column = data.column(name);
      String[] of = new String[column.size()];
      for (int row = 0; row < of.length; row++) {
        of[row] = column.text(row);
      }
      groups.put(name, of);
    }
    return groups;
  }

  private static String digest(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw GambesonException.badInput(file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }
}
