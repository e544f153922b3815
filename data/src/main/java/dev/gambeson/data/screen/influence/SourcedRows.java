package dev.gambeson.data.screen.influence;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.learn.Projection;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.Screened;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// The rows with a label and a source, at most so many of each source, and the trusted rows in the
/// same space.
///
/// @param rows index of each row in the subject
/// @param features projected when there are very many
/// @param labels class per row
/// @param sources source per row
/// @param names of the sources
/// @param classes number of classes
/// @param trusted features of the trusted rows that bear a label; no rows without trusted data
/// @param trustedLabels their classes
@SuppressWarnings("ArrayRecordComponent") // one value a row, passed along without copies
record SourcedRows(
    ScreenSubject subject,
    int[] rows,
    Rows features,
    int[] labels,
    int[] sources,
    List<String> names,
    List<String> classes,
    Rows trusted,
    int[] trustedLabels) {
  static final int FEWEST_OF_SOURCE = 30;
  static final int FEWEST_TRUSTED = 60;
  private static final int MOST_SOURCES = 200;
  private static final int MOST_CLASSES = 100;
  private static final int MOST_ROWS = 20_000;
  private static final int WIDE = 128;
  private static final int COMPONENTS = 64;

  /// Screens the rows by source, or says why that cannot be done.
  static Screened screen(
      ScreenSubject subject,
      CheckInfo info,
      CheckContext context,
      Function<SourcedRows, Screened> screen) {
    if (subject.source().isEmpty()) {
      return Screened.notExamined(info, "needs to know the source of each row");
    }
    if (subject.label().isEmpty()) {
      return Screened.notExamined(
          info,
          subject.roles().label().isPresent()
              ? "the label is a number to be predicted, not a class: regression labels are not examined"
              : "needs to know the label column");
    }
    int[] labels = subject.label().get().codes();
    int[] sources = subject.source().get().codes();
    int[] usable =
        IntStream.range(0, subject.size()).filter(i -> labels[i] >= 0 && sources[i] >= 0).toArray();
    Optional<String> unfit = unfit(usable, labels, sources);
    if (unfit.isPresent()) {
      return Screened.inconclusive(info, unfit.get());
    }
    Seed seed = context.seed().child(info.id()).child("rows");
    return screen.apply(prepare(subject, sampled(usable, seed), seed));
  }

  private static Optional<String> unfit(int[] usable, int[] labels, int[] sources) {
    long classes = Arrays.stream(usable).map(i -> labels[i]).distinct().count();
    long suppliers = Arrays.stream(usable).map(i -> sources[i]).distinct().count();
    if (suppliers < 2) {
      return Optional.of(
          "only %d source supplies labelled rows: there is no other to compare it with"
              .formatted(suppliers));
    }
    if (suppliers > MOST_SOURCES) {
      return Optional.of(
          "%d sources are more than the %d that it compares; name a coarser source column"
              .formatted(suppliers, MOST_SOURCES));
    }
    if (classes < 2) {
      return Optional.of("every row has the same label: there is nothing to learn");
    }
    return classes > MOST_CLASSES
        ? Optional.of(
            "%d classes are more than the %d it can learn".formatted(classes, MOST_CLASSES))
        : Optional.empty();
  }

  private static int[] sampled(int[] rows, Seed seed) {
    int[] out = Shuffles.sample(rows, Math.min(MOST_ROWS, rows.length), seed.random());
    Arrays.sort(out);
    return out;
  }

  private static SourcedRows prepare(ScreenSubject subject, int[] rows, Seed seed) {
    ScreenSubject.Coded label = subject.label().orElseThrow();
    ScreenSubject.Coded source = subject.source().orElseThrow();
    Rows features = subject.features().select(rows);
    Optional<ScreenSubject> earlier = subject.trusted().filter(t -> t.label().isPresent());
    int[] codes =
        earlier.flatMap(ScreenSubject::label).map(ScreenSubject.Coded::codes).orElse(new int[0]);
    int[] known = IntStream.range(0, codes.length).filter(i -> codes[i] >= 0).toArray();
    Rows trusted =
        earlier
            .map(t -> t.features().select(known))
            .orElse(new Rows(0, features.width(), new double[0]));
    if (features.width() > WIDE) {
      Projection projection = Projection.fit(features, COMPONENTS, seed.child("projection"));
      features = projection.apply(features);
      trusted = projection.apply(trusted);
    }
    return new SourcedRows(
        subject,
        rows,
        features,
        Arrays.stream(rows).map(i -> label.codes()[i]).toArray(),
        Arrays.stream(rows).map(i -> source.codes()[i]).toArray(),
        source.names(),
        label.names(),
        trusted,
        Arrays.stream(known).map(i -> codes[i]).toArray());
  }

  int size() {
    return rows.length;
  }

  /// Says which sources are not judged, if there are any.
  Optional<CheckResult> tooSmall(CheckInfo info) {
    List<String> small = small();
    return small.isEmpty()
        ? Optional.empty()
        : Optional.of(
            CheckResult.inconclusive(
                info.id(),
                "small sources",
                "%d sources have too few rows to be judged: %s"
                    .formatted(
                        small.size(), String.join(", ", small.stream().limit(10).toList()))));
  }

  boolean isTrustedEnough() {
    return trustedLabels.length >= FEWEST_TRUSTED;
  }

  /// Indices into [#rows] of a source.
  int[] of(int source) {
    return IntStream.range(0, sources.length).filter(i -> sources[i] == source).toArray();
  }

  /// The sources with at least `FEWEST_OF_SOURCE` rows.
  int[] judged() {
    return IntStream.range(0, names.size()).filter(s -> of(s).length >= FEWEST_OF_SOURCE).toArray();
  }

  /// The sources that have rows, but too few.
  List<String> small() {
    return IntStream.range(0, names.size())
        .filter(s -> of(s).length > 0 && of(s).length < FEWEST_OF_SOURCE)
        .mapToObj(s -> "'%s' (%d)".formatted(names.get(s), of(s).length))
        .toList();
  }

  int[] labels(int[] picked) {
    return Arrays.stream(picked).map(i -> labels[i]).toArray();
  }

  /// All rows of the subject that come from a source, in row order.
  List<Screened.Held> held(int source, String reason) {
    int[] codes = subject.source().orElseThrow().codes();
    return IntStream.range(0, codes.length)
        .filter(i -> codes[i] == source)
        .mapToObj(i -> new Screened.Held(i, reason))
        .toList();
  }
}
