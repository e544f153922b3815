package dev.gambeson.monitor.reference;

import dev.gambeson.core.data.FeatureSpace;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Where the counts of a window stand in one array of whole numbers, and how rows are counted into
/// it. Since everything is a count, or a sum of probabilities in units of [#UNIT], adding two
/// arrays gives exactly the counts of both windows: in any order, over any number of nodes.
///
/// Thread-safe; the arrays are not.
public final class Layout {
  /// Sums of probabilities are kept in multiples of this, so that addition is exact.
  public static final double UNIT = 0x1p-30;

  /// Bins of predicted probability in which calibration is counted.
  public static final int RELIABILITY = 10;

  /// Most classes whose scores and confusions are counted one by one.
  static final int MOST_CLASSES = 16;

  private final ModelShape shape;
  private final List<Bins> features;
  private final List<Grid> scores;
  private final Optional<Grid> confidence;
  private final Optional<Calibration> calibration;
  private final Grid[] grids; // arrays for the hot path; an empty grid for a category
  private final int[] levels; // -1 for a number
  private final int[] featureAt;
  private final int[] scoreAt;
  private final int confidenceAt;
  private final int predictedAt;
  private final int estimateAt;
  private final int[] groupAt;
  private final int outcomeAt;
  private final int reliabilityAt;
  private final int[] groupOutcomeAt;
  private final int size;

  Layout(
      ModelShape shape,
      List<Bins> features,
      List<Grid> scores,
      Optional<Grid> confidence,
      Optional<Calibration> calibration) {
    this.shape = shape;
    this.features = List.copyOf(features);
    this.scores = List.copyOf(scores);
    this.confidence = confidence;
    this.calibration = calibration;
    this.grids =
        features.stream()
            .map(b -> b instanceof Bins.Numbers n ? n.grid() : Grid.of())
            .toArray(Grid[]::new);
    this.levels =
        features.stream().mapToInt(b -> b instanceof Bins.Numbers ? -1 : b.missing()).toArray();
    this.featureAt = new int[features.size()];
    this.scoreAt = new int[scores.size()];
    this.groupAt = new int[shape.attributes().size()];
    this.groupOutcomeAt = new int[groupAt.length];
    int k = shape.classes().size();
    int at = 1;
    for (int f = 0; f < featureAt.length; f++) {
      featureAt[f] = at;
      at += features.get(f).count();
    }
    for (int s = 0; s < scoreAt.length; s++) {
      scoreAt[s] = at;
      at += scores.get(s).cells() + 1;
    }
    this.confidenceAt = at;
    at += confidence.map(g -> g.cells() + 1).orElse(0);
    this.predictedAt = at;
    at += k;
    this.estimateAt = at;
    at += estimateSize();
    for (int a = 0; a < groupAt.length; a++) {
      groupAt[a] = at;
      at += 2 * shape.attributes().get(a).groups().size();
    }
    this.outcomeAt = at;
    at += confusionSize();
    this.reliabilityAt = at;
    at += calibration.isPresent() ? 4 * RELIABILITY : 0;
    for (int a = 0; a < groupAt.length; a++) {
      groupOutcomeAt[a] = at;
      at += 4 * shape.attributes().get(a).groups().size();
    }
    this.size = at;
  }

  private int estimateSize() {
    if (calibration.isEmpty()) {
      return 0;
    }
    return binary() ? 4 * scores.getFirst().cells() + 1 : 3;
  }

  private int confusionSize() {
    int k = shape.classes().size();
    return k == 0 ? 0 : k <= MOST_CLASSES ? k * k : 2;
  }

  /// The model version.
  public ModelShape shape() {
    return shape;
  }

  /// Its raw inputs.
  public FeatureSpace space() {
    return shape.space();
  }

  /// The bins of each feature.
  public List<Bins> features() {
    return features;
  }

  /// The grids of the scores that are counted: of the last class of two, of each of up to 16, of
  /// the number that a model without classes gives; none for a model that was not asked.
  public List<Grid> scores() {
    return scores;
  }

  /// The name of a counted score.
  public String scoreName(int score) {
    int k = shape.classes().size();
    return k == 0 ? "score" : "score of '" + shape.classes().get(k == 2 ? 1 : score) + "'";
  }

  /// The grid of the highest score of a row.
  public Optional<Grid> confidence() {
    return confidence;
  }

  /// From the score of the last of two classes to its probability; for more classes, from the
  /// highest score to the probability that the prediction is right.
  public Optional<Calibration> calibration() {
    return calibration;
  }

  /// Whether the model tells two classes apart.
  public boolean binary() {
    return shape.classes().size() == 2;
  }

  /// Length of an array of counts.
  public int size() {
    return size;
  }

  /// Number of rows counted.
  public long rows(long[] counts) {
    return counts[0];
  }

  /// Where the bins of a feature begin.
  public int featureAt(int feature) {
    return featureAt[feature];
  }

  /// Where the cells of a score begin; after them, rows without it.
  public int scoreAt(int score) {
    return scoreAt[score];
  }

