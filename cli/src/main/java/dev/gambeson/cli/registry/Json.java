package dev.gambeson.cli.registry;

import dev.gambeson.registry.VersionDetails;
import dev.gambeson.registry.catalog.HistoryLine;
import dev.gambeson.registry.catalog.Lineage;
import dev.gambeson.registry.catalog.LiveSpan;
import dev.gambeson.registry.catalog.Parent;
import dev.gambeson.registry.catalog.Version;
import dev.gambeson.registry.policy.GateReport;
import java.util.Map;

/// The registry's results as JSON for machines.
final class Json {
  private Json() {}

  static Map<String, Object> version(Version v) {
    return Show.object(
        "name", v.name(),
        "number", v.number(),
        "kind", v.kind().id(),
        "stage", v.stage().id(),
        "manifest", v.manifest().hex(),
        "files", v.files(),
        "bytes", v.bytes(),
        "addedAt", v.addedAt().toString(),
        "addedBy", v.addedBy(),
        "note", v.note(),
        "purged", v.purged());
  }

  static Map<String, Object> details(VersionDetails d) {
    Map<String, Object> json = version(d.version());
    json.put("aliases", d.aliases());
    json.put("madeOf", d.parents().stream().map(Json::parent).toList());
    json.put("facts", d.facts());
    json.put(
        "content",
        d.manifest().files().stream()
            .map(f -> Show.object("path", f.path(), "sha256", f.digest().hex(), "bytes", f.bytes()))
            .toList());
    json.put(
        "evidence",
        d.evidence().stream()
            .map(e ->
                Show.object(
                    "type", e.predicateType(),
                    "sha256", e.digest().hex(),
                    "addedAt", e.addedAt().toString(),
                    "addedBy", e.addedBy()))
            .toList());
    json.put(
        "approvals",
        d.approvals().stream()
            .map(a ->
                Show.object(
                    "stage", a.stage().id(),
                    "person", a.person(),
                    "at", a.at().toString(),
                    "comment", a.comment()))
            .toList());
    d.next().ifPresent(g -> json.put("next", gate(g)));
    return json;
  }

  private static Map<String, Object> gate(GateReport g) {
    return Show.object(
        "stage", g.stage().id(),
        "open", g.open(),
        "requirements",
            g.requirements().stream()
                .map(r -> Show.object("what", r.what(), "met", r.met(), "detail", r.detail()))
                .toList());
  }

  private static Map<String, Object> parent(Parent p) {
    return Show.object("name", p.name(), "number", p.number(), "relation", p.relation());
  }

  static Map<String, Object> line(HistoryLine l) {
    return Show.object(
        "sequence", l.sequence(),
        "at", l.deed().at().toString(),
        "actor", l.deed().actor(),
        "action", l.deed().action(),
        "name", l.deed().name(),
        "number", l.deed().number(),
        "from", l.deed().from(),
        "to", l.deed().to(),
        "reason", l.deed().reason(),
        "digest", l.deed().digest(),
        "ledgerIndex", l.ledgerIndex());
  }

  static Map<String, Object> span(LiveSpan s) {
    return Show.object(
        "number", s.number(),
        "from", s.from().toString(),
        "until", s.until().map(Object::toString).orElse(""),
        "by", s.by(),
        "how", s.how());
  }

  static Map<String, Object> lineage(Lineage l) {
    return Show.object(
        "version", version(l.version()),
        "facts", l.facts(),
        "ancestors", l.ancestors().stream().map(Json::step).toList(),
        "descendants", l.descendants().stream().map(Json::step).toList(),
        "cut", l.cut());
  }

  private static Map<String, Object> step(Lineage.Step s) {
    return Show.object(
        "depth", s.depth(),
        "name", s.version().name(),
        "number", s.version().number(),
        "stage", s.version().stage().id(),
        "relation", s.relation(),
        "via", s.via());
  }
}
