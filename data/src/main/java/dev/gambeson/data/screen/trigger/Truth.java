package dev.gambeson.data.screen.trigger;

import dev.gambeson.data.screen.ScreenSubject.Coded;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Labels with the rarest classes put together, so that the work stays bounded.
///
/// @param names classes; the last is "other" when there are many
/// @param codes class per row; rows without a label are in the class -1
@SuppressWarnings("ArrayRecordComponent") // one value a row, passed along without copies
record Truth(List<String> names, int[] codes) {
  private static final int MAX_CLASSES = 20;

  Truth {
    names = List.copyOf(names);
  }

  static Truth of(Coded label) {
    int k = label.names().size();
    if (k <= MAX_CLASSES) {
      return new Truth(label.names(), label.codes());
    }
    int[] counts = new int[k];
    for (int code : label.codes()) {
      if (code >= 0) {
        counts[code]++;
      }
    }
    int[] kept =
        IntStream.range(0, k)
            .boxed()
            .sorted((a, b) -> Integer.compare(counts[b], counts[a]))
            .limit(MAX_CLASSES - 1)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    int[] codes =
        Arrays.stream(label.codes())
            .map(c -> {
              int at = Arrays.binarySearch(kept, c);
              return c < 0 ? -1 : at >= 0 ? at : kept.length;
            })
            .toArray();
    List<String> names =
        IntStream.concat(Arrays.stream(kept), IntStream.of(-1))
            .mapToObj(c -> c < 0 ? "(other classes)" : label.names().get(c))
            .toList();
    return new Truth(names, codes);
  }

  int classes() {
    return names.size();
  }

  /// Labels of some labelled rows.
  int[] of(int[] rows) {
    return Arrays.stream(rows).map(r -> codes[r]).toArray();
  }

  /// The rows that have a label, in order.
  int[] labelled() {
    return IntStream.range(0, codes.length).filter(r -> codes[r] >= 0).toArray();
  }

  /// Rows of each class.
  int[] counts() {
    int[] counts = new int[classes()];
    for (int code : codes) {
      if (code >= 0) {
        counts[code]++;
      }
    }
    return counts;
  }
}
