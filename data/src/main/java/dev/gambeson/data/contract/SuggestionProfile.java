package dev.gambeson.data.contract;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Batch;
import dev.gambeson.core.data.Cells;
import dev.gambeson.core.data.Profile;
import dev.gambeson.data.profile.TableProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What suggestions are learnt from: four fifths of the rows, and apart from them the last fifth,
/// on which the suggestions must hold. Which row goes where depends on its number alone.
public final class SuggestionProfile implements Profile<SuggestionProfile> {
  private static final Seed SPLIT = new Seed(0x5eed).child("suggestions");

  private final TableProfile learnt = new TableProfile();
  private final TableProfile held = new TableProfile();

  @Override
  public void add(Batch batch) {
    int n = batch.size();
    int[] most = new int[n];
    int[] few = new int[n];
    int mostCount = 0;
    int fewCount = 0;
    for (int i = 0; i < n; i++) {
      if (Long.remainderUnsigned(SPLIT.child(batch.rowNumbers()[i]).value(), 5) == 0) {
        few[fewCount++] = i;
      } else {
        most[mostCount++] = i;
      }
    }
    learnt.add(rows(batch, Arrays.copyOf(most, mostCount), batch.flaws()));
    held.add(rows(batch, Arrays.copyOf(few, fewCount), List.of()));
  }

  private static Batch rows(Batch batch, int[] rows, List<Batch.Flaw> flaws) {
    List<Cells> columns = new ArrayList<>(batch.columns().size());
    for (Cells column : batch.columns()) {
      columns.add(
          switch (column) {
            case Cells.Texts t -> {
              String[] cells = new String[rows.length];
              for (int i = 0; i < rows.length; i++) {
                cells[i] = t.values()[rows[i]];
              }
              yield new Cells.Texts(cells);
            }
            case Cells.Numbers c -> {
              double[] cells = new double[rows.length];
              for (int i = 0; i < rows.length; i++) {
                cells[i] = c.values()[rows[i]];
              }
              yield new Cells.Numbers(cells);
            }
          });
    }
    long[] numbers = new long[rows.length];
    for (int i = 0; i < rows.length; i++) {
      numbers[i] = batch.rowNumbers()[rows[i]];
    }
    return new Batch(batch.names(), columns, numbers, flaws);
  }

  @Override
  public void merge(SuggestionProfile other) {
    learnt.merge(other.learnt);
    held.merge(other.held);
  }

  TableProfile learnt() {
    return learnt;
  }

  TableProfile held() {
    return held;
  }
}
