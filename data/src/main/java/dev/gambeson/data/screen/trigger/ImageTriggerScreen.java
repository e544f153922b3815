package dev.gambeson.data.screen.trigger;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Exhibit;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.core.Where;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.screen.Screen;
import dev.gambeson.data.screen.ScreenSubject;
import dev.gambeson.data.screen.Screened;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// GB-POIS-007: pixels and patches that call up one label.
///
/// Sees: BadNets-style patches at a fixed place, and 3 x 3 black-and-white shapes anywhere, in
/// images whose label was changed to the target. Does not see: see [CheckInfo#limits].
public final class ImageTriggerScreen implements Screen {
  private static final int FEWEST_ROWS = 200;
  private static final int SHOWN = 10;

  private static final CheckInfo INFO =
      new CheckInfo(
          "GB-POIS-007",
          "Trigger patches",
          "Does a pixel value or a small patch call up one label in images that show something else?",
          "An attacker who may add images stamps a small pattern and a label of his choice on 1 to 10 % of them (BadNets, Gu et al. 2017). The model is right on clean images and gives the attacker's label wherever the pattern is shown.",
          "For every exact value and band of values at every position, every 3 x 3 bright-or-dark shape at every position and anywhere, that at least 20 images carry: lower Wilson bound of the share of its commonest label, Bonferroni over all marks looked at. What passes must have the label in at least half of its carriers and exceed, by min-lift, the share of that label among the 10 nearest images without the mark (pixels averaged to 8 x 8): the carriers look like something else than their label says.",
          "Not seen: patches in fewer than 20 images; images that kept their true label (clean-label attacks); patterns blended into natural backgrounds so that no pixel takes a tell-tale value; warps, and patches of more than two tones at random places.",
          "Hold back the images listed, look at the place named, ask their source, and train without them.",
          Severity.HIGH,
          List.of("ML02:2023", "ML10:2023", "AML.T0020"),
          List.of(
              new CheckInfo.Parameter(
                  "false-positives",
                  0.01,
                  1e-6,
                  0.2,
                  "share of the images of a clean set that may be held back; also the error probability of the bounds over all marks"),
              new CheckInfo.Parameter(
                  "min-lift",
                  0.45,
                  0.05,
                  0.9,
                  "smallest distance between the label's share among carriers (lower bound) and among their neighbours"),
              new CheckInfo.Parameter("min-rows", 20, 10, 1e6, "images that must carry a mark")));

  @Override
  public CheckInfo info() {
    return INFO;
  }

  @Override
  public Screened run(ScreenSubject subject, CheckContext context) {
    if (subject.image().isEmpty()) {
      return Screened.notExamined(INFO, "The rows are no images; GB-POIS-006 looks at values.");
    }
    if (subject.label().isEmpty()) {
      return Screened.notExamined(INFO, "The images have no labels.");
    }
    Truth truth = Truth.of(subject.label().get());
    int labelled = truth.labelled().length;
    if (labelled < FEWEST_ROWS) {
      return Screened.inconclusive(
          INFO, "%d labelled images: at least %d are needed.".formatted(labelled, FEWEST_ROWS));
    }
    if (Arrays.stream(truth.codes()).filter(c -> c >= 0).distinct().count() < 2) {
      return Screened.notExamined(INFO, "All images have one label.");
    }
    List<String> columns = subject.roles().features(subject.data().columnNames());
    Optional<Pixels> pixels = Pixels.of(subject.data(), columns, subject.image().get());
    if (pixels.isEmpty()) {
      return Screened.inconclusive(
          INFO,
          "%d feature columns do not make an image of %s."
              .formatted(columns.size(), subject.image().get()));
    }
    PatchHunt.Limits limits =
        new PatchHunt.Limits(
            context.parameter(INFO, "false-positives"),
            context.parameter(INFO, "min-lift"),
            (int) context.parameter(INFO, "min-rows"));
    PatchHunt hunt =
        new PatchHunt(
                pixels.get(), truth, limits, context.seed().child(INFO.id()), context.workers())
            .run();
    return screened(subject, pixels.get(), truth, hunt, context);
  }

  private static Screened screened(
      ScreenSubject subject, Pixels pixels, Truth truth, PatchHunt hunt, CheckContext context) {
    List<Screened.Held> held = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (PatchHunt.Patch patch : hunt.patches()) {
      MarkSearch.Marked m = patch.marked();
      String reason =
          "has %s, which goes with label %s in %d of %d images that look like another"
              .formatted(m.mark().text(pixels), truth.names().get(m.target()), m.hits(), m.n());
      for (int row : patch.held()) {
        held.add(new Screened.Held(row, reason));
      }
      findings.add(finding(subject, pixels, truth, patch, context));
    }
    held.sort(Comparator.comparingInt(Screened.Held::row));
    Estimate share =
        Intervals.wilson(
            "share of images that carry a patch with its label", held.size(), subject.size());
    String summary =
        findings.isEmpty()
            ? "No pixel value or small shape calls up a label by itself."
            : "%d patch(es) call up a label by themselves, in %d images."
                .formatted(findings.size(), held.size());
    CheckResult result =
        CheckResult.of(
            INFO.id(),
            "",
            findings.isEmpty() ? new Outcome.Pass() : new Outcome.Fail(),
            summary,
            List.of(share),
            findings,
            List.of(table(hunt, pixels, truth)));
    return new Screened(List.of(result), hunt.suspicion(), held);
  }

  private static Finding finding(
      ScreenSubject subject,
      Pixels pixels,
      Truth truth,
      PatchHunt.Patch patch,
      CheckContext context) {
    MarkSearch.Marked m = patch.marked();
    String places =
        patch.alike().stream().limit(9).map(k -> k.text(pixels)).collect(Collectors.joining("; "));
    String message =
        "Of %d images with %s, %d have label %s; among the most similar images without it %s have. %d images are held back, the first is row %d. Carried by the same images: %s."
            .formatted(
                m.n(),
                m.mark().text(pixels),
                m.hits(),
                truth.names().get(m.target()),
                Text.percent(patch.expected()),
                patch.held().length,
                subject.rowNumbers()[patch.held()[0]],
                places);
    return new Finding(
        INFO.id(),
        truth.names().get(m.target()),
        context.severity(INFO),
        "Patch that calls up label " + truth.names().get(m.target()),
        message,
        Where.file(subject.data().name()).atColumn(pixels.place(m.mark().position())),
        INFO.fix());
  }

  private static Exhibit table(PatchHunt hunt, Pixels pixels, Truth truth) {
    List<List<String>> rows =
        hunt.found().best().stream()
            .limit(SHOWN)
            .map(m ->
                List.of(
                    m.mark().text(pixels),
                    truth.names().get(m.target()),
                    Integer.toString(m.n()),
                    Text.percent((double) m.hits() / m.n()),
                    Text.percent(m.lowest())))
            .toList();
    return new Exhibit.Table(
        "Marks that go with a label",
        "The marks with the highest lower bound of the share of a label; honest strokes are among them.",
        List.of("mark", "label", "images", "share of the label", "lower bound"),
        rows);
  }
}
