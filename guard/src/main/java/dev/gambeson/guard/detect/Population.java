package dev.gambeson.guard.detect;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Benign clients made of training rows that their distances are not related to, to learn what
/// their scores look like: clients who ask about everything, and clients of one segment each (a
/// level or a third of a feature's range, two of these, or the surroundings of one row); clients
/// whose records come in the order of a feature, and advisers who ask up to three what-if versions
/// of a record at once. All of them repeat themselves and update records as real clients do.
final class Population {
  /// Share of queries that repeat an earlier row exactly or with one or two values changed; one
  /// half each.
  static final double RETRIES = 0.15;

  private static final int SEGMENTS = 48;
  private static final int SORTED = 8;
  private static final int ADVISERS = 4;
  private static final int WHAT_IF = 3;
  private static final int LONG_STREAM = 400;
  private static final int SHORT_STREAM = 40;
  private static final int ENOUGH = 150; // scores without which a family does not speak

  private final Coordinates space;
  private final Sighting[] rows;
  private final int[] ends; // of each part of them
  private final Sighting[][] updates;
  private final double slack;
  private final Seed seed;

  /// @param rows calibration rows
  /// @param updates per row, some updated versions
  /// @param ends where each part of the rows ends: a client's rows are all of one part, the rows
  ///   its distances are related to of another
  Population(
      Coordinates space,
      Sighting[] rows,
      Sighting[][] updates,
      int[] ends,
      double slack,
      Seed seed) {
    this.space = space;
    this.rows = rows;
    this.ends = ends;
    this.updates = updates;
    this.slack = slack;
    this.seed = seed;
  }

  private enum Habit {
    NONE,
    SORTED,
    ADVISER
  }

  /// Calibrations by detector and bucket of history length.
  Calibration[][] calibrate() {
    List<int[][]> families = new ArrayList<>(); // by part
    int[][] all = new int[ends.length][];
    Arrays.setAll(all, i -> IntStream.range(i == 0 ? 0 : ends[i - 1], ends[i]).toArray());
    families.add(all);
    RandomGenerator random = seed.child("segments").random();
    for (int s = 0; s < SEGMENTS; s++) {
      families.add(s % 4 == 0 ? surroundings(all, random) : segment(all, s % 4, random));
    }
    List<List<List<float[]>>> scores = new ArrayList<>(); // detector, bucket, family
    for (int d = 0; d < Detector.SCORED; d++) {
      scores.add(new ArrayList<>());
      for (int b = 0; b < ModelBaseline.BUCKETS; b++) {
        scores.get(d).add(new ArrayList<>());
      }
    }
    for (int f = 0; f < families.size(); f++) {
      collect(families.get(f), seed.child("family").child(f), f == 0, Habit.NONE, scores);
    }
    int[] coordinates = Shuffles.shuffled(space.width(), seed.child("orders").random());
    for (int f = 0; f < Math.min(SORTED, coordinates.length); f++) {
      int c = coordinates[f];
      int[][] sorted = each(all, part -> sorted(part, c, random));
      collect(sorted, seed.child("sorted").child(f), false, Habit.SORTED, scores);
    }
    for (int f = 0; f < ADVISERS; f++) {
      collect(all, seed.child("adviser").child(f), false, Habit.ADVISER, scores);
    }
    return scores.stream()
        .map(buckets -> buckets.stream().map(Calibration::of).toArray(Calibration[]::new))
        .toArray(Calibration[][]::new);
  }

  /// Rows that share a level, or lie in the same third of a range, of `features` features of one
  /// row; everything when such rows are too few.
  private int[][] segment(int[][] all, int features, RandomGenerator random) {
    short[] centre = rows[random.nextInt(rows.length)].point();
    int[] coordinates = random.ints(features, 0, space.width()).toArray();
    return each(all, part -> segment(part, centre, coordinates));
  }

  private int[] segment(int[] all, short[] centre, int[] coordinates) {
    int[] kept = all;
    for (int c : coordinates) {
      int third = Math.floorDiv(centre[c] * 3, Coordinates.UNIT);
      int[] fewer =
          Arrays.stream(kept)
              .filter(r ->
                  c < space.numeric()
                      ? Math.floorDiv(rows[r].point()[c] * 3, Coordinates.UNIT) == third
                      : rows[r].point()[c] == centre[c])
              .toArray();
      kept = fewer.length >= least(all.length) ? fewer : kept;
    }
    return kept;
  }

  private static int[][] each(int[][] parts, UnaryOperator<int[]> change) {
    return Arrays.stream(parts).map(change).toArray(int[][]::new);
  }

