package dev.gambeson.redteam.evasion;

import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Runs attacks against a model: cuts the rows into chunks, attacks the ones it classifies
/// correctly, and verifies what the attacks claim. The result is the same on any number of threads.
public final class Evasion {
  private final ScoredClassifier model;
  private final MoveSpace space;
  private final Rows rows;
  private final int[] truth;
  private final int[] predicted;
  private final StartPool pool;

  /// @param model the model
  /// @param rows rows to attack
  /// @param truth true class of each
  /// @param pool rows to start from, for attacks that need a start; may be the attacked rows
  public Evasion(ScoredClassifier model, Rows rows, int[] truth, Rows pool) {
    this.model = model;
    this.space = new MoveSpace(model.features());
    this.rows = rows;
    this.truth = truth.clone();
    this.predicted = labels(model, rows);
    this.pool = StartPool.of(model, pool);
  }

  private static int[] labels(ScoredClassifier model, Rows rows) {
    Questions all = new Questions(rows.width());
    for (int i = 0; i < rows.count(); i++) {
      all.add(0, rows.row(i));
    }
    return new QueryMeter(model, 1, Integer.MAX_VALUE).labels(all);
  }

  /// The model's predictions before any attack.
  public int[] predicted() {
    return predicted.clone();
  }

  /// Attacks every row.
  public AttackResult run(Attack attack, ThreatModel threat, Workers workers) {
    return run(attack, threat, workers, new boolean[rows.count()]);
  }

  private AttackResult run(Attack attack, ThreatModel threat, Workers workers, boolean[] skipped) {
    int[] right =
        IntStream.range(0, rows.count())
            .filter(i -> predicted[i] == truth[i] && !threat.reached(predicted[i], truth[i]))
            .filter(i -> !skipped[i])
            .toArray();
    // The size of a chunk follows from the number of rows only, never from the number of threads.
    int size = Math.clamp((right.length + 7) / 8, 16, 128);
    int chunks = (right.length + size - 1) / size;
    RowResult[] results = new RowResult[rows.count()];
    for (int i = 0; i < results.length; i++) {
      results[i] =
          new RowResult(i, RowOutcome.ALREADY_WRONG, Optional.empty(), Distances.NONE, 0, false);
    }
    workers
        .map(chunks, c -> attack(attack, threat, slice(right, c * size, size)))
        .forEach(part -> part.forEach(r -> results[r.row()] = r));
    return new AttackResult(attack.name(), threat, List.of(results));
  }

  private static int[] slice(int[] all, int from, int size) {
    return Arrays.copyOfRange(all, from, Math.min(all.length, from + size));
  }

  private List<RowResult> attack(Attack attack, ThreatModel threat, int[] chosen) {
    double[][] originals = IntStream.of(chosen).mapToObj(rows::row).toArray(double[][]::new);
    int[] classes = IntStream.of(chosen).map(i -> truth[i]).toArray();
    QueryMeter meter = new QueryMeter(model, chosen.length, threat.queryBudget());
    Chunk chunk = new Chunk(chosen, originals, classes, space, threat, pool, meter);
    return verify(chunk, attack.search(chunk));
  }

  /// Asks the model again about every claimed row, in blocks that have nothing to do with those of
  /// the attack, and checks it against the threat model.
  private List<RowResult> verify(Chunk chunk, Found[] found) {
    Questions claims = new Questions(space.width());
    for (int i = 0; i < found.length; i++) {
      claims.add(i, found[i].row().orElse(chunk.originals()[i]));
    }
    int[] labels = new QueryMeter(model, found.length, 1).labels(claims);
    List<RowResult> results = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      results.add(verify(chunk, i, found[i], labels[i]));
    }
    return results;
  }

  private RowResult verify(Chunk chunk, int i, Found found, int label) {
    int row = chunk.rows()[i];
    int queries = chunk.meter().used(i);
    if (found.row().isEmpty()) {
      return new RowResult(
          row, found.otherwise(), Optional.empty(), Distances.NONE, queries, found.flat());
    }
    double[] adversarial = found.row().get().clone();
    Distances distances = space.distances(chunk.originals()[i], adversarial);
    boolean valid =
        space.violation(chunk.originals()[i], adversarial).isEmpty()
            && distances.categorical() <= chunk.threat().maxCategorical()
            && chunk.reached(label, i);
    boolean near = distances.in(chunk.threat().norm()) <= chunk.threat().epsilon();
    RowOutcome outcome = valid ? near ? RowOutcome.FOOLED : RowOutcome.HELD : RowOutcome.INVALID;
    return new RowResult(row, outcome, Optional.of(adversarial), distances, queries, found.flat());
  }
}
