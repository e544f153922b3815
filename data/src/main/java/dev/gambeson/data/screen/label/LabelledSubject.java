package dev.gambeson.data.screen.label;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.data.Rows;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.Screened;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/// The rows of a subject that bear a label, their classes numbered without gaps, and what the
/// features say about them.
///
/// @param rows index of each row in the subject
/// @param names the classes that occur
/// @param labels class of each row
@SuppressWarnings("ArrayRecordComponent") // one value a row, passed along without copies
record LabelledSubject(
    ScreenSubject subject, int[] rows, Rows features, List<String> names, int[] labels) {
  private static final int FEWEST = 50;
  private static final int FEWEST_OF_CLASS = 10;
  private static final int MOST_CLASSES = 100;

  /// The last answer of [#errors]: three screens ask for the same.
  private record Remembered(
      WeakReference<ScreenSubject> subject, long seed, SoftReference<LabelErrors> errors) {}

  private static volatile Optional<Remembered> last = Optional.empty();

  /// Screens the labelled rows, or says why that cannot be done.
  static Screened screen(
      ScreenSubject subject, CheckInfo info, Function<LabelledSubject, Screened> screen) {
    if (subject.label().isEmpty()) {
      return Screened.notExamined(
          info,
          subject
              .roles()
              .label()
              .map(l ->
                  "the label '%s' is a number to be predicted, not a class: regression labels are not examined"
                      .formatted(l))
              .orElse("needs to know the label column"));
    }
    ScreenSubject.Coded label = subject.label().get();
    int[] rows = IntStream.range(0, subject.size()).filter(i -> label.codes()[i] >= 0).toArray();
    int[] present = Arrays.stream(rows).map(i -> label.codes()[i]).sorted().distinct().toArray();
    if (present.length < 2) {
      return Screened.inconclusive(
          info,
          present.length == 0
              ? "no row has a label"
              : "every row has the label '%s': there is no other class it could belong to"
                  .formatted(label.names().get(present[0])));
    }
    if (present.length > MOST_CLASSES) {
      return Screened.inconclusive(
          info,
          "%d classes are more than the %d that it can tell apart"
              .formatted(present.length, MOST_CLASSES));
    }
    int[] labels =
        Arrays.stream(rows).map(i -> Arrays.binarySearch(present, label.codes()[i])).toArray();
    long known = // classes with enough rows to be learnt
        IntStream.range(0, present.length)
            .filter(k -> Arrays.stream(labels).filter(l -> l == k).count() >= FEWEST_OF_CLASS)
            .count();
    if (rows.length < FEWEST || known < 2) {
      return Screened.inconclusive(
          info,
          "%d labelled rows, %d classes of at least %d rows: it needs %d rows and 2 such classes"
              .formatted(rows.length, known, FEWEST_OF_CLASS, FEWEST));
    }
    return screen.apply(
        new LabelledSubject(
            subject,
            rows,
            subject.features().select(rows),
            Arrays.stream(present).mapToObj(label.names()::get).toList(),
            labels));
  }

  int size() {
    return rows.length;
  }

  int classes() {
    return names.size();
  }

  String name(int row) {
    return names.get(labels[row]);
  }

  /// What both feature spaces say; remembered for the next screen of the same subject and seed.
  LabelErrors errors(CheckContext context) {
    long seed = context.seed().child("label errors").value();
    Optional<LabelErrors> known =
        last.filter(r -> r.subject().refersTo(subject) && r.seed() == seed)
            .flatMap(r -> Optional.ofNullable(r.errors().get()));
    if (known.isPresent()) {
      return known.get();
    }
    LabelErrors errors =
        LabelErrors.find(
            features, labels, classes(), context.seed().child("label errors"), context.workers());
    last =
        Optional.of(
            new Remembered(new WeakReference<>(subject), seed, new SoftReference<>(errors)));
    return errors;
  }

  /// One value per row of the subject; NaN where it has no label.
  double[] spread(double[] values) {
    double[] out = new double[subject.size()];
    Arrays.fill(out, Double.NaN);
    for (int i = 0; i < rows.length; i++) {
      out[rows[i]] = values[i];
    }
    return out;
  }
}