  private static int least(int rows) {
    return Math.clamp(rows / 25, 30, 160);
  }

  private int[][] surroundings(int[][] all, RandomGenerator random) {
    short[] centre = rows[random.nextInt(rows.length)].point();
    int wide = random.nextInt(3);
    return each(all, part -> surroundings(part, centre, wide));
  }

  private int[] surroundings(int[] all, short[] centre, int wide) {
    long[] order = new long[all.length];
    for (int i = 0; i < all.length; i++) {
      order[i] = (long) Points.apart(space, centre, rows[all[i]].point()) << 32 | all[i];
    }
    Arrays.sort(order);
    return Arrays.stream(order)
        .limit((long) least(all.length) << wide)
        .mapToInt(o -> (int) o)
        .toArray();
  }

  private void collect(
      int[][] family, Seed own, boolean all, Habit habit, List<List<List<float[]>>> scores) {
    Collected collected = new Collected();
    for (int s = 0; s < (all ? 20 : 8) * ends.length; s++) {
      stream(family[s % ends.length], LONG_STREAM, habit, own.child(s).random(), collected);
    }
    for (int s = 0; s < (all ? 60 : 24) * ends.length; s++) {
      stream(family[s % ends.length], SHORT_STREAM, habit, own.child(1000 + s).random(), collected);
    }
    for (int d = 0; d < Detector.SCORED; d++) {
      for (int b = 0; b < ModelBaseline.BUCKETS; b++) {
        float[] found = collected.of(d, b);
        if (all || found.length >= ENOUGH) {
          scores.get(d).get(b).add(found);
        }
      }
    }
  }

  private int[] sorted(int[] family, int coordinate, RandomGenerator random) {
    int[] order = family.clone();
    Shuffles.shuffle(order, random);
    return Arrays.stream(order)
        .boxed()
        .sorted(Comparator.comparingInt((Integer r) -> rows[r].point()[coordinate]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static int[] order(int[] family, int length, Habit habit, RandomGenerator random) {
    if (habit == Habit.SORTED) {
      // Both ends of the order, where the rare rows are, come up as often as they do in batches.
      int last = Math.max(0, family.length - length);
      int from = Math.clamp(random.nextInt(last + length) - length / 2, 0, last);
      return Arrays.copyOfRange(family, from, Math.min(family.length, from + length));
    }
    int[] order = family.clone();
    Shuffles.shuffle(order, random);
    return order;
  }

  /// One benign client.
  private void stream(
      int[] family, int length, Habit habit, RandomGenerator random, Collected collected) {
    History history = new History(space);
    Points.Scratch scratch = new Points.Scratch();
    int[] order = order(family, length, habit, random);
    List<Sighting> pending = new ArrayList<>(); // updated versions of what was asked
    int next = 0;
    int asks = 0; // what-if questions to come
    for (int q = 0; q < length; q++) {
      boolean update = asks-- > 0 || (random.nextDouble() < RETRIES / 2 && !pending.isEmpty());
      if (!update && next == order.length) {
        return;
      }
      Sighting s;
      if (update) {
        s = pending.remove(asks >= 0 ? pending.size() - 1 : random.nextInt(pending.size()));
      } else {
        int row = order[next++];
        s = rows[row];
        pending.addAll(List.of(updates[row]));
        asks = habit == Habit.ADVISER ? random.nextInt(WHAT_IF + 1) : 0;
      }
      int bucket = ModelBaseline.bucket(history.size());
      double[] found = Scores.of(s, history, 0, slack, scratch);
      collected.add(found, bucket);
      history.add(s, 0, random);
    }
  }

  /// Growing arrays of scores.
  private static final class Collected {
    private final float[][] values = new float[Detector.SCORED * ModelBaseline.BUCKETS][16];
    private final int[] counts = new int[Detector.SCORED * ModelBaseline.BUCKETS];

    void add(double[] found, int bucket) {
      for (int d = 0; d < found.length; d++) {
        if (!Double.isNaN(found[d])) {
          add(d, Detector.byHistory(d) ? bucket : 0, (float) found[d]);
        }
      }
    }

    private void add(int detector, int bucket, float score) {
      int at = detector * ModelBaseline.BUCKETS + bucket;
      if (counts[at] == values[at].length) {
        values[at] = Arrays.copyOf(values[at], counts[at] * 2);
      }
      values[at][counts[at]++] = score;
    }

    float[] of(int detector, int bucket) {
      int at = detector * ModelBaseline.BUCKETS + bucket;
      return Arrays.copyOf(values[at], counts[at]);
    }
  }
}
