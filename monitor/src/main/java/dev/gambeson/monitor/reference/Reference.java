package dev.gambeson.monitor.reference;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.io.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What a model version looked like on reference data: how its inputs, scores, decisions and errors
/// were distributed on rows that it was not trained on. What is seen later is compared with it.
///
/// Guaranteed: immutable; the same rows give the same reference, byte for byte, and the same
/// [#digest].
///
/// Not guaranteed: that the reference is right. Who can choose or replace it hides any drift, so
/// sign it and give it a version of its own; never let it follow production by itself. It holds
/// quantiles and counts of the rows, and a sample of rows unless that is switched off: treat it as
/// personal data where the rows are.
public final class Reference {
  /// Parts into which scores are cut.
  static final int SCORE_PARTS = 100;

  private final Layout layout;
  private final long[] counts;
  private final Rows sample;
  private final String digest;

  Reference(Layout layout, long[] counts, Rows sample) {
    this.layout = requireNonNull(layout, "layout");
    this.counts = counts.clone();
    this.sample = sample;
    if (counts.length != layout.size() || sample.width() != layout.space().width()) {
      throw GambesonException.badInput(
          "The reference has %d counts, its model needs %d. It was made for another model or was changed: make it again."
              .formatted(counts.length, layout.size()));
    }
    this.digest = Sha256.of(ReferenceJson.write(this));
  }

  /// Learns a reference.
  ///
  /// @param shape the model version
  /// @param observed rows that it was not trained on, with what it says of them; several thousand
  ///   are needed to tell drift from chance
  /// @param truth true class per row; empty when unknown: performance and calibration are then not
  ///   watched
  /// @param sampleRows how many rows to keep as they are, for the test of joint drift; 0 keeps none
  /// @param seed which rows are kept
  public static Reference of(
      ModelShape shape, Observed observed, int[] truth, int sampleRows, Seed seed) {
    Rows rows = observed.rows();
    if (rows.count() == 0) {
      throw GambesonException.nothingExamined("The reference data hold no row.");
    }
    if (truth.length != 0 && truth.length != rows.count()) {
      throw new IllegalArgumentException(
          "%d outcomes for %d rows".formatted(truth.length, rows.count()));
    }
    List<Bins> features =
        IntStream.range(0, shape.space().width())
            .mapToObj(f -> Bins.of(shape.space().features().get(f), rows, f))
            .toList();
    List<Grid> scores = scoreGrids(shape, observed);
    Optional<Grid> confidence = confidenceGrid(shape, observed);
    Layout bare = new Layout(shape, features, scores, confidence, Optional.empty());
    Optional<Calibration> calibration = calibration(bare, observed, truth);
    Layout layout = new Layout(shape, features, scores, confidence, calibration);
    long[] counts = new long[layout.size()];
    layout.add(counts, observed);
    for (int i = 0; i < truth.length; i++) {
      int outcome = truth[i];
      layout.awaiting(observed, i).ifPresent(row -> layout.addOutcome(counts, row, outcome));
    }
    return new Reference(layout, counts, sample(rows, sampleRows, seed));
  }

  private static Rows sample(Rows rows, int wanted, Seed seed) {
    int[] all = IntStream.range(0, rows.count()).toArray();
    return rows.select(
        Shuffles.sample(
            all, Math.min(wanted, all.length), seed.child("reference sample").random()));
  }

  private static boolean scored(ModelShape shape, Observed observed) {
    int k = Math.max(1, shape.classes().size());
    return observed.scores().length == (long) observed.rows().count() * k;
  }

  private static List<Grid> scoreGrids(ModelShape shape, Observed observed) {
    if (!scored(shape, observed)) {
      return List.of();
    }
    int k = shape.classes().size();
    List<Grid> grids = new ArrayList<>();
    for (int c = k == 2 ? 1 : 0; c < Math.max(1, Math.min(k, Layout.MOST_CLASSES)); c++) {
      int column = c;
      int stride = Math.max(1, k);
      grids.add(
          grid(
              IntStream.range(0, observed.rows().count())
                  .mapToDouble(i -> observed.scores()[i * stride + column])
                  .toArray()));
    }
    return grids;
  }

  private static Grid grid(double[] values) {
    return Grid.quantiles(
        Arrays.stream(values).filter(Double::isFinite).sorted().toArray(), SCORE_PARTS);
  }

  private static Optional<Grid> confidenceGrid(ModelShape shape, Observed observed) {
    int k = shape.classes().size();
    if (k == 0 || !scored(shape, observed)) {
      return Optional.empty();
    }
    double[] highest = new double[observed.rows().count()];
    for (int i = 0; i < highest.length; i++) {
      highest[i] = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < k; c++) {
        highest[i] = Math.max(highest[i], observed.scores()[i * k + c]);
      }
    }
    return Optional.of(grid(highest));
  }

  private static Optional<Calibration> calibration(Layout layout, Observed observed, int[] truth) {
    if (truth.length == 0
        || layout.shape().classes().isEmpty()
        || !scored(layout.shape(), observed)) {
      return Optional.empty();
    }
    int k = layout.shape().classes().size();
    int[] usable =
        IntStream.range(0, truth.length)
            .filter(i -> Float.isFinite(layout.eventScore(observed.scores(), i * k)))
            .toArray();
    if (usable.length == 0) {
      return Optional.empty();
    }
    double[] scores = new double[usable.length];
    boolean[] event = new boolean[usable.length];
    for (int u = 0; u < usable.length; u++) {
      int i = usable[u];
      scores[u] = layout.eventScore(observed.scores(), i * k);
      event[u] = k == 2 ? truth[i] == 1 : layout.label(observed, i) == truth[i];
    }
    return Optional.of(Calibration.fit(scores, event));
  }

  /// Where its counts stand, and those of every window compared with it.
  public Layout layout() {
    return layout;
  }

  /// The model version.
  public ModelShape shape() {
    return layout.shape();
  }

  /// Number of reference rows.
  public long rows() {
    return layout.rows(counts);
  }

  /// A copy of its counts.
  public long[] counts() {
    return counts.clone();
  }

  /// The rows kept as they are; none when that was switched off.
  public Rows sample() {
    return sample;
  }

  /// SHA-256 of its JSON.
  public String digest() {
    return digest;
  }

  /// Its JSON; the same bytes each time.
  public byte[] toJson() {
    return ReferenceJson.write(this);
  }

  /// Reads a reference.
  ///
  /// @throws GambesonException when it is no reference, of another version, or damaged
  public static Reference fromJson(byte[] json) {
    return ReferenceJson.read(json);
  }

  /// Whether a feature is a number.
  public boolean numeric(int feature) {
    return layout.space().features().get(feature) instanceof Feature.Numeric;
  }
}
