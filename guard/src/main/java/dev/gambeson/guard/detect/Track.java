package dev.gambeson.guard.detect;

import dev.gambeson.guard.detect.Standing.Learning;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// All that is remembered about one subject's use of one model. Not thread-safe: its door locks it.
final class Track {
  /// Scored queries before learning starts, so that the history has some length.
  private static final int BEFORE_LEARNING = 64;

  /// Of rows in the order of a feature one in so many is bet on by [Detector#byPlace], at random:
  /// those of the rarest places come one after the other, and say the same.
  private static final int THINNED = 8;

  final ModelBaseline baseline;
  final History history;
  final Ladder ladder;
  final RateWatch rate;
  private final RandomGenerator random;
  private final long[] covered;
  private final double[] capital = new double[Detector.COUNT * Bets.SIZE];
  private float[][] learnt = new float[Detector.SCORED][0];
  private int[] learntCounts = new int[Detector.SCORED];
  private OwnCalibration[] own = new OwnCalibration[0];
  Learning learning = Learning.POPULATION;
  long first;
  long queries;
  long retries;
  long scored;
  private long sole; // hash of the only client seen, 0 for none yet
  private boolean shared;

  Track(ModelBaseline baseline, long first, long seed) {
    this(baseline, new History(baseline.space()), new Ladder(), new RateWatch(), seed);
    this.first = first;
  }

  private Track(ModelBaseline baseline, History history, Ladder ladder, RateWatch rate, long seed) {
    this.baseline = baseline;
    this.random = new SplittableRandom(seed);
    this.history = history;
    this.ladder = ladder;
    this.rate = rate;
    this.covered = new long[(baseline.cells() + 63) / 64];
    Arrays.fill(capital, 1);
  }

  /// The same subject in front of another version of the model: only level and rate stay.
  Track onAnother(ModelBaseline other) {
    synchronized (this) {
      Track next = new Track(other, new History(other.space()), ladder, rate, random.nextLong());
      next.first = first;
      next.sole = sole;
      next.shared = shared;
      next.queries = queries;
      next.retries = retries;
      return next;
    }
  }

  /// Whether more than one client was seen here, this one included.
  boolean isShared(long client) {
    shared |= sole != 0 && sole != client;
    sole = client;
    return shared;
  }

  /// Bets on one row that is no retry, and remembers it.
  void score(Sighting s, long epochSecond, Limits limits, Points.Scratch scratch) {
    scored++;
    covered[s.cell() / 64] |= 1L << s.cell();
    double[] scores = Scores.of(s, history, epochSecond, baseline.slack(), scratch);
    int compared = history.size() == 0 ? 0 : scratch.compared;
    boolean thinned = history.inOrder() && random.nextInt(THINNED) != 0;
    boolean learns = learning == Learning.POPULATION && scored > BEFORE_LEARNING;
    for (int d = 0; d < Detector.SCORED; d++) {
      double p = baseline.p(d, compared, scores[d], random);
      if (!Double.isNaN(scores[d]) && !Double.isNaN(p)) {
        if (learns) {
          learn(d, (float) p, limits.learning());
        }
        if (!thinned || !Detector.byPlace(d)) {
          bet(d, p);
        }
      }
    }
    history.add(s, epochSecond, random);
    if (learns) {
      judgeLearning(limits);
    }
  }

  private void bet(int d, double p) {
    boolean knowsOwn = learning == Learning.OWN;
    if (Detector.byOwnOnly(d)) {
      if (knowsOwn) {
        Bets.bet(own[d].p(p), capital, d * Bets.SIZE);
      }
      return;
    }
    // Valid for a client that is like the population and for one that stays like itself.
    Bets.bet(knowsOwn ? Math.max(p, own[d].p(p)) : p, capital, d * Bets.SIZE);
  }

  private void learn(int d, float p, int most) {
    if (learntCounts[d] == learnt[d].length) {
      learnt[d] = Arrays.copyOf(learnt[d], Math.clamp(learnt[d].length * 2L, 64, most));
    }
    if (learntCounts[d] < most) {
      learnt[d][learntCounts[d]++] = p;
    }
  }

  /// Who looks suspicious while he is learnt does not calibrate the detectors to himself.
  private void judgeLearning(Limits limits) {
    if (capital() >= limits.learningGate()) {
      endLearning(Learning.DENIED);
    } else if (scored >= BEFORE_LEARNING + limits.learning()) {
      own = new OwnCalibration[Detector.SCORED];
      for (int d = 0; d < own.length; d++) {
        own[d] = OwnCalibration.of(learnt[d], learntCounts[d]);
      }
      endLearning(Learning.OWN);
    }
  }

