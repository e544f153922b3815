package dev.gambeson.data.pii.protect;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.data.admit.Transformation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// Changes the cells of one column, each by itself. Missing cells stay missing.
///
/// @param column its name
/// @param description for the manifest
/// @param change makes the function for one batch; the function need not be thread-safe
record ColumnTransformation(String column, String description, Change change)
    implements Transformation {

  /// Makes the function that changes the cells of a batch.
  interface Change {
    UnaryOperator<String> begin();
  }

  @Override
  public Batch apply(Batch batch) {
    int index = batch.indexOf(column);
    if (index < 0) {
      throw missing(column);
    }
    Cells cells = batch.columns().get(index);
    UnaryOperator<String> function = change.begin();
    String[] changed = new String[cells.size()];
    for (int i = 0; i < changed.length; i++) {
      changed[i] = cells.isMissing(i) ? "" : function.apply(cells.text(i));
    }
    List<Cells> columns = new ArrayList<>(batch.columns());
    columns.set(index, new Cells.Texts(changed));
    return new Batch(batch.names(), columns, batch.rowNumbers(), batch.flaws());
  }

  static GambesonException missing(String column) {
    return GambesonException.usage(
        "The table has no column '" + column + "' to protect; nothing is admitted unprotected.");
  }
}
