package dev.gambeson.data.pii.protect;

import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.data.admit.Transformation;
import java.util.ArrayList;
import java.util.List;

/// Leaves a column out: the batches that come out have one column less.
record DropColumn(String column) implements Transformation {
  @Override
  public String description() {
    return "column " + column + ": dropped";
  }

  @Override
  public Batch apply(Batch batch) {
    int index = batch.indexOf(column);
    if (index < 0) {
      throw ColumnTransformation.missing(column);
    }
    List<String> names = new ArrayList<>(batch.names());
    List<Cells> columns = new ArrayList<>(batch.columns());
    names.remove(index);
    columns.remove(index);
    return new Batch(names, columns, batch.rowNumbers(), batch.flaws());
  }
}
