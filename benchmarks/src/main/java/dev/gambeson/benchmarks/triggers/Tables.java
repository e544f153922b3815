package dev.gambeson.benchmarks.triggers;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.data.DataFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The real tables of the measurement, with the label in a column `label`.
public final class Tables {
  /// Every table.
  public static final List<String> NAMES =
      List.of("adult", "bank", "german", "compas", "cardfraud", "heart");

  private static final String ADULT =
      "age,workclass,fnlwgt,education,education-num,marital-status,occupation,relationship,race,sex,capital-gain,capital-loss,hours-per-week,native-country,label";
  private static final String GERMAN =
      "a1,a2,a3,a4,a5,a6,a7,a8,a9,a10,a11,a12,a13,a14,a15,a16,a17,a18,a19,a20,label";

  private Tables() {}

  /// The table of this name, read from the folder of shared data.
  public static Dataset load(Path shared, String name) throws IOException {
    Path data = shared.resolve("data");
    return switch (name) {
      case "adult" -> read(data.resolve("adult/adult-train.csv"), ADULT, "label");
      case "bank" -> read(data.resolve("bank/bank-full.csv"), "", "y");
      case "german" -> read(data.resolve("german/german.data"), GERMAN, "label");
      case "compas" ->
          read(data.resolve("compas/compas-scores-two-years.csv"), "", "two_year_recid");
      case "cardfraud" -> read(data.resolve("cardfraud/creditcard_sample.csv"), "", "Class");
      case "heart" -> read(data.resolve("heart/processed.cleveland.data"), "", "classe");
      default -> throw new IllegalArgumentException("unknown table " + name);
    };
  }

  /// Reads a file whose header may be missing, doubled or empty in places.
  private static Dataset read(Path file, String header, String label) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.removeIf(String::isBlank);
    if (!header.isEmpty()) {
      lines.addFirst(header);
    }
    lines.set(0, unique(lines.getFirst()));
    Path copy = Files.createTempFile("gambeson", ".csv");
    try {
      Files.write(copy, lines.stream().map(l -> l.replace(", ", ",")).toList());
      return labelled(DataFiles.read(copy), label);
    } finally {
      Files.delete(copy);
    }
  }

  private static String unique(String header) {
    Set<String> seen = new HashSet<>();
    List<String> names = new ArrayList<>();
    for (String raw : header.split(",", -1)) {
      String name = raw.isEmpty() ? "id" : raw;
      while (!seen.add(name)) {
        name += "_2";
      }
      names.add(name);
    }
    return String.join(",", names);
  }

  private static Dataset labelled(Dataset data, String label) {
    List<Column> columns = new ArrayList<>();
    for (Column c : data.columns()) {
      String name = c.name().equals(label) ? "label" : c.name();
      if (!name.equals("id")) {
        columns.add(
            switch (c) {
              case NumericColumn n -> new NumericColumn(name, n.values());
              case TextColumn t -> new TextColumn(name, t.levels(), t.codes());
            });
      }
    }
    return new Dataset(data.name(), columns);
  }

  /// At most `most` rows, drawn by seed.
  public static Dataset sample(Dataset data, int most, Seed seed) {
    int[] order = Shuffles.shuffled(data.size(), seed.random());
    return data.size() <= most ? data : data.select(java.util.Arrays.copyOf(order, most));
  }
}
