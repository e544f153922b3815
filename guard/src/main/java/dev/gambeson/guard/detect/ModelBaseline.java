package dev.gambeson.guard.detect;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.core.model.ScoredClassifier;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// What normal questions to a model look like: scaling of its features, a sample of at most 5,000
/// training rows, and how benign clients score against it. Made once when a model is deployed, kept
/// beside it.
///
/// Guaranteed: immutable and thread-safe; the same model, rows and seed give the same bytes. Not
/// guaranteed: secrecy. It holds (rounded) training rows; keep it as you keep the training data.
public final class ModelBaseline {
  static final int BUCKETS = 9;
  static final int MOST_FEATURES = 1 << 16;
  private static final int MAGIC = 0x47425144; // GBQD
  private static final int LEAST_ROWS = 100;
  private static final int CALIBRATING = 4_000;
  private static final int UPDATES = 3; // per calibration row

  /// Calibration rows below which the sample plays clients as well, with its distances related to
  /// these: twice as many make p-values half as large.
  private static final int FEW = 2_000;

  private final Coordinates space;
  private final Manifold manifold;
  private final Calibration[][] calibrations;
  private final double slack;
  private final Prints prints;
  private final long id;

  private ModelBaseline(
      Coordinates space,
      Manifold manifold,
      Calibration[][] calibrations,
      double slack,
      Prints prints) {
    this.space = space;
    this.manifold = manifold;
    this.calibrations = calibrations;
    this.slack = slack;
    this.prints = prints;
    this.id = ByteBuffer.wrap(Sha256.digest().digest(toBytes())).getLong();
  }

  /// Learns from training rows; one half of them becomes the sample, the other plays benign clients
  /// (both do, in turn, where they are few). Takes about a second, and four model calls for each of
  /// at most 4,000 rows.
  ///
  /// @param model the model as it will be served
  /// @param training a random sample of its training rows, at least 100; 9,000 are enough
  /// @param seed of the sampling
  /// @throws GambesonException when the rows are too few or do not fit the model
  public static ModelBaseline learn(ScoredClassifier model, Rows training, Seed seed) {
    FeatureSpace features = model.features();
    if (training.width() != features.width() || features.width() > MOST_FEATURES) {
      throw GambesonException.badInput(
          "The baseline needs rows of the model's %d features (at most %d), but these have %d."
              .formatted(features.width(), MOST_FEATURES, training.width()));
    }
    if (training.count() < LEAST_ROWS) {
      throw GambesonException.badInput(
          "%d training rows are too few to learn what normal queries look like; give at least %d."
              .formatted(training.count(), LEAST_ROWS));
    }
    int[] order = Shuffles.shuffled(training.count(), seed.child("order").random());
    int half = Math.min(training.count() / 2, Manifold.MOST);
    Rows sample = training.select(Arrays.copyOf(order, half));
    Rows rest =
        training.select(
            Arrays.copyOfRange(order, half, Math.min(order.length, half + CALIBRATING)));
    Coordinates space = Coordinates.learn(features, sample, seed.child("projection"));
    Manifold manifold = manifold(space, sample, seed);
    return calibrated(model, space, manifold, sample, rest, seed);
  }

  private static Manifold manifold(Coordinates space, Rows sample, Seed seed) {
    short[][] points = new short[sample.count()][space.width()];
    for (int i = 0; i < points.length; i++) {
      space.place(sample, i, points[i]);
    }
    return Manifold.of(space, points, seed.child("cells").random());
  }

  private static ModelBaseline calibrated(
      ScoredClassifier model,
      Coordinates space,
      Manifold manifold,
      Rows sample,
      Rows rest,
      Seed seed) {
    List<Part> parts = new ArrayList<>();
    parts.add(part(model, space, manifold, rest, seed.child("updates").random()));
    if (rest.count() < FEW) {
      Manifold other = manifold(space, rest, seed.child("swapped"));
      parts.add(part(model, space, other, sample, seed.child("other updates").random()));
    }
    Sighting[] rows = parts.stream().flatMap(p -> Arrays.stream(p.rows())).toArray(Sighting[]::new);
    Sighting[][] updates =
        parts.stream().flatMap(p -> Arrays.stream(p.updates())).toArray(Sighting[][]::new);
    int[] ends = parts.stream().mapToInt(p -> p.rows().length).toArray();
    Arrays.parallelPrefix(ends, Integer::sum);
    double[] away = Arrays.stream(rows).mapToDouble(Sighting::away).sorted().toArray();
    double slack = Math.max(0.02, 0.1 * away[away.length / 2]);
    Calibration[][] calibrations =
        new Population(space, rows, updates, ends, slack, seed.child("population")).calibrate();
    Prints prints = Prints.learn(space, rows, seed.child("prints"));
    return new ModelBaseline(space, manifold, calibrations, slack, prints);
  }

  /// Rows that play clients, related to other training rows, and updated versions of each.
  @SuppressWarnings("ArrayRecordComponent") // private, passed along
  private record Part(Sighting[] rows, Sighting[][] updates) {}