  /// Where the cells of the confidence begin; after them, rows without it.
  public int confidenceAt() {
    return confidenceAt;
  }

  /// Where the predictions of each class begin.
  public int predictedAt() {
    return predictedAt;
  }

  /// Where the sums for estimated performance begin. Two classes: for each cell of the score, four
  /// numbers: rows predicted 0, their summed probability of class 1, and the same of rows predicted
  /// 1; after them the summed `p (1 - p)`. More classes: rows, summed probability of being right,
  /// summed `p (1 - p)`.
  public int estimateAt() {
    return estimateAt;
  }

  /// Where an attribute's groups begin: for each group, rows decided favourably, and others.
  public int groupAt(int attribute) {
    return groupAt[attribute];
  }

  /// Where outcomes begin: predicted class times number of classes plus true class; with more than
  /// 16 classes only wrong and right.
  public int outcomeAt() {
    return outcomeAt;
  }

  /// Where calibration counts begin: for each bin of predicted probability, rows, events, summed
  /// probability, summed `p (1 - p)`; of rows whose outcome is known.
  public int reliabilityAt() {
    return reliabilityAt;
  }

  /// Where an attribute's groups with known outcomes begin: for each group, decided favourably
  /// rightly, favourably wrongly, unfavourably wrongly, unfavourably rightly.
  public int groupOutcomeAt(int attribute) {
    return groupOutcomeAt[attribute];
  }

  /// Rows whose outcome is known.
  public long outcomes(long[] counts) {
    return sum(counts, outcomeAt, confusionSize());
  }

  /// Of those, the rows that were predicted wrongly.
  public long errors(long[] counts) {
    int k = shape.classes().size();
    if (k > MOST_CLASSES) {
      return counts[outcomeAt];
    }
    long right = 0;
    for (int c = 0; c < k; c++) {
      right += counts[outcomeAt + c * k + c];
    }
    return outcomes(counts) - right;
  }

  private static long sum(long[] counts, int from, int length) {
    long sum = 0;
    for (int i = 0; i < length; i++) {
      sum += counts[from + i];
    }
    return sum;
  }

  /// Counts rows. A row that does not fit the model's shape is a mistake of the caller's.
  public void add(long[] counts, Observed observed) {
    int width = grids.length;
    double[] values = observed.rows().values();
    int n = observed.rows().count();
    if (observed.rows().width() != width) {
      throw new IllegalArgumentException(
          "rows of width %d for a model of %d inputs".formatted(observed.rows().width(), width));
    }
    counts[0] += n;
    for (int i = 0, v = 0; i < n; i++) {
      for (int f = 0; f < width; f++, v++) {
        counts[featureAt[f] + bin(f, values[v])]++;
      }
    }
    int k = Math.max(1, shape.classes().size());
    if (observed.scores().length == (long) n * k) {
      for (int i = 0; i < n; i++) {
        addScores(counts, observed.scores(), i * k, label(observed, i));
      }
    }
    for (int i = 0; i < n; i++) {
      addLabel(counts, observed, i, label(observed, i));
    }
  }

  /// What [Bins#of] gives, without a call that the compiler cannot see through.
  private int bin(int f, double value) {
    if (levels[f] < 0) {
      return Double.isNaN(value) ? grids[f].cells() : grids[f].cell(value);
    }
    int level = (int) value;
    return value >= 0 && level == value && level < levels[f] ? level : levels[f];
  }

  /// The predicted class of a row; -1 for none.
  public int label(Observed observed, int row) {
    int k = shape.classes().size();
    if (observed.labels().length > 0) {
      int label = observed.labels()[row];
      return label < k ? label : -1;
    }
    int best = -1;
    if (k > 0 && observed.scores().length == (long) observed.rows().count() * k) {
      float highest = Float.NEGATIVE_INFINITY;
      for (int c = 0; c < k; c++) {
        float score = observed.scores()[row * k + c];
        if (score >= highest) { // of equals the later one, as models are asked
          highest = score;
          best = c;
        }
      }
    }
    return best;
  }

  private void addScores(long[] counts, float[] scores, int at, int label) {
    int k = shape.classes().size();
    for (int s = 0; s < scoreAt.length; s++) {
      float score = scores[at + (k == 2 ? 1 : s)];
      Grid grid = this.scores.get(s);
      counts[scoreAt[s] + (Float.isNaN(score) ? grid.cells() : grid.cell(score))]++;
    }
    if (confidence.isPresent()) {
      float highest = highest(scores, at);
      Grid grid = confidence.get();
      counts[confidenceAt + (Float.isNaN(highest) ? grid.cells() : grid.cell(highest))]++;
    }
    if (calibration.isPresent() && label >= 0) {
      addEstimate(counts, calibration.get().at(eventScore(scores, at)), scores, at, label);
    }
  }

