package dev.gambeson.cli.registry;

import dev.gambeson.registry.VersionDetails;
import dev.gambeson.registry.catalog.Version;
import dev.gambeson.registry.policy.GateReport;
import dev.gambeson.registry.policy.PredicateTypes;
import java.util.ArrayList;
import java.util.List;

/// A version for people.
final class DetailLines {
  private static final int MAX_FILES = 50;

  private DetailLines() {}

  static List<String> of(VersionDetails d) {
    Version v = d.version();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s  %s  %s%s"
            .formatted(v.label(), v.kind().id(), v.stage().id(), v.purged() ? ", purged" : ""));
    lines.add("  manifest   sha256:" + v.manifest());
    lines.add("  added      %s by %s  %s".formatted(v.addedAt(), v.addedBy(), v.note()));
    if (!d.aliases().isEmpty()) {
      lines.add("  aliases    " + String.join(", ", d.aliases()));
    }
    d.parents()
        .forEach(p -> lines.add("  %-10s %s@%d".formatted(p.relation(), p.name(), p.number())));
    d.facts().forEach((k, value) -> lines.add("  %-10s %s".formatted(k, value)));
    lines.add("files (%d, %s):".formatted(v.files(), Show.size(v.bytes())));
    d.manifest().files().stream()
        .limit(MAX_FILES)
        .forEach(f ->
            lines.add(
                "  %s  %s  %s".formatted(f.digest().brief(), f.path(), Show.size(f.bytes()))));
    if (v.files() > MAX_FILES) {
      lines.add("  … " + (v.files() - MAX_FILES) + " more; --format json lists them all");
    }
    lines.add("evidence:");
    d.evidence()
        .forEach(e ->
            lines.add(
                "  %-10s attached %s by %s"
                    .formatted(PredicateTypes.word(e.predicateType()), e.addedAt(), e.addedBy())));
    lines.add("approvals:");
    d.approvals()
        .forEach(a ->
            lines.add(
                "  for %s by %s, %s  %s"
                    .formatted(a.stage().id(), a.person(), a.at(), a.comment())));
    d.next().ifPresent(g -> gate(g, lines));
    return lines;
  }

  private static void gate(GateReport g, List<String> lines) {
    lines.add("to be %s today (%s):".formatted(g.stage().id(), g.open() ? "met" : "not met"));
    g.requirements()
        .forEach(
            r -> lines.add("  %s %s: %s".formatted(r.met() ? "[x]" : "[ ]", r.what(), r.detail())));
  }
}
