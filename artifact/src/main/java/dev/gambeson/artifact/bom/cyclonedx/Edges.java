package dev.gambeson.artifact.bom.cyclonedx;

import dev.gambeson.artifact.bom.Bill;
import dev.gambeson.artifact.bom.ModelPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.cyclonedx.model.Dependency;

/// The graph: the project needs its direct libraries, models and data; a model the data that its
/// card names.
final class Edges {
  private Edges() {}

  static List<Dependency> of(Bill bill) {
    SortedMap<String, SortedSet<String>> all = new TreeMap<>();
    bill.libraries().forEach(l -> all.put(l.purl(), new TreeSet<>()));
    bill.edges().forEach((from, to) -> all.computeIfAbsent(from, _ -> new TreeSet<>()).addAll(to));
    SortedSet<String> root = all.computeIfAbsent(Bill.ROOT, _ -> new TreeSet<>());
    Set<String> data =
        bill.data().stream().map(d -> Parts.safe(d.ref())).collect(Collectors.toSet());
    for (ModelPart model : bill.models()) {
      SortedSet<String> needs = new TreeSet<>();
      model.card().datasets().stream()
          .map(d -> Parts.safe("data:" + d))
          .filter(data::contains)
          .forEach(needs::add);
      all.put(Parts.safe(model.ref()), needs);
      root.add(Parts.safe(model.ref()));
    }
    data.forEach(d -> all.putIfAbsent(d, new TreeSet<>()));
    return written(all);
  }

  private static List<Dependency> written(SortedMap<String, SortedSet<String>> all) {
    List<Dependency> list = new ArrayList<>();
    all.forEach((from, to) -> {
      Dependency dependency = new Dependency(from);
      to.forEach(t -> dependency.addDependency(new Dependency(t)));
      list.add(dependency);
    });
    return list;
  }
}
