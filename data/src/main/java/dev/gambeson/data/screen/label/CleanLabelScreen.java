package dev.gambeson.data.screen.label;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.learn.Pooling;
import dev.gambeson.data.screen.Activations;
import dev.gambeson.data.screen.Neighbours;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.Screened;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// GB-POIS-005: which rows lie with another class than their plausible label says?
final class CleanLabelScreen implements Screen {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-POIS-005",
          "Clean-label poison",
          "Are there rows that lie among another class where the model looks, although a person would agree with their label?",
          "A feature collision keeps its right label, passes every reviewer, and still moves the decision about one chosen input (Shafahi et al. 2018, Poison frogs).",
          "In the space of the model's last hidden layer (--model), or of the features without a model: the labels of the 10 nearest rows (deep k-NN, Peri et al. 2020) and the distances to the five nearest rows of each class (trust score, Jiang et al. 2018) are pooled into calibrated probabilities. A row is held back when its label is so improbable there that, were the labels right, no more than `false-positives` of the rows would be.",
          "Without a model it sees only what the features themselves show, such as a row blended with one of another class: a true feature collision is invisible there. With one: collisions in another layer or another model than the one given, convex polytopes around a target (each row stays with its class), gradient matching (Witches' brew), and so many collisions around a target that they become each other's neighbours.",
          "Look at the rows named and at the rows they lie with; do not train a model whose features they were made for on them.",
          Severity.HIGH,
          List.of("ML02:2023", "AML.T0020", "AML.T0043"),
          List.of(
              LabelReports.BUDGET,
              new CheckInfo.Parameter(
                  "max-contradicted", 0.03, 0, 1, "largest share of rows held back")));

  private static final int VOTERS = 10;
  private static final int NEAREST = 5;

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public Screened run(ScreenSubject subject, CheckContext context) {
    return LabelledSubject.screen(subject, INFO, s -> screen(s, context));
  }

  private static Screened screen(LabelledSubject s, CheckContext context) {
    Optional<Activations> inside = s.subject().activations();
    Rows space = inside.map(a -> a.of(s.subject().data()).select(s.rows())).orElse(s.features());
    Workers workers = context.workers();
    List<Rows> opinions =
        List.of(
            LabelErrors.votes(
                Neighbours.among(space, VOTERS, workers), s.labels(), s.classes(), VOTERS),
            byDistance(space, s.labels(), s.classes(), workers));
    NoiseModel model =
        NoiseModel.none(Pooling.fit(opinions, s.labels()).pool(opinions), s.labels());
    double threshold = model.threshold(context.parameter(INFO, "false-positives"));
    double[] suspicion =
        IntStream.range(0, s.size())
            .mapToDouble(i -> 1 - model.truth().at(i, s.labels()[i]))
            .toArray();
    int[] held =
        IntStream.range(0, s.size())
            .filter(i -> model.truth().at(i, s.labels()[i]) <= threshold)
            .toArray();
    String where = inside.map(a -> "in the model's layer " + a.tensor()).orElse("in the features");
    Estimate share =
        Intervals.wilson("share of rows that lie with another class", held.length, s.size());
    String summary =
        "%,d of %,d rows (%s) lie with another class than their label %s.%s"
            .formatted(
                held.length,
                s.size(),
                Text.percent(share.value()),
                where,
                inside.isPresent() ? "" : " Without a model, feature collisions cannot be seen.");
    return new Screened(
        List.of(
            LabelReports.judged(
                s,
                context,
                INFO,
                "",
                Outcome.atMost(share, context.parameter(INFO, "max-contradicted")),
                summary,
                List.of(share),
                LabelReports.bySuspicion(held, suspicion),
                i -> List.of(s.names().get(model.suggested(i)), Text.number(1 - suspicion[i])))),
        s.spread(suspicion),
        Arrays.stream(held)
            .mapToObj(i ->
                new Screened.Held(
                    s.rows()[i],
                    "label '%s', but %s it lies with '%s'"
                        .formatted(s.name(i), where, s.names().get(model.suggested(i)))))
            .toList());
  }

  /// Shares of the classes by nearness: one over the mean distance to the nearest other rows of
  /// each class.
  private static Rows byDistance(Rows space, int[] labels, int classes, Workers workers) {
    double[] out = new double[space.count() * classes];
    for (int k = 0; k < classes; k++) {
      int label = k;
      int[] members = IntStream.range(0, labels.length).filter(i -> labels[i] == label).toArray();
      Neighbours near = Neighbours.of(space, space.select(members), NEAREST + 1, workers);
      for (int i = 0; i < labels.length; i++) {
        out[i * classes + k] = 1 / (1e-9 + distance(near, members, i, labels[i] == k));
      }
    }
    for (int i = 0; i < labels.length; i++) {
      double sum = Arrays.stream(out, i * classes, (i + 1) * classes).sum();
      for (int k = 0; k < classes; k++) {
        out[i * classes + k] /= sum;
      }
    }
    return new Rows(space.count(), classes, out);
  }

  private static double distance(Neighbours near, int[] members, int row, boolean own) {
    double sum = 0;
    int counted = 0;
    for (int rank = 0; rank < near.k() && counted < NEAREST; rank++) {
      if (!own || members[near.index(row, rank)] != row) {
        sum += near.distance(row, rank);
        counted++;
      }
    }
    return counted == 0 ? Double.MAX_VALUE / 1e9 : sum / counted;
  }
}
