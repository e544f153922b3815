package dev.gambeson.registry;

import dev.gambeson.registry.catalog.Lineage;
import dev.gambeson.registry.catalog.Parent;
import dev.gambeson.registry.catalog.Version;
import dev.gambeson.registry.metadata.Records;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;

/// Walks the graph of versions, breadth first, each version once. There are no circles: a version's
/// parents exist before it.
final class LineageWalk {
  static final int MAX_STEPS = 10_000;

  private LineageWalk() {}

  static Lineage of(Records records, Version version) {
    List<Lineage.Step> up = walk(records, version, v -> records.parents(v.name(), v.number()));
    List<Lineage.Step> down = walk(records, version, v -> records.children(v.name(), v.number()));
    return new Lineage(
        version,
        records.facts(version.name(), version.number()),
        up,
        down,
        up.size() >= MAX_STEPS || down.size() >= MAX_STEPS);
  }

  private static List<Lineage.Step> walk(
      Records records, Version from, Function<Version, List<Parent>> next) {
    List<Lineage.Step> steps = new ArrayList<>();
    Set<String> seen = new HashSet<>(Set.of(from.label()));
    Queue<Lineage.Step> open = new ArrayDeque<>(List.of(new Lineage.Step(0, from, "", "")));
    while (!open.isEmpty() && steps.size() < MAX_STEPS) {
      Lineage.Step here = open.remove();
      for (Parent parent : next.apply(here.version())) {
        Version version = records.version(parent.name(), parent.number()).orElseThrow();
        Lineage.Step step =
            new Lineage.Step(here.depth() + 1, version, parent.relation(), here.version().label());
        if (seen.add(version.label())) {
          steps.add(step);
          open.add(step);
        }
      }
    }
    return steps;
  }
}
