package dev.gambeson.guard.canary;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.canary.Bait.Label;
import dev.gambeson.guard.input.InputProfile;
import dev.gambeson.guard.input.Nearness;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Makes bait: records that look like training records, that nobody real has, and that no honest
/// client ever sends.
///
/// A record begins as a real one and takes each of half its features from one of the real records
/// near it, so that its features go together; its numbers get random low digits. Records nearer to
/// a real one than the nearest 1 % of real ones are to each other are thrown away.
///
/// Guaranteed: no set is issued whose chance to meet one honest record is above 1e-9
/// ([#MOST_COLLISION]); no bait record equals a given record of traffic. NOT guaranteed: that bait
/// is fair. It is invented, so it must not reach training: drop it by [BaitMatcher#dropFrom].
public final class BaitMaker {
  /// Number of bands.
  public static final int BANDS = 4;

  /// The greatest chance that one honest record equals one of a set.
  public static final double MOST_COLLISION = 1e-9;

  private static final int POOL = 2000;
  private static final int TRIES = 50;
  private static final int FRIENDS = 12;

  private final FeatureSpace space;
  private final Rows real;
  private final Rows traffic;
  private final MacKey key;
  private final Nearness nearness;
  private final CanonicalForm form;
  private final Bins bins;

  /// @param profile of the training rows
  /// @param real training rows to sample from
  /// @param traffic records that were really sent, the more the better: with purely categorical
  ///   tables the collision rate is counted on them
  /// @param key secret of the matching
  public BaitMaker(FeatureSpace space, InputProfile profile, Rows real, Rows traffic, MacKey key) {
    this.space = space;
    this.real = real.count() <= POOL ? real : real.slice(0, POOL);
    this.traffic = traffic;
    this.key = BaitMatcher.key(key);
    this.nearness = new Nearness(profile, this.real);
    this.form = new CanonicalForm(space);
    this.bins = new Bins(profile);
  }

  /// Makes a set.
  ///
  /// @param count how many records, 1 to 10,000
  /// @param random of a cryptographic generator ([java.security.SecureRandom]) outside of tests
  /// @throws GambesonException when the table is so plain that bait would meet honest records
  public Bait make(Label label, int count, RandomGenerator random) {
    if (count < 1 || count > 10_000) {
      throw GambesonException.usage("%d bait records, but a set has 1 to 10,000.".formatted(count));
    }
    Set<CanonicalForm.Print> known = new HashSet<>();
    prints(real, known);
    prints(traffic, known);
    double[] least = nearness.quantiles(0.01);
    List<double[]> made = new ArrayList<>();
    for (int tries = 0; made.size() < count; tries++) {
      if (tries > TRIES * count) {
        throw refused(label, "records that no real record is near to could not be made");
      }
      double[] row = invent(random);
      Rows one = Rows.of(row);
      if (nearness.nearest(one, 0) >= least[0] && known.add(form.print(key, one, 0))) {
        made.add(row);
      }
    }
    Rows rows = Rows.of(made.toArray(double[][]::new));
    double collision = collision(rows);
    if (collision > MOST_COLLISION) {
      throw refused(
          label, "an honest record would meet it with a chance of %.1e".formatted(collision));
    }
    return new Bait(set(label, rows), rows, collision);
  }

  private static GambesonException refused(Label label, String why) {
    return GambesonException.badInput(
        "No bait for '%s': %s; at most %.0e is allowed. This table has too few fields with free digits; use decoy keys and models instead, or add a free numeric field."
            .formatted(label.place(), why, MOST_COLLISION));
  }

  private void prints(Rows rows, Set<CanonicalForm.Print> into) {
    for (int row = 0; row < rows.count(); row++) {
      into.add(form.print(key, rows, row));
    }
  }

