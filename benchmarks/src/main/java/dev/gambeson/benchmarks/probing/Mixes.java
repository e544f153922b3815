package dev.gambeson.benchmarks.probing;

import dev.gambeson.core.data.Feature;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/// Attackers who know that somebody watches.
final class Mixes {
  private Mixes() {}

  /// A stream in which only some queries are the attack's.
  ///
  /// @param rows all of them
  /// @param attackUpTo per query, how many of the attack's came up to it
  @SuppressWarnings("ArrayRecordComponent") // bulk
  record Mix(List<double[]> rows, int[] attackUpTo) {}

  /// The attack hidden among ordinary queries (with their retries), in order, until it is asked
  /// completely or the stream is long enough.
  static Mix hidden(
      World world, List<double[]> attack, double share, int longest, RandomGenerator random) {
    List<double[]> ordinary =
        Benign.stream(world, new Benign.Habit(false, 0.075, 0.075, false), longest, random);
    List<double[]> rows = new ArrayList<>();
    int[] upTo = new int[longest];
    int a = 0;
    int b = 0;
    while (a < attack.size() && rows.size() < longest) {
      rows.add(random.nextDouble() < share ? attack.get(a++) : ordinary.get(b++));
      upTo[rows.size() - 1] = a;
    }
    return new Mix(rows, upTo);
  }

  /// Ordinary queries with a share of the attack's while the client is learnt, the attack alone
  /// afterwards. Counted is what is asked after the first 500.
  static Mix poisoned(
      World world, List<double[]> attack, double share, int learning, RandomGenerator random) {
    Mix first = hidden(world, attack, share, learning, random);
    List<double[]> rows = new ArrayList<>(first.rows());
    int used = first.attackUpTo()[rows.size() - 1];
    rows.addAll(attack.subList(used, attack.size()));
    int[] upTo = new int[rows.size()];
    for (int q = 0; q < upTo.length; q++) {
      upTo[q] = Math.max(0, q + 1 - learning);
    }
    return new Mix(rows, upTo);
  }

  /// The attack in batches, each in the order of one feature: what a sorted batch of records looks
  /// like.
  static List<double[]> inOrder(List<double[]> attack, int batch, RandomGenerator random) {
    List<double[]> out = new ArrayList<>();
    for (int from = 0; from < attack.size(); from += batch) {
      int f = random.nextInt(attack.getFirst().length);
      attack.subList(from, Math.min(attack.size(), from + batch)).stream()
          .sorted(Comparator.comparingDouble(r -> r[f]))
          .forEach(out::add);
    }
    return out;
  }

  /// The attack with its first number rising slowly over its range, again every hundred queries.
  static List<double[]> ramp(World world, List<double[]> attack) {
    List<Feature> features = world.model().features().features();
    int f = 0;
    while (!(features.get(f) instanceof Feature.Numeric)) {
      f++;
    }
    Feature.Numeric n = (Feature.Numeric) features.get(f);
    List<double[]> out = new ArrayList<>();
    for (int q = 0; q < attack.size(); q++) {
      double[] row = attack.get(q).clone();
      double v = n.min() + (n.max() - n.min()) * (q % 100) / 100;
      row[f] = n.integer() ? Math.rint(v) : v;
      out.add(row);
    }
    return out;
  }

  /// The attack dealt over several accounts.
  static List<List<double[]>> dealt(List<double[]> attack, int accounts) {
    List<List<double[]>> streams = new ArrayList<>();
    for (int a = 0; a < accounts; a++) {
      streams.add(new ArrayList<>());
    }
    for (int q = 0; q < attack.size(); q++) {
      streams.get(q % accounts).add(attack.get(q));
    }
    return streams;
  }
}