  private float highest(float[] scores, int at) {
    float highest = Float.NaN;
    for (int c = 0; c < shape.classes().size(); c++) {
      float score = scores[at + c];
      highest = score > highest || Float.isNaN(highest) ? score : highest;
    }
    return highest;
  }

  /// The score that [#calibration] takes, of the row whose scores begin at `at`.
  float eventScore(float[] scores, int at) {
    return binary() ? scores[at + 1] : highest(scores, at);
  }

  private void addEstimate(long[] counts, double p, float[] scores, int at, int label) {
    if (Double.isNaN(p)) {
      return;
    }
    if (binary()) {
      int cell = estimateAt + 4 * this.scores.getFirst().cell(scores[at + 1]) + 2 * label;
      counts[cell]++;
      counts[cell + 1] += units(p);
      counts[outcomeFree()] += units(p * (1 - p));
    } else {
      counts[estimateAt]++;
      counts[estimateAt + 1] += units(p);
      counts[estimateAt + 2] += units(p * (1 - p));
    }
  }

  private int outcomeFree() {
    return estimateAt + estimateSize() - 1;
  }

  /// A probability in whole units.
  static long units(double p) {
    return Math.round(p / UNIT);
  }

  private void addLabel(long[] counts, Observed observed, int row, int label) {
    if (label < 0) {
      return;
    }
    counts[predictedAt + label]++;
    if (shape.favourable() < 0) {
      return;
    }
    int given = 0;
    for (int a = 0; a < groupAt.length; a++) {
      GroupSource source = shape.attributes().get(a);
      int code = code(source, observed, row, given);
      given += source.feature().isEmpty() ? 1 : 0;
      if (code >= 0) {
        counts[groupAt[a] + 2 * code + (label == shape.favourable() ? 0 : 1)]++;
      }
    }
  }

  private static int code(GroupSource source, Observed observed, int row, int given) {
    OptionalInt feature = source.feature();
    if (feature.isPresent()) {
      return source.code(observed.rows().at(row, feature.getAsInt()));
    }
    if (given >= observed.groups().size()) {
      return -1;
    }
    int code = observed.groups().get(given)[row];
    return code < source.groups().size() ? code : -1;
  }

  /// What must be remembered of a row until its outcome is known.
  ///
  /// @param label predicted class
  /// @param score what [#calibration] takes; NaN when there is none
  /// @param groups the row's groups, packed
  public record Awaiting(int label, float score, int groups) {}

  /// What must be remembered of a row; empty when nothing was predicted.
  public Optional<Awaiting> awaiting(Observed observed, int row) {
    int label = label(observed, row);
    if (label < 0) {
      return Optional.empty();
    }
    int k = shape.classes().size();
    boolean scored = observed.scores().length == (long) observed.rows().count() * k;
    float score = scored ? eventScore(observed.scores(), row * k) : Float.NaN;
    int packed = 0;
    int given = 0;
    for (GroupSource source : shape.attributes()) {
      int code = code(source, observed, row, given);
      given += source.feature().isEmpty() ? 1 : 0;
      packed = packed * (source.groups().size() + 1) + code + 1;
    }
    return Optional.of(new Awaiting(label, score, packed));
  }

  /// Counts the outcome of a row.
  ///
  /// @param truth its true class
  public void addOutcome(long[] counts, Awaiting row, int truth) {
    int k = shape.classes().size();
    if (truth < 0 || truth >= k) {
      throw new IllegalArgumentException("class %d of %d".formatted(truth, k));
    }
    counts[k <= MOST_CLASSES ? outcomeAt + row.label() * k + truth : right(row.label() == truth)]++;
    if (calibration.isPresent() && !Float.isNaN(row.score())) {
      double p = calibration.get().at(row.score());
      int at = reliabilityAt + 4 * Math.min(RELIABILITY - 1, (int) (p * RELIABILITY));
      counts[at]++;
      counts[at + 1] += (binary() ? truth == 1 : row.label() == truth) ? 1 : 0;
      counts[at + 2] += units(p);
      counts[at + 3] += units(p * (1 - p));
    }
    addGroupOutcome(counts, row, truth);
  }

  private int right(boolean right) {
    return outcomeAt + (right ? 1 : 0);
  }

  private void addGroupOutcome(long[] counts, Awaiting row, int truth) {
    if (shape.favourable() < 0) {
      return;
    }
    boolean favoured = row.label() == shape.favourable();
    boolean deserved = truth == shape.favourable();
    int cell = favoured ? (deserved ? 0 : 1) : (deserved ? 2 : 3);
    int packed = row.groups();
    for (int a = groupAt.length - 1; a >= 0; a--) {
      int radix = shape.attributes().get(a).groups().size() + 1;
      int code = packed % radix - 1;
      packed /= radix;
      if (code >= 0) {
        counts[groupOutcomeAt[a] + 4 * code + cell]++;
      }
    }
  }

  /// Adds one window's counts to another's.
  public static void merge(long[] into, long[] from) {
    for (int i = 0; i < into.length; i++) {
      into[i] += from[i];
    }
  }
}
