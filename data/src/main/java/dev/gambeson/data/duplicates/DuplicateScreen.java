package dev.gambeson.data.duplicates;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.data.Dataset;
import dev.gambeson.core.data.TextColumn;
import dev.gambeson.data.internal.rows.RowKeys;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.Screened;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// GB-DATA-018, in memory: rows that repeat an earlier row exactly or nearly, near-copies of texts
/// and images. [RepeatedRows] counts exact repeats over whole tables.
public final class DuplicateScreen implements Screen {
  private static final CheckInfo INFO = DuplicateInfos.DUPLICATES;
  private static final int LONG_TEXT = 40; // characters on average
  private static final double DISTINCT = 0.5; // of the values of a column of texts

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public Screened run(ScreenSubject subject, CheckContext context) {
    List<CheckResult> results = new ArrayList<>();
    List<Screened.Held> held = new ArrayList<>();
    if (subject.image().isPresent()) {
      images(subject, context, results, held);
    } else {
      rows(subject, context, results, held);
      texts(subject, context, results, held);
    }
    held.sort(Comparator.comparingInt(Screened.Held::row));
    return new Screened(results, new double[0], held);
  }

  private static List<String> columns(ScreenSubject subject) {
    List<String> columns = new ArrayList<>(subject.roles().features(subject.data().columnNames()));
    subject.roles().label().filter(l -> subject.data().find(l).isPresent()).ifPresent(columns::add);
    return columns;
  }

  private static void rows(
      ScreenSubject subject,
      CheckContext context,
      List<CheckResult> results,
      List<Screened.Held> held) {
    List<String> columns = columns(subject);
    RowKeys exact = RowKeys.of(subject.data(), columns);
    int[] first = exact.firstTwins();
    Dataset coarse = new RoundedRows(subject.data(), columns).of(subject.data(), columns);
    RowKeys rounded = RowKeys.of(coarse, columns);
    int[] near = rounded.firstTwins();
    int[] copies =
        IntStream.range(0, near.length).filter(i -> near[i] != i && first[i] == i).toArray();
    int[] repeats = IntStream.range(0, first.length).filter(i -> first[i] != i).toArray();
    double limit = context.parameter(INFO, "max-repeats");
    Twins twins = new Twins(INFO, subject, context);
    double chance = repeats.length == 0 ? 0 : exact.twinsByChance();
    results.add(
        twins.result(
            "exact rows",
            repeats,
            like(subject, repeats, first),
            "repeat an earlier row",
            limit,
            chance));
    hold(twins, chance, repeats, first, subject, "repeats row", held);
    double nearChance = copies.length == 0 ? 0 : rounded.twinsByChance();
    results.add(
        twins.result(
            "near rows",
            copies,
            like(subject, copies, near),
            "nearly repeat an earlier row",
            limit,
            nearChance));
    hold(twins, nearChance, copies, near, subject, "nearly repeats row", held);
  }

  private static List<String> like(ScreenSubject subject, int[] rows, int[] first) {
    return Arrays.stream(rows).mapToObj(i -> "like row " + subject.rowNumbers()[first[i]]).toList();
  }

  private static void hold(
      Twins twins,
      double chance,
      int[] rows,
      int[] first,
      ScreenSubject subject,
      String reason,
      List<Screened.Held> held) {
    if (twins.proves(chance)) {
      for (int i : rows) {
        held.add(new Screened.Held(i, reason + " " + subject.rowNumbers()[first[i]]));
      }
    }
  }

  private static void texts(
      ScreenSubject subject,
      CheckContext context,
      List<CheckResult> results,
      List<Screened.Held> held) {
    MinHash minHash = new MinHash(context.seed().child(INFO.id()));
    for (String name : columns(subject)) {
      if (subject.data().column(name) instanceof TextColumn c && isProse(c)) {
        List<int[]> signatures =
            context
                .workers()
                .map(c.size(), i -> c.isMissing(i) ? new int[0] : minHash.of(c.text(i)));
        int[] like =
            MinHash.firstLike(
                signatures.toArray(int[][]::new), context.parameter(INFO, "min-similarity"));
        copies(subject, context, "texts of '" + name + "'", like, results, held);
      }
    }
  }

  private static boolean isProse(TextColumn column) {
    long chars = column.levels().stream().mapToLong(String::length).sum();
    int values = column.levels().size();
    return values > DISTINCT * column.size() && chars >= (long) LONG_TEXT * values;
  }

  private static void images(
      ScreenSubject subject,
      CheckContext context,
      List<CheckResult> results,
      List<Screened.Held> held) {
    long[] hashes = PerceptualHash.of(subject.features(), subject.image().orElseThrow());
    copies(subject, context, "images", PerceptualHash.firstLike(hashes), results, held);
  }

  private static void copies(
      ScreenSubject subject,
      CheckContext context,
      String aspect,
      int[] like,
      List<CheckResult> results,
      List<Screened.Held> held) {
    int[] rows = IntStream.range(0, like.length).filter(i -> like[i] >= 0).toArray();
    Twins twins = new Twins(INFO, subject, context);
    results.add(
        twins.result(
            aspect,
            rows,
            like(subject, rows, like),
            "are near-copies of an earlier one",
            context.parameter(INFO, "max-repeats"),
            0));
    if (!aspect.equals("images")) { // simple images share hashes by chance: told, not held
      hold(twins, 0, rows, like, subject, "is a near-copy of row", held);
    }
  }
}
