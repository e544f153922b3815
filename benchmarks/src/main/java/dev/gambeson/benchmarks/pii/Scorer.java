package dev.gambeson.benchmarks.pii;

import dev.gambeson.benchmarks.pii.PiiCorpus.Document;
import dev.gambeson.benchmarks.pii.PiiCorpus.Label;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.stats.Intervals;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Recall and precision per kind. A label is found when matches of its kind cover half of it; a
/// match is right when half of it is covered by labels of its kind.
final class Scorer {
  private final Map<String, int[]> counts = new TreeMap<>(); // found, labels, right, matches

  void add(Document document, List<Label> matches) {
    for (Label label : document.labels()) {
      int[] c = counts.computeIfAbsent(label.type(), _ -> new int[4]);
      c[0] += covered(label, matches) ? 1 : 0;
      c[1]++;
    }
    for (Label match : matches) {
      int[] c = counts.computeIfAbsent(match.type(), _ -> new int[4]);
      c[2] += covered(match, document.labels()) ? 1 : 0;
      c[3]++;
    }
  }

  private static boolean covered(Label one, List<Label> others) {
    int covered = 0;
    for (Label other : others) {
      if (other.type().equals(one.type())) {
        covered +=
            Math.max(0, Math.min(one.end(), other.end()) - Math.max(one.start(), other.start()));
      }
    }
    return 2 * covered >= one.end() - one.start();
  }

  Set<String> types() {
    return new TreeSet<>(counts.keySet());
  }

  int labels(String type) {
    return counts.getOrDefault(type, new int[4])[1];
  }

  String recall(String type) {
    int[] c = counts.getOrDefault(type, new int[4]);
    return show(Intervals.wilson("recall", c[0], c[1]));
  }

  String precision(String type) {
    int[] c = counts.getOrDefault(type, new int[4]);
    return show(Intervals.wilson("precision", c[2], c[3]));
  }

  String allRecall(Set<String> types) {
    return show(Intervals.wilson("", sum(types, 0), sum(types, 1)));
  }

  String allPrecision(Set<String> types) {
    return show(Intervals.wilson("", sum(types, 2), sum(types, 3)));
  }

  private long sum(Set<String> types, int what) {
    return types.stream().mapToLong(t -> counts.getOrDefault(t, new int[4])[what]).sum();
  }

  private static String show(Estimate e) {
    return e.isDefined()
        ? String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", e.value(), e.low(), e.high())
        : "-";
  }
}
