package dev.gambeson.data.screen.trigger;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.stats.Intervals;
import dev.gambeson.data.screen.Neighbours;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Finds patches one after the other: the mark with the highest bound whose carriers look like
/// another class; then the next among the images that no patch explains.
final class PatchHunt {
  private static final int MOST_ASKED =
      300; // marks whose carriers are compared to their neighbours
  private static final int CARRIERS = 200;
  private static final int FEW = 24;
  private static final double UNASKED = 0.1; // a mark whose neighbours were not asked ranks below
  private static final int REFERENCE = 8000;
  private static final int NEIGHBOURS = 10;

  private final Pixels pixels;
  private final Truth truth;
  private final Limits limits;
  private final Seed seed;
  private final Workers workers;
  private final boolean[] explained;
  private final double[] suspicion;
  private final List<Patch> patches = new ArrayList<>();
  private final int[] reference;
  private final Rows pooled;
  private MarkSearch.Found found = new MarkSearch.Found(List.of(), 0);

  /// When a mark is a trigger.
  ///
  /// @param error probability that an honest table shows any, as far as the bounds go
  /// @param lift lower bound of the label's share must exceed what neighbours say by this much
  /// @param fewest images that must carry it
  record Limits(double error, double lift, int fewest) {}

  /// An accepted patch.
  ///
  /// @param marked its leading mark
  /// @param expected share of the label among the nearest images that do not carry it
  /// @param alike marks carried by nearly the same images, the leading one first
  /// @param held images that carry it with its label
  @SuppressWarnings("ArrayRecordComponent") // row indices, passed along without copies
  record Patch(MarkSearch.Marked marked, double expected, List<Mark> alike, int[] held) {
    Patch {
      alike = List.copyOf(alike);
    }
  }

  PatchHunt(Pixels pixels, Truth truth, Limits limits, Seed seed, Workers workers) {
    this.pixels = pixels;
    this.truth = truth;
    this.limits = limits;
    this.seed = seed;
    this.workers = workers;
    this.explained = new boolean[pixels.count()];
    this.suspicion = new double[pixels.count()];
    int[] labelled = truth.labelled();
    this.reference =
        labelled.length <= REFERENCE
            ? labelled
            : Shuffles.sample(labelled, REFERENCE, seed.child("reference").random());
    Arrays.sort(reference);
    this.pooled = pixels.pooled(reference);
  }

  PatchHunt run() {
    found = new MarkSearch(pixels, truth, limits.fewest(), workers).run(limits.error());
    double[] base = base();
    int asked = 0;
    for (MarkSearch.Marked m : found.best()) {
      boolean[] carriers = m.mark().carriers(pixels);
      int[] open = open(carriers);
      double lowest = lowest(open, m.target());
      boolean worth = lowest >= 0.5 && lowest - base[m.target()] >= limits.lift();
      if (!worth || asked >= MOST_ASKED) {
        rank(m, carriers, UNASKED * (m.lowest() - base[m.target()]));
        continue;
      }
      asked++;
      double expected = expected(open, carriers, m, lowest);
      rank(m, carriers, lowest - expected);
      if (lowest - expected >= limits.lift()) {
        take(m, expected, open);
      }
    }
    return this;
  }

  private double[] base() {
    int[] counts = truth.counts();
    double all = Math.max(1, IntStream.of(counts).sum());
    return Arrays.stream(counts).mapToDouble(c -> c / all).toArray();
  }

  private void rank(MarkSearch.Marked m, boolean[] carriers, double score) {
    for (int i = 0; i < carriers.length; i++) {
      if (carriers[i] && truth.codes()[i] == m.target()) {
        suspicion[i] = Math.max(suspicion[i], score);
      }
    }
  }

  private int[] open(boolean[] carriers) {
    return IntStream.range(0, carriers.length)
        .filter(i -> carriers[i] && !explained[i] && truth.codes()[i] >= 0)
        .toArray();
  }

  private double lowest(int[] open, int target) {
    if (open.length < limits.fewest()) {
      return 0;
    }
    int hits = (int) Arrays.stream(open).filter(i -> truth.codes()[i] == target).count();
    double error = Math.max(1e-12, limits.error() / Math.max(1, found.looked()));
    return MarkSearch.lowest(hits, open.length, Intervals.z(1 - 2 * error));
  }

  /// Share of the label among the nearest images, in pooled pixels, that do not carry the mark. A
  /// few carriers are asked first: honest strokes look like their label and are told at once.
  private double expected(int[] open, boolean[] carriers, MarkSearch.Marked m, double lowest) {
    Seed own = seed.child(m.mark().kind().name()).child(m.mark().position());
    int[] asked =
        open.length <= CARRIERS ? open.clone() : Shuffles.sample(open, CARRIERS, own.random());
    double few = around(Arrays.copyOf(asked, Math.min(FEW, asked.length)), carriers, m.target());
    return lowest - few < limits.lift() / 2 ? few : around(asked, carriers, m.target());
  }

  private double around(int[] asked, boolean[] carriers, int target) {
    int[] others =
        IntStream.range(0, reference.length).filter(r -> !carriers[reference[r]]).toArray();
    if (others.length < NEIGHBOURS) {
      return Double.NaN;
    }
    Neighbours near =
        Neighbours.of(pixels.pooled(asked), pooled.select(others), NEIGHBOURS, workers);
    int hits = 0;
    for (int i = 0; i < asked.length; i++) {
      for (int rank = 0; rank < near.k(); rank++) {
        hits += truth.codes()[reference[others[near.index(i, rank)]]] == target ? 1 : 0;
      }
    }
    return (double) hits / (asked.length * near.k());
  }

  private void take(MarkSearch.Marked m, double expected, int[] open) {
    int[] held = Arrays.stream(open).filter(i -> truth.codes()[i] == m.target()).toArray();
    for (int i : open) {
      explained[i] = true;
    }
    patches.add(new Patch(m, expected, alike(m, open), held));
  }

  /// Other marks that at least four fifths of the same images, and few others, carry.
  @SuppressWarnings("ReferenceEquality") // all but this very mark
  private List<Mark> alike(MarkSearch.Marked first, int[] open) {
    List<Mark> alike = new ArrayList<>(List.of(first.mark()));
    for (MarkSearch.Marked m : found.best()) {
      if (m.target() == first.target() && m != first && m.mark().kind() == Mark.Kind.BAND) {
        boolean[] carriers = m.mark().carriers(pixels);
        long both = Arrays.stream(open).filter(i -> carriers[i]).count();
        if (both >= 0.8 * open.length && both >= 0.8 * m.n()) {
          alike.add(m.mark());
        }
      }
    }
    return alike;
  }

  List<Patch> patches() {
    return patches;
  }

  MarkSearch.Found found() {
    return found;
  }

  double[] suspicion() {
    return suspicion;
  }
}