  /// Half of the features from near records, then random low digits.
  private double[] invent(RandomGenerator random) {
    int start = random.nextInt(real.count());
    double[] row = real.row(start);
    int[] friends = nearness.friends(start, FRIENDS);
    for (int f = 0; f < row.length; f++) {
      if (friends.length > 0 && random.nextBoolean()) {
        row[f] = real.at(friends[random.nextInt(friends.length)], f);
      }
      if (space.features().get(f) instanceof Feature.Numeric n && isFree(n)) {
        row[f] = fuzzed(n, row[f], random);
      }
    }
    return row;
  }

  /// Whether a number has low digits of its own.
  private static boolean isFree(Feature.Numeric n) {
    return n.integer() ? n.scale() >= 100 : true;
  }

  /// Moves a number by up to a twentieth of its scale, at six digits.
  private static double fuzzed(Feature.Numeric n, double value, RandomGenerator random) {
    if (Double.isNaN(value)) {
      return value;
    }
    double moved = value + n.scale() / 20 * (2 * random.nextDouble() - 1);
    double rounded = n.integer() ? Math.rint(moved) : sixDigits(moved);
    // Back from the edge, not onto it: many honest values lie there.
    double inside = rounded < n.min() ? 2 * n.min() - rounded : rounded;
    inside = inside > n.max() ? 2 * n.max() - inside : inside;
    return Math.clamp(inside, n.min(), n.max());
  }

  private static double sixDigits(double value) {
    return new BigDecimal(value).round(new MathContext(6, RoundingMode.HALF_EVEN)).doubleValue();
  }

  /// Chance that one honest record equals one of the set: per record, the share of traffic (and of
  /// real rows) that agrees on everything but the free digits, plus one for those not seen, times
  /// the chance to hit the digits. With no free digits that is the rate in traffic itself.
  private double collision(Rows rows) {
    double worst = 0;
    long seen = (long) real.count() + traffic.count();
    for (int row = 0; row < rows.count(); row++) {
      double digits = 1;
      for (int f = 0; f < rows.width(); f++) {
        if (space.features().get(f) instanceof Feature.Numeric n && isFree(n)) {
          digits *= Math.min(1, step(n, rows.at(row, f)) / (n.scale() / 10));
        }
      }
      worst += digits * (agreeing(rows, row) + 1.0) / (seen + 1.0);
    }
    return worst;
  }

  /// One unit in the sixth significant digit, or one.
  private static double step(Feature.Numeric n, double value) {
    if (n.integer()) {
      return Math.max(1, unit(value));
    }
    return Double.isNaN(value) ? Double.MAX_VALUE : unit(value);
  }

  private static double unit(double value) {
    double size = Math.max(Math.abs(value), 1e-300);
    return Math.pow(10, Math.floor(Math.log10(size)) - 5);
  }

  private long agreeing(Rows rows, int row) {
    long same = 0;
    for (Rows among : List.of(real, traffic)) {
      for (int i = 0; i < among.count(); i++) {
        same += agrees(rows, row, among, i) ? 1 : 0;
      }
    }
    return same;
  }

  private boolean agrees(Rows rows, int row, Rows among, int i) {
    for (int f = 0; f < rows.width(); f++) {
      double a = rows.at(row, f);
      double b = among.at(i, f);
      boolean free = space.features().get(f) instanceof Feature.Numeric n && isFree(n);
      double room =
          free && space.features().get(f) instanceof Feature.Numeric n ? n.scale() / 20 : 0;
      if (!(Math.abs(a - b) <= room) && !(Double.isNaN(a) && Double.isNaN(b))) {
        return false;
      }
    }
    return true;
  }

  private BaitSet set(Label label, Rows rows) {
    List<Long> prints = new ArrayList<>();
    List<Long> bands = new ArrayList<>();
    long[] of = new long[BANDS];
    for (int row = 0; row < rows.count(); row++) {
      CanonicalForm.Print print = form.print(key, rows, row);
      prints.add(print.high());
      prints.add(print.low());
      bins.bands(key, rows, row, of);
      for (long band : of) {
        bands.add(band);
      }
    }
    return new BaitSet(label, prints, bands);
  }
}
