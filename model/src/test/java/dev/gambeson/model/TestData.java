package dev.gambeson.model;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.data.TextColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Reads the CSV files beside the models.
final class TestData {
  private TestData() {}

  static List<NamedCsvRecord> records(Path csv) throws IOException {
    try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(csv);
        Stream<NamedCsvRecord> records = reader.stream()) {
      return records.toList();
    }
  }

  static double[] numbers(List<NamedCsvRecord> records, String column) {
    return records.stream()
        .map(r -> r.getField(column))
        .mapToDouble(v -> v.isEmpty() ? Double.NaN : Double.parseDouble(v))
        .toArray();
  }

  static Dataset dataset(Path csv, List<String> columns, Set<String> texts) throws IOException {
    List<NamedCsvRecord> records = records(csv);
    List<Column> out = new ArrayList<>();
    for (String column : columns) {
      out.add(
          texts.contains(column)
              ? TextColumn.of(column, records.stream().map(r -> r.getField(column)).toList())
              : new NumericColumn(column, numbers(records, column)));
    }
    return new Dataset(csv.toString(), out);
  }

  static FeatureSpace space(Dataset data) {
    List<Feature> features = new ArrayList<>();
    for (Column column : data.columns()) {
      features.add(
          switch (column) {
            case TextColumn c -> new Feature.Categorical(c.name(), c.levels(), false);
            case NumericColumn c ->
                new Feature.Numeric(c.name(), c.isIntegral(), -1e5, 1e5, 1, false);
          });
    }
    return new FeatureSpace(features);
  }
}
