package dev.gambeson.monitor;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.data.Rows;
import dev.gambeson.monitor.reference.Layout;
import dev.gambeson.monitor.reference.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// A model version with what was seen of it: what every check of the monitor is asked about.
///
/// @param reference what it looked like
/// @param windows complete windows, oldest first
/// @param sample rows drawn from the last complete day (or the batch); none when that is off
/// @param batch whether the rows are one batch without a course in time, cut into windows in their
///   order for the pictures only: it is judged as a whole, and nothing can be seen twice in a row
public record MonitorSubject(
    Reference reference, List<Window> windows, Rows sample, boolean batch) {
  public MonitorSubject {
    requireNonNull(reference, "reference");
    requireNonNull(sample, "sample");
    windows = List.copyOf(windows);
  }

  /// The newest windows, each widened backwards in time until it holds enough rows: newest first,
  /// fewer than asked for when there are not enough rows.
  List<Window> recent(long rows, int count) {
    return recent(rows, count, c -> c[0]);
  }

  /// As above, widened until enough rows have a known outcome.
  List<Window> recentOutcomes(long rows, int count) {
    return recent(rows, count, c -> reference.layout().outcomes(c));
  }

  private List<Window> recent(long enough, int count, ToLongFunction<long[]> rows) {
    if (batch) {
      long[] all = all();
      return windows.isEmpty() || rows.applyAsLong(all) < enough
          ? List.of()
          : List.of(new Window(windows.getFirst().from(), windows.getLast().to(), all));
    }
    List<Window> found = new ArrayList<>();
    int last = windows.size() - 1;
    long[] sum = new long[reference.layout().size()];
    for (int w = last; w >= 0 && found.size() < count; w--) {
      Layout.merge(sum, windows.get(w).counts());
      if (rows.applyAsLong(sum) >= enough) {
        found.add(new Window(windows.get(w).from(), windows.get(last).to(), sum));
        last = w - 1;
        sum = new long[sum.length];
      }
    }
    return found;
  }

  /// All windows together.
  long[] all() {
    long[] sum = new long[reference.layout().size()];
    windows.forEach(w -> Layout.merge(sum, w.counts()));
    return sum;
  }
}