  private static Part part(
      ScoredClassifier model,
      Coordinates space,
      Manifold manifold,
      Rows raw,
      RandomGenerator random) {
    Sighting[] rows = sightings(model, space, manifold, raw);
    Sighting[][] byVersion = new Sighting[UPDATES][];
    for (int u = 0; u < UPDATES; u++) {
      double[][] changed = new double[raw.count()][];
      for (int i = 0; i < changed.length; i++) {
        int other = u == 0 ? random.nextInt(raw.count()) : alike(space, rows, i, random);
        changed[i] = Coordinates.updated(raw.row(i), raw.row(other), random);
      }
      byVersion[u] = sightings(model, space, manifold, Rows.of(changed));
    }
    Sighting[][] updates =
        IntStream.range(0, rows.length)
            .mapToObj(i -> Arrays.stream(byVersion).map(v -> v[i]).toArray(Sighting[]::new))
            .toArray(Sighting[][]::new);
    return new Part(rows, updates);
  }

  /// The nearest of some random rows: in a narrow segment updates are small.
  private static int alike(Coordinates space, Sighting[] rows, int row, RandomGenerator random) {
    int best = row;
    int least = Points.FAR;
    for (int tries = 0; tries < 20; tries++) {
      int other = random.nextInt(rows.length);
      int apart = Points.apart(space, rows[row].point(), rows[other].point());
      if (other != row && apart < least) {
        least = apart;
        best = other;
      }
    }
    return best;
  }

  private static Sighting[] sightings(
      ScoredClassifier model, Coordinates space, Manifold manifold, Rows rows) {
    float[] scores = model.scores(rows);
    int k = model.classes().size();
    int[] labels = ScoredClassifier.argMax(scores, k);
    Points.Scratch scratch = new Points.Scratch();
    Sighting[] out = new Sighting[rows.count()];
    for (int i = 0; i < out.length; i++) {
      double margin = Sighting.margin(scores, i, k);
      out[i] = sighting(space, manifold, rows, i, labels[i], margin, 1, scratch);
    }
    return out;
  }

  private static Sighting sighting(
      Coordinates space,
      Manifold manifold,
      Rows rows,
      int row,
      int label,
      double margin,
      long key,
      Points.Scratch scratch) {
    short[] point = new short[space.width()];
    space.place(rows, row, point);
    Manifold.Nearest nearest = manifold.nearest(point, scratch);
    return new Sighting(
        point,
        Coordinates.hash(rows, row, key),
        label,
        margin,
        nearest.away(),
        nearest.stride(),
        nearest.index());
  }

  /// A row as the detectors see it.
  Sighting sight(Rows rows, int row, int label, double margin, long key, Points.Scratch scratch) {
    return sighting(space, manifold, rows, row, label, margin, key, scratch);
  }

  static int bucket(int historySize) {
    return Math.min(BUCKETS - 1, 31 - Integer.numberOfLeadingZeros(Math.max(1, historySize)));
  }

  /// The p-value of a score against the population; NaN when it cannot be said.
  double p(int detector, int historySize, double score, RandomGenerator random) {
    int bucket = Detector.byHistory(detector) ? bucket(historySize) : 0;
    return calibrations[detector][bucket].p(score, random);
  }

  /// Tells baselines apart.
  long id() {
    return id;
  }

  Coordinates space() {
    return space;
  }

  double slack() {
    return slack;
  }

  Prints prints() {
    return prints;
  }

  /// Number of raw features.
  public int features() {
    return space.features();
  }

  /// Training rows in the sample: the cells of which a client's coverage is the share.
  public int cells() {
    return manifold.size();
  }

  /// The baseline as bytes, to keep beside the model.
  public byte[] toBytes() {
    return Bytes.of(MAGIC, this::write);
  }

  private void write(DataOutputStream out) throws IOException {
    space.write(out);
    manifold.write(out);
    for (Calibration[] buckets : calibrations) {
      for (Calibration c : buckets) {
        c.write(out);
      }
    }
    out.writeDouble(slack);
    prints.write(out);
  }

  /// A baseline from [#toBytes].
  ///
  /// @throws GambesonException when the bytes are damaged, cut off or of another version
  public static ModelBaseline of(byte[] bytes) {
    return Bytes.read(bytes, MAGIC, "query baseline", ModelBaseline::read);
  }

  private static ModelBaseline read(DataInputStream in) throws IOException {
    Coordinates space = Coordinates.read(in);
    Manifold manifold = Manifold.read(in, space);
    Calibration[][] calibrations = new Calibration[Detector.SCORED][BUCKETS];
    for (Calibration[] buckets : calibrations) {
      for (int b = 0; b < BUCKETS; b++) {
        buckets[b] = Calibration.read(in);
      }
    }
    double slack = in.readDouble();
    Bytes.require(slack > 0 && slack < 10, "a slack of " + slack);
    return new ModelBaseline(space, manifold, calibrations, slack, Prints.read(in, space));
  }
}
