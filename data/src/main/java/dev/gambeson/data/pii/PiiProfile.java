package dev.gambeson.data.pii;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Profile;
import dev.gambeson.data.pii.anonymity.AnonymityProfile;
import java.util.ArrayList;
import java.util.List;

/// What a pass over a table remembers of personal data: counts, the first row numbers and masks.
/// Holds no value of a cell once the pass is over.
public final class PiiProfile implements Profile<PiiProfile> {
  private final PiiFinder finder;
  private final Sampling sampling;
  private final CellReader reader;
  private final AnonymityProfile anonymity;
  private List<String> names = List.of();
  private List<ColumnTally> columns = List.of();
  private long rows;
  private long examined;

  PiiProfile(PiiFinder finder, PiiOptions options) {
    this.finder = finder;
    this.sampling = new Sampling(options.oneRowIn());
    this.reader = new CellReader(finder);
    this.anonymity = new AnonymityProfile(new QuasiColumns(finder.words(), options));
  }

  @Override
  public void add(Batch batch) {
    if (columns.isEmpty()) {
      begin(batch.names());
    } else if (!names.equals(batch.names())) {
      throw GambesonException.badInput(
          "The columns change within the table: %d named at first, %d later."
              .formatted(names.size(), batch.names().size()));
    }
    rows += batch.size();
    for (long row : batch.rowNumbers()) {
      examined += sampling.takes(row) ? 1 : 0;
    }
    for (int c = 0; c < columns.size(); c++) {
      columns.get(c).add(batch.columns().get(c), batch.rowNumbers(), sampling, reader);
    }
    anonymity.add(batch);
  }

  private void begin(List<String> batchNames) {
    names = batchNames;
    List<ColumnTally> tallies = new ArrayList<>(names.size());
    names.forEach(name -> tallies.add(new ColumnTally(finder.words().ofHeader(name))));
    columns = tallies;
  }

  @Override
  public void merge(PiiProfile other) {
    if (columns.isEmpty()) {
      names = other.names;
      columns = other.columns;
    } else if (!other.columns.isEmpty()) {
      for (int c = 0; c < columns.size(); c++) {
        columns.get(c).merge(other.columns.get(c));
      }
    }
    rows += other.rows;
    examined += other.examined;
    anonymity.merge(other.anonymity);
  }

  /// Rows of the table.
  public long rows() {
    return rows;
  }

  /// Rows that were looked at; fewer than [#rows] under sampling.
  public long examined() {
    return examined;
  }

  /// Column names.
  public List<String> names() {
    return names;
  }

  List<ColumnTally> columns() {
    return columns;
  }

  AnonymityProfile anonymity() {
    return anonymity;
  }
}
