package dev.gambeson.data.screen.trigger;

import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Column;
import dev.gambeson.core.data.NumericColumn;
import dev.gambeson.data.screen.ScreenSubject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Finds triggers one after the other: single values first, then pairs and triples among the rows
/// that no accepted trigger explains.
final class TriggerHunt {
  private static final int MOST_RETRAINED = 40;
  private static final int MOST_RANKED = 300;

  private final ScreenSubject subject;
  private final Truth truth;
  private final TriggerSearch search;
  private final Exclusion exclusion;
  private final Optional<Contrast> contrast;
  private final Limits limits;
  private final int fewest;
  private final double[] suspicion;
  private final boolean[] explained;
  private final List<Trigger> triggers = new ArrayList<>();
  private final List<Candidate> ranked = new ArrayList<>();

  /// When a candidate is a trigger.
  ///
  /// @param error probability that an honest table shows any
  /// @param lift share of the label among carriers must exceed what is expected by this much
  /// @param fewest rows that must carry it
  /// @param most share of all rows that may: what more carry is no rare sign of an attacker's
  record Limits(double error, double lift, int fewest, double most) {}

  TriggerHunt(ScreenSubject subject, Truth truth, Limits limits, Seed seed, Workers workers) {
    this.subject = subject;
    this.truth = truth;
    this.limits = limits;
    this.fewest = Math.max(limits.fewest(), subject.size() / 2000);
    Expectation expectation = Expectation.of(subject, truth, seed.child("expected"), workers);
    this.search = new TriggerSearch(columns(), truth, expectation, fewest, workers);
    this.exclusion = new Exclusion(subject, truth, seed.child("excluded"));
    this.contrast = Contrast.of(subject);
    this.suspicion = new double[subject.size()];
    this.explained = new boolean[subject.size()];
  }

  private List<ItemColumn> columns() {
    List<ItemColumn> columns = new ArrayList<>();
    for (String name : subject.featureColumns().stream().distinct().toList()) {
      Column column = subject.data().column(name);
      ItemColumn.values(column, fewest).ifPresent(columns::add);
      if (column instanceof NumericColumn n) {
        ItemColumn.windows(n, Math.max(fewest, subject.size() / 200)).ifPresent(columns::add);
      }
    }
    return columns;
  }

  TriggerHunt run() {
    for (int depth = 1; depth <= search.deepest(); depth++) {
      TriggerSearch.Found found = search.at(depth, explained);
      rank(found.candidates());
      accept(found.candidates(), found.threshold(limits.error()));
    }
    return this;
  }

  private void rank(List<Candidate> candidates) {
    for (Candidate c : candidates.subList(0, Math.min(MOST_RANKED, candidates.size()))) {
      ranked.add(c);
      for (int row : c.carriers(subject.size())) {
        if (truth.codes()[row] == c.target()) {
          suspicion[row] = Math.max(suspicion[row], c.z());
        }
      }
    }
  }

  private void accept(List<Candidate> candidates, double threshold) {
    int retrained = 0;
    for (Candidate c : candidates) {
      Contrast.Word word = word(c, threshold);
      if (word == Contrast.Word.HONEST
          || (c.z() < threshold && word != Contrast.Word.NEW)
          || retrained >= MOST_RETRAINED) {
        continue;
      }
      if (c.n() > limits.most() * subject.size()) {
        continue;
      }
      int[] open = open(c);
      double lowest = lowest(open, c);
      if (lowest < 0.5 || lowest - c.expected() / c.n() < limits.lift()) {
        continue;
      }
      retrained++;
      double expected = exclusion.expected(open, c.target(), c.text());
      if (lowest - expected >= limits.lift()) {
        take(c, expected, open);
      }
    }
  }

  private Contrast.Word word(Candidate c, double threshold) {
    boolean worth =
        c.z() >= threshold || c.lowest(limits.error()) - c.expected() / c.n() >= limits.lift();
    return worth
        ? contrast
            .map(t -> t.on(c, subject.size(), truth.names().get(c.target())))
            .orElse(Contrast.Word.UNKNOWN)
        : Contrast.Word.UNKNOWN;
  }

  /// Labelled carriers that no other trigger explains.
  private int[] open(Candidate c) {
    return Arrays.stream(c.carriers(subject.size()))
        .filter(r -> !explained[r] && truth.codes()[r] >= 0)
        .toArray();
  }

  private double lowest(int[] open, Candidate c) {
    if (open.length < fewest) {
      return 0;
    }
    int hits = (int) Arrays.stream(open).filter(r -> truth.codes()[r] == c.target()).count();
    return new Candidate(c.parts(), c.codes(), c.target(), open.length, hits, 0, 0)
        .lowest(limits.error());
  }

  private void take(Candidate c, double expected, int[] open) {
    int[] held = Arrays.stream(open).filter(r -> truth.codes()[r] == c.target()).toArray();
    for (int row : open) {
      explained[row] = true; // whatever their label: what is left would be picked by its label
    }
    triggers.add(new Trigger(c, expected, held));
  }

  List<Trigger> triggers() {
    return triggers;
  }

  /// The candidates with the highest scores of each depth.
  List<Candidate> ranked() {
    return ranked;
  }

  double[] suspicion() {
    return suspicion;
  }
}
