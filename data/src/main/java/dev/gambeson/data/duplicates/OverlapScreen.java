package dev.gambeson.data.duplicates;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.data.internal.rows.RowKeys;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.Screened;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// GB-DATA-021: do rows also stand in the reference set?
public final class OverlapScreen implements Screen {
  private static final CheckInfo INFO = DuplicateInfos.OVERLAP;

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public Screened run(ScreenSubject subject, CheckContext context) {
    if (subject.trusted().isEmpty()) {
      return Screened.notExamined(
          INFO, "There is no reference set of the same columns (--reference).");
    }
    List<String> features = subject.roles().features(subject.data().columnNames());
    if (features.isEmpty()) {
      return Screened.notExamined(INFO, "There is no feature column.");
    }
    ScreenSubject trusted = subject.trusted().get();
    RowKeys known = RowKeys.of(trusted.data(), features);
    int[] exact = RowKeys.of(subject.data(), features).twinsIn(known);
    RoundedRows rounded = new RoundedRows(trusted.data(), features);
    Dataset coarse = rounded.of(trusted.data(), features);
    RowKeys nearlyKnown = RowKeys.of(coarse, features);
    int[] near = RowKeys.of(rounded.of(subject.data(), features), features).twinsIn(nearlyKnown);
    for (int i = 0; i < near.length; i++) {
      near[i] = exact[i] >= 0 ? -1 : near[i];
    }
    List<Screened.Held> held = new ArrayList<>();
    List<CheckResult> results = new ArrayList<>();
    results.add(judge(subject, context, "exact rows", exact, known, held));
    results.add(judge(subject, context, "near rows", near, nearlyKnown, held));
    held.sort(Comparator.comparingInt(Screened.Held::row));
    return new Screened(results, new double[0], held);
  }

  private static CheckResult judge(
      ScreenSubject subject,
      CheckContext context,
      String aspect,
      int[] twin,
      RowKeys known,
      List<Screened.Held> held) {
    int[] rows = IntStream.range(0, twin.length).filter(i -> twin[i] >= 0).toArray();
    double chance = rows.length == 0 ? 0 : known.twinsByChance();
    Twins twins = new Twins(INFO, subject, context);
    if (context.parameter(INFO, "hold") == 1 && twins.proves(chance)) {
      for (int i : rows) {
        held.add(new Screened.Held(i, "stands in the reference, row " + (twin[i] + 1)));
      }
    }
    List<String> like =
        Arrays.stream(rows).mapToObj(i -> "reference row " + (twin[i] + 1)).toList();
    return twins.result(
        aspect,
        rows,
        like,
        aspect.startsWith("near") ? "nearly stand in the reference" : "stand in the reference",
        context.parameter(INFO, "max-share"),
        chance);
  }
}
