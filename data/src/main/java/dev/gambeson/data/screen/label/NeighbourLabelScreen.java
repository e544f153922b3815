package dev.gambeson.data.screen.label;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.Screened;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// GB-POIS-003: which labels do the nearest rows contradict?
final class NeighbourLabelScreen implements Screen {
  static final CheckInfo INFO =
      new CheckInfo(
          "GB-POIS-003",
          "Labels that the neighbours contradict",
          "Are there labels that the nearest rows do not share?",
          "Flipped labels and stamped triggers leave a row among rows of its true class. No model is trained, so no model can learn the poison and vouch for it.",
          "The labels of the 10 and 50 nearest rows (Euclidean, standardised features; label consistency after Paudice et al. 2018, Label sanitization against label flipping poisoning attacks) are turned into calibrated probabilities, and the noise that GB-POIS-002 estimates is taken back. A row is held back when its label is so improbable that, were the labels right, no more than `false-positives` of the rows would be.",
          "Rows without close neighbours, wrong labels where classes overlap, copies and dense clusters of poison that vouch for each other, features so many or so unequal that distance means little.",
          "Look at the rows named beside their neighbours; correct or drop those that are wrong.",
          Severity.HIGH,
          List.of("ML02:2023", "AML.T0020", "AML.T0059"),
          List.of(
              LabelReports.BUDGET,
              new CheckInfo.Parameter(
                  "max-contradicted", 0.03, 0, 1, "largest share of rows held back")));

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public Screened run(ScreenSubject subject, CheckContext context) {
    return LabelledSubject.screen(subject, INFO, s -> screen(s, context));
  }

  private static Screened screen(LabelledSubject s, CheckContext context) {
    LabelErrors errors = s.errors(context);
    NoiseModel model = errors.nearNoise();
    double[] suspicion =
        IntStream.range(0, s.size())
            .mapToDouble(i -> 1 - model.truth().at(i, s.labels()[i]))
            .toArray();
    int[] held = errors.heldByNeighbours(context.parameter(INFO, "false-positives"));
    Estimate share = Intervals.wilson("share of contradicted labels", held.length, s.size());
    Outcome outcome = Outcome.atMost(share, context.parameter(INFO, "max-contradicted"));
    String summary =
        "%,d of %,d labels (%s) are contradicted by the labels of the nearest rows and held back."
            .formatted(held.length, s.size(), Text.percent(share.value()));
    return new Screened(
        List.of(
            LabelReports.judged(
                s,
                context,
                INFO,
                "",
                outcome,
                summary,
                List.of(share),
                LabelReports.bySuspicion(held, suspicion),
                i ->
                    List.of(
                        s.names().get(model.suggested(i)),
                        NumericColumn.format(Math.rint(1e4 * (1 - suspicion[i])) / 1e4)))),
        s.spread(suspicion),
        Arrays.stream(held)
            .mapToObj(i -> new Screened.Held(s.rows()[i], reason(s, errors, i)))
            .toList());
  }

  private static String reason(LabelledSubject s, LabelErrors errors, int i) {
    return "label '%s' disagrees with %d of its 10 nearest neighbours, which speak for '%s'"
        .formatted(
            s.name(i),
            10 - errors.agreeingNeighbours(i),
            s.names().get(errors.nearNoise().suggested(i)));
  }
}
