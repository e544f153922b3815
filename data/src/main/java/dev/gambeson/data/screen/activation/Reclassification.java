package dev.gambeson.data.screen.activation;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.screen.Neighbours;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Reclassification: what does a learner that is not the model say about its suspects? The learner
/// is 10 nearest neighbours in the plain inputs, never in the activations: there, a poisoned model
/// has made the poison look like its label.
///
/// To judge a class, suspects may answer for each other: poison is few among the rows it was made
/// from, while an honest half of a class, left out, looks like another class to what remains
/// (measured on clean digits: 59 % against 24 %). To hold rows of a class that was judged, they are
/// left out, as in Chen et al. 2018, section 4.2.
final class Reclassification {
  static final int NEIGHBOURS = 10;
  private static final int ASK = 150;
  private static final int REFERENCE = 4000;

  private final Rows inputs;
  private final int[] labels;
  private final Seed seed;
  private final Workers workers;

  Reclassification(Rows inputs, int[] labels, Seed seed, Workers workers) {
    this.inputs = inputs;
    this.labels = labels;
    this.seed = seed;
    this.workers = workers;
  }

  /// Share of rows whose neighbours outside the suspects mostly have another label.
  ///
  /// @param asked rows to ask about, a sample of them when they are many
  /// @param suspects rows that may not answer
  Intervals.Share disagreeing(int[] asked, boolean[] suspects, String name) {
    Seed own = seed.child(name);
    int[] some = sample(asked, ASK, own);
    boolean[] disagree = disagree(some, suspects, own);
    long hits = IntStream.range(0, disagree.length).filter(i -> disagree[i]).count();
    return new Intervals.Share((double) hits, (double) some.length);
  }

  /// For each of the rows, whether its neighbours outside the suspects mostly have another label.
  boolean[] disagree(int[] asked, boolean[] suspects, Seed own) {
    int[] outside =
        IntStream.range(0, labels.length).filter(r -> labels[r] >= 0 && !suspects[r]).toArray();
    boolean[] out = new boolean[asked.length];
    if (outside.length < NEIGHBOURS || asked.length == 0) {
      return out;
    }
    int[] reference = sample(outside, REFERENCE, own.child("reference"));
    Neighbours near =
        Neighbours.of(inputs.select(asked), inputs.select(reference), NEIGHBOURS + 1, workers);
    for (int i = 0; i < asked.length; i++) {
      int same = 0;
      int seen = 0;
      for (int rank = 0; rank < near.k() && seen < NEIGHBOURS; rank++) {
        int other = reference[near.index(i, rank)];
        if (other != asked[i]) {
          seen++;
          same += labels[other] == labels[asked[i]] ? 1 : 0;
        }
      }
      out[i] = 2 * same < seen;
    }
    return out;
  }

  private static int[] sample(int[] from, int most, Seed seed) {
    int[] some = from.length <= most ? from.clone() : Shuffles.sample(from, most, seed.random());
    Arrays.sort(some);
    return some;
  }
}
