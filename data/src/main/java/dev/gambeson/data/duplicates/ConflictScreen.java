package dev.gambeson.data.duplicates;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.data.internal.rows.RowKeys;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.Screened;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// GB-DATA-019: do rows with the same features have different labels?
public final class ConflictScreen implements Screen {
  private static final CheckInfo INFO = DuplicateInfos.CONFLICTS;

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public Screened run(ScreenSubject subject, CheckContext context) {
    if (subject.label().isEmpty()) {
      return Screened.notExamined(INFO, "There is no label column with classes (--label).");
    }
    List<String> features = subject.roles().features(subject.data().columnNames());
    if (features.isEmpty()) {
      return Screened.notExamined(INFO, "There is no feature column.");
    }
    int[] labels = subject.label().get().codes();
    RowKeys keys = RowKeys.of(subject.data(), features);
    int[] first = keys.firstTwins();
    Map<Integer, Map<Integer, Integer>> groups = groups(first, labels);
    int[] rows =
        IntStream.range(0, labels.length)
            .filter(
                i -> labels[i] >= 0 && inDoubt(groups.getOrDefault(first[i], Map.of()), labels[i]))
            .toArray();
    double chance = rows.length == 0 ? 0 : keys.twinsByChance();
    Twins twins = new Twins(INFO, subject, context);
    List<String> like =
        Arrays.stream(rows)
            .mapToObj(i -> "group of row " + subject.rowNumbers()[first[i]])
            .toList();
    CheckResult result =
        twins.result(
            "",
            rows,
            like,
            "contradict the label of rows with the same features",
            context.parameter(INFO, "max-share"),
            chance);
    List<Screened.Held> held = new ArrayList<>();
    if (twins.proves(chance)) {
      Map<Integer, Map<Integer, Integer>> firstRows = firstRows(first, labels);
      for (int i : rows) {
        long other = other(subject, firstRows.getOrDefault(first[i], Map.of()), labels[i]);
        held.add(
            new Screened.Held(i, "same features as row %d with another label".formatted(other)));
      }
    }
    return new Screened(List.of(result), new double[0], held);
  }

  private static Map<Integer, Map<Integer, Integer>> groups(int[] first, int[] labels) {
    Map<Integer, Map<Integer, Integer>> groups = new HashMap<>();
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] >= 0) {
        groups.computeIfAbsent(first[i], _ -> new TreeMap<>()).merge(labels[i], 1, Integer::sum);
      }
    }
    return groups;
  }

  /// Whether a row's label is not the only leading one of a group with several.
  private static boolean inDoubt(Map<Integer, Integer> counts, int label) {
    int own = counts.getOrDefault(label, 0);
    int others =
        counts.entrySet().stream()
            .filter(e -> e.getKey() != label)
            .mapToInt(Map.Entry::getValue)
            .max()
            .orElse(0);
    return own <= others;
  }

  /// The first row of each label in each group.
  private static Map<Integer, Map<Integer, Integer>> firstRows(int[] first, int[] labels) {
    Map<Integer, Map<Integer, Integer>> rows = new HashMap<>();
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] >= 0) {
        rows.computeIfAbsent(first[i], _ -> new TreeMap<>()).putIfAbsent(labels[i], i);
      }
    }
    return rows;
  }

  private static long other(ScreenSubject subject, Map<Integer, Integer> firstRows, int label) {
    int row =
        firstRows.entrySet().stream()
            .filter(e -> e.getKey() != label)
            .mapToInt(Map.Entry::getValue)
            .min()
            .orElseThrow();
    return subject.rowNumbers()[row];
  }
}