  void endLearning(Learning state) {
    learning = state;
    learnt = new float[Detector.SCORED][0];
    learntCounts = new int[Detector.SCORED];
  }

  /// A person found the alarms wrong: evidence and level are dropped, learning starts anew.
  void clear() {
    Arrays.fill(capital, 1);
    ladder.clear();
    own = new OwnCalibration[0];
    scored = Math.min(scored, BEFORE_LEARNING);
    endLearning(Learning.POPULATION);
  }

  /// Multiplies the capital of a detector that is not scored by an e-value.
  void multiply(Detector detector, double e) {
    Bets.multiply(e, capital, detector.index * Bets.SIZE);
  }

  double capital(Detector d) {
    return Bets.mean(capital, d.index * Bets.SIZE);
  }

  /// Mean over the detectors: the e-detector that the budget speaks about.
  double capital() {
    double sum = 0;
    for (double c : capital) {
      sum += c;
    }
    return sum / capital.length;
  }

  Detector strongest() {
    Detector best = Detector.NEAR_COPY;
    for (Detector d : Detector.values()) {
      best = capital(d) > capital(best) ? d : best;
    }
    return best;
  }

  void startAnew() {
    Arrays.fill(capital, 1);
  }

  double coverage() {
    int n = 0;
    for (long w : covered) {
      n += Long.bitCount(w);
    }
    return (double) n / baseline.cells();
  }

  /// Bytes it takes, about.
  int bytes() {
    int learns = 0;
    for (float[] l : learnt) {
      learns += l.length * 4;
    }
    return 2_200 + history.bytes() + covered.length * 8 + learns + own.length * 400;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(first);
    out.writeLong(queries);
    out.writeLong(retries);
    out.writeLong(scored);
    out.writeLong(sole);
    out.writeBoolean(shared);
    out.writeUTF(learning.name());
    for (double c : capital) {
      out.writeDouble(c);
    }
    Bytes.write(out, covered);
    for (int d = 0; d < Detector.SCORED; d++) {
      Bytes.write(out, Arrays.copyOf(learnt[d], learntCounts[d]));
    }
    for (OwnCalibration o : own) {
      o.write(out);
    }
    history.write(out);
    ladder.write(out);
    rate.write(out);
  }

  static Track read(DataInputStream in, ModelBaseline baseline, long seed) throws IOException {
    long first = in.readLong();
    long[] counts = {in.readLong(), in.readLong(), in.readLong()};
    long sole = in.readLong();
    boolean shared = in.readBoolean();
    Learning learning = Bytes.constant(in, Learning.values());
    double[] capital = new double[Detector.COUNT * Bets.SIZE];
    for (int i = 0; i < capital.length; i++) {
      capital[i] = Bytes.amount(in);
    }
    long[] covered = Bytes.longs(in, baseline.cells());
    Bytes.require(covered.length == (baseline.cells() + 63) / 64, "coverage of another model");
    float[][] learnt = new float[Detector.SCORED][];
    for (int d = 0; d < learnt.length; d++) {
      learnt[d] = Bytes.floats(in, 2_000);
    }
    OwnCalibration[] own = new OwnCalibration[learning == Learning.OWN ? Detector.SCORED : 0];
    for (int d = 0; d < own.length; d++) {
      own[d] = OwnCalibration.read(in);
    }
    History history = History.read(in, baseline.space());
    Track read = new Track(baseline, history, Ladder.read(in), RateWatch.read(in), seed);
    read.sole = sole;
    read.shared = shared;
    read.first = first;
    read.queries = counts[0];
    read.retries = counts[1];
    read.scored = counts[2];
    read.learning = learning;
    read.learnt = learnt;
    for (int d = 0; d < learnt.length; d++) {
      read.learntCounts[d] = learnt[d].length;
    }
    read.own = own;
    System.arraycopy(capital, 0, read.capital, 0, capital.length);
    System.arraycopy(covered, 0, read.covered, 0, covered.length);
    return read;
  }

  /// What the policy comes to.
  ///
  /// @param threshold capital of an alarm
  /// @param learningGate capital at which learning is denied
  /// @param learning scored queries to learn from
  record Limits(double threshold, double learningGate, int learning) {
    static Limits of(DetectPolicy policy) {
      double alpha = policy.alpha();
      return new Limits(1 / alpha, Math.pow(alpha, -2.0 / 3), policy.learning());
    }
  }
}
