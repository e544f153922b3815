package dev.gambeson.data.screen.trigger;

import dev.gambeson.core.Workers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/// The search for values, pairs and triples of values whose carriers have one label far more often
/// than the rest of their rows lets expect.
final class TriggerSearch {
  private static final long MAX_CELLS = 150_000_000L; // rows x combinations that are looked at

  private static final int FEWEST_ELSEWHERE = 10;

  private final List<ItemColumn> exact;
  private final List<ItemColumn> windows;
  private final Truth truth;
  private final Expectation expectation;
  private final int fewest;
  private final Workers workers;

  /// @param columns exact values and windows
  /// @param fewest rows below which a value is not looked at
  TriggerSearch(
      List<ItemColumn> columns, Truth truth, Expectation expectation, int fewest, Workers workers) {
    this.exact = columns.stream().filter(c -> !c.window()).toList();
    this.windows = columns.stream().filter(ItemColumn::window).toList();
    this.truth = truth;
    this.expectation = expectation;
    this.fewest = fewest;
    this.workers = workers;
  }

  /// What was found.
  ///
  /// @param candidates all that were looked at with a positive score, the highest score first
  /// @param looked number of value and class pairs looked at
  record Found(List<Candidate> candidates, long looked) {
    Found {
      candidates = List.copyOf(candidates);
    }

    /// The score that one of as many honest candidates exceeds with this probability (Bonferroni).
    double threshold(double error) {
      return NormalDistribution.of(0, 1).inverseSurvivalProbability(error / Math.max(1, looked));
    }
  }

  /// Largest number of columns whose values can be taken together at this size of table.
  int deepest() {
    long d = exact.size();
    long rows = Math.max(1, truth.codes().length);
    if (d * (d - 1) * (d - 2) / 6 * rows <= MAX_CELLS) {
      return 3;
    }
    return d * (d - 1) / 2 * rows <= MAX_CELLS ? 2 : 1;
  }

  /// Looks at single values and windows (1), pairs (2) or triples (3) of exact values.
  ///
  /// @param explained rows that an accepted trigger explains already
  Found at(int depth, boolean[] explained) {
    Combination.Tally tally = new Combination.Tally(fewest, truth, expectation, explained);
    List<Combination> singles =
        Stream.concat(exact.stream(), depth == 1 ? windows.stream() : Stream.empty())
            .map(c -> Combination.of(c, tally))
            .toList();
    List<Combination> all =
        depth == 1
            ? singles
            : workers.map(singles.size(), i -> from(singles, i, depth, tally)).stream()
                .flatMap(List::stream)
                .toList();
    return judged(all, depth == 1 ? Map.of() : excesses(singles));
  }

  private List<Combination> from(
      List<Combination> singles, int first, int depth, Combination.Tally tally) {
    List<Combination> out = new ArrayList<>();
    for (int second = first + 1; second < singles.size(); second++) {
      Combination pair = singles.get(first).with(exact.get(second), tally);
      if (depth == 2) {
        out.add(pair);
      } else if (!pair.items().isEmpty()) {
        for (int third = second + 1; third < singles.size(); third++) {
          out.add(pair.with(exact.get(third), tally));
        }
      }
    }
    return out;
  }

  /// Excess of each single value by column, value and class: what a combination must exceed.
  @SuppressWarnings("IdentityHashMapUsage") // columns are told apart by identity
  private static Map<ItemColumn, Combination> excesses(List<Combination> singles) {
    Map<ItemColumn, Combination> by = new IdentityHashMap<>();
    singles.forEach(s -> by.put(s.parts().getFirst(), s));
    return by;
  }

  private Found judged(List<Combination> all, Map<ItemColumn, Combination> singles) {
    List<Combination> raised = all.stream().map(c -> raise(c, singles)).toList();
    List<Candidate> found = new ArrayList<>();
    long looked = 0;
    for (int c = 0; c < truth.classes(); c++) {
      int target = c;
      double pooled = Excess.pooled(raised.stream().map(r -> r.residuals(target)).toList());
      for (Combination combination : raised) {
        looked += combination.items().size();
        found.addAll(candidates(combination, c, pooled));
      }
    }
    found.sort(Comparator.comparingDouble(Candidate::z).reversed());
    return new Found(found, looked);
  }

  private List<Candidate> candidates(Combination combination, int c, double pooled) {
    double[] scores = combination.residuals(c).scores(pooled);
    return IntStream.range(0, scores.length)
        .filter(value -> scores[value] > 0 && combination.n()[value] >= fewest)
        .mapToObj(value ->
            new Candidate(
                combination.parts(),
                combination.items().get(value),
                c,
                combination.n()[value],
                combination.hits()[c][value],
                combination.expected()[c][value],
                scores[value]))
        .toList();
  }

  /// A combination must beat its parts: what one of them calls up without the others is expected of
  /// it.
  private static Combination raise(Combination c, Map<ItemColumn, Combination> singles) {
    if (singles.isEmpty()) {
      return c;
    }
    double[][] expected = new double[c.expected().length][];
    for (int k = 0; k < expected.length; k++) {
      expected[k] = c.expected()[k].clone();
      for (int value = 0; value < expected[k].length; value++) {
        double most = 0;
        for (int p = 0; p < c.parts().size(); p++) {
          Combination single = singles.get(c.parts().get(p));
          most = single == null ? most : Math.max(most, elsewhere(c, single, k, value, p));
        }
        expected[k][value] = Math.min(c.n()[value], expected[k][value] + most * c.n()[value]);
      }
    }
    return new Combination(c.parts(), c.codes(), c.items(), c.n(), c.hits(), expected);
  }

  /// Excess of a part among the rows that carry it but not the whole combination.
  private static double elsewhere(Combination c, Combination single, int k, int value, int p) {
    int part = c.items().get(value).get(p);
    int n = single.n()[part] - c.n()[value];
    double hits = single.hits()[k][part] - c.hits()[k][value];
    double expected = single.expected()[k][part] - c.expected()[k][value];
    return n < FEWEST_ELSEWHERE ? 0 : (hits - expected) / n;
  }
}
