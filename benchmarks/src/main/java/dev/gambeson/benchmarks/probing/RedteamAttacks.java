package dev.gambeson.benchmarks.probing;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Shuffles;
import dev.gambeson.core.Workers;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.AuditSubject;
import dev.gambeson.core.model.LabelledRows;
import dev.gambeson.redteam.evasion.Attack;
import dev.gambeson.redteam.evasion.Evasion;
import dev.gambeson.redteam.evasion.Norm;
import dev.gambeson.redteam.evasion.ThreatModel;
import dev.gambeson.redteam.extraction.ExtractionChecks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/// The attacks of `redteam`, run in earnest against the model, and the rows they asked.
final class RedteamAttacks {
  private static final int POOL = 20;
  private static final int BUDGET = 400;

  private RedteamAttacks() {}

  /// One record after the other is attacked; the attacker's first queries label its own twenty
  /// records, which it starts from.
  static List<double[]> evasion(
      World world, Attack attack, Norm norm, double epsilon, int length, RandomGenerator random) {
    Recorder recorder = new Recorder(world.model());
    int[] order = Shuffles.shuffled(world.held().size(), random);
    Rows pool = world.held().rows().select(Arrays.copyOf(order, POOL));
    try (Workers one = new Workers(1)) {
      for (int v = POOL; v < order.length && recorder.rows().size() < length; v++) {
        LabelledRows victim = world.held().select(new int[] {order[v]});
        ThreatModel threat =
            ThreatModel.untargeted(norm, epsilon, 2, BUDGET, new Seed(random.nextLong()));
        new Evasion(recorder, victim.rows(), victim.truth(), pool).run(attack, threat, one);
      }
    }
    List<double[]> rows = recorder.rows();
    return rows.subList(0, Math.min(length, rows.size()));
  }

  /// What the check of extraction asks, by kind of theft.
  ///
  /// @param ranges rows made up from the valid ranges
  /// @param equations one change at a time around one row
  /// @param natural look-alike records
  record Extraction(List<double[]> ranges, List<double[]> equations, List<double[]> natural) {}

  static Extraction extraction(World world, int rows, Seed seed) {
    int[] order = Shuffles.shuffled(world.held().size(), seed.random());
    LabelledRows few =
        new LabelledRows(
            world.held().data(),
            world.held().rows().select(Arrays.copyOf(order, Math.min(rows, order.length))),
            Arrays.stream(order).limit(rows).map(i -> world.held().truth()[i]).toArray());
    Recorder recorder = new Recorder(world.model());
    AuditSubject subject =
        new AuditSubject(
            Path.of(world.name()), recorder, few, Optional.empty(), "label", 1, List.of());
    try (Workers one = new Workers(1)) {
      ExtractionChecks.all()
          .getFirst()
          .run(subject, new CheckContext(Policy.defaults(), seed, one, Progress.silent()));
    }
    return sorted(recorder.blocks(), few.rows());
  }

  private static Extraction sorted(List<Rows> blocks, Rows own) {
    Set<Integer> known = new HashSet<>();
    for (int i = 0; i < own.count(); i++) {
      known.add(Arrays.hashCode(own.row(i)));
    }
    List<double[]> ranges = new ArrayList<>();
    List<double[]> equations = new ArrayList<>();
    List<double[]> natural = new ArrayList<>();
    boolean single = false;
    for (Rows block : blocks) {
      boolean ofOwn = known.contains(Arrays.hashCode(block.row(0)));
      boolean equation = block.count() == 1 || (single && !ofOwn);
      single = block.count() == 1;
      List<double[]> to = equation ? equations : ofOwn ? natural : ranges;
      if (equation || block.count() > to.size()) {
        if (!equation) {
          to.clear(); // the largest of each kind
        }
        for (int i = 0; i < block.count(); i++) {
          to.add(block.row(i));
        }
      }
    }
    return new Extraction(ranges, equations, natural);
  }
}
