package dev.gambeson.report;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.Estimate;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Outcome;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.core.Where;
import dev.gambeson.report.internal.Briefing;
import dev.gambeson.report.internal.Inert;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `gambeson/result/1`, described by `gambeson-result-1.schema.json`.
final class JsonRenderer implements Renderer {
  static final String SCHEMA = "gambeson/result/1";

  @Override
  public byte[] render(Result result) {
    Briefing briefing = new Briefing(result);
    ObjectNode root = Json.object();
    root.put("schema", SCHEMA);
    root.putObject("tool").put("name", "gambeson").put("version", result.version());
    root.put("verb", result.verb());
    root.put("seed", result.seed());
    root.put("verdict", result.verdict().name().toLowerCase(Locale.ROOT));
    root.put("exitCode", result.exitCode().code());
    result.command().forEach(root.putArray("command")::add);
    ArrayNode subjects = root.putArray("subjects");
    result.subjects().forEach(s -> subject(subjects.addObject(), s));
    policy(root.putObject("policy"), result.policy());
    ArrayNode outcomes = root.putArray("outcomes");
    result.results().stream()
        .filter(r -> r.outcome().isPresent())
        .forEach(r -> outcome(outcomes.addObject(), r));
    ArrayNode findings = root.putArray("findings");
    result.findings().forEach(j -> finding(findings.addObject(), j, briefing));
    ArrayNode notExamined = root.putArray("notExamined");
    briefing
        .notExamined()
        .forEach(n -> notExamined.addObject().put("name", n.name()).put("reason", n.reason()));
    result.notices().forEach(root.putArray("notices")::add);
    ArrayNode checks = root.putArray("checks");
    result.checks().forEach(c -> check(checks.addObject(), c));
    summary(root.putObject("summary"), result, briefing);
    return Inert.json(Json.write(root)).getBytes(StandardCharsets.UTF_8);
  }

  private static void subject(ObjectNode node, Result.Subject s) {
    node.put("name", s.name()).put("sha256", s.sha256()).put("bytes", s.bytes());
    node.put("kind", s.kind()).put("role", s.role());
    s.verdict().ifPresent(v -> node.put("verdict", v));
    if (!s.members().isEmpty()) {
      ArrayNode members = node.putArray("members");
      s.members().forEach(m -> member(members.addObject(), m));
    }
  }

  private static void member(ObjectNode node, Result.Part part) {
    node.put("name", part.name()).put("kind", part.kind());
    node.put("bytes", part.bytes()).put("verdict", part.verdict());
  }

  private static void policy(ObjectNode node, Policy policy) {
    node.put("failOn", policy.failOn().id()).put("allowInconclusive", policy.allowInconclusive());
    ObjectNode checks = node.putObject("checks");
    new TreeMap<>(policy.checks())
        .forEach((id, c) -> {
          ObjectNode check = checks.putObject(id).put("enabled", c.enabled());
          c.severity().ifPresent(s -> check.put("severity", s.id()));
          ObjectNode parameters = check.putObject("parameters");
          new TreeMap<>(c.parameters()).forEach((k, v) -> Json.put(parameters, k, v));
        });
    ArrayNode suppressions = node.putArray("suppressions");
    policy.suppressions().forEach(s -> suppression(suppressions.addObject(), s));
  }

  private static void suppression(ObjectNode node, Policy.Suppression s) {
    node.put("check", s.check());
    s.aspect().ifPresent(a -> node.put("aspect", a));
    node.put("owner", s.owner()).put("reason", s.reason());
    node.put("expires", s.expires().toString());
  }

  private static void outcome(ObjectNode node, CheckResult r) {
    Outcome outcome = r.outcome().orElseThrow();
    node.put("check", r.check()).put("aspect", r.aspect()).put("outcome", outcome.id());
    node.put("summary", r.summary());
    if (outcome instanceof Outcome.Inconclusive(String reason)) {
      node.put("reason", reason);
    }
    if (!r.estimates().isEmpty()) {
      estimate(node.putObject("estimate"), r.estimates().getFirst());
    }
    ArrayNode estimates = node.putArray("estimates");
    r.estimates().forEach(e -> estimate(estimates.addObject(), e));
    ArrayNode exhibits = node.putArray("exhibits");
    r.exhibits().forEach(e -> ExhibitJson.write(exhibits.addObject(), e));
  }

  private static void estimate(ObjectNode node, Estimate e) {
    node.put("name", e.name());
    Json.put(node, "value", e.value());
    Json.put(node, "low", e.low());
    Json.put(node, "high", e.high());
    node.put("n", e.n()).put("method", e.method());
  }

  private static void finding(ObjectNode node, Result.Judged judged, Briefing briefing) {
    Finding f = judged.finding();
    node.put("check", f.check()).put("aspect", f.aspect()).put("severity", f.severity().id());
    node.put("title", f.title()).put("message", f.message());
    where(node.putObject("where"), f.where());
    node.put("fix", f.fix());
    briefing.refs(f.check()).forEach(node.putArray("refs")::add);
    node.put("fingerprint", f.fingerprint());
    ObjectNode standing = node.putObject("standing");
    switch (judged.standing()) {
      case Result.Standing.Open(String note) -> {
        standing.put("state", "open");
        if (!note.isEmpty()) {
          standing.put("note", note);
        }
      }
      case Result.Standing.Suppressed(Policy.Suppression by) -> {
        standing.put("state", "suppressed");
        suppression(standing.putObject("by"), by);
      }
      case Result.Standing.Baselined _ -> standing.put("state", "baselined");
    }
  }

  private static void where(ObjectNode node, Where w) {
    w.path().ifPresent(p -> node.put("path", p));
    w.row().ifPresent(r -> node.put("row", r));
    w.column().ifPresent(c -> node.put("column", c));
    w.offset().ifPresent(o -> node.put("offset", o));
  }

  private static void check(ObjectNode node, CheckInfo c) {
    node.put("id", c.id()).put("title", c.title()).put("question", c.question());
    node.put("why", c.why()).put("how", c.how()).put("limits", c.limits()).put("fix", c.fix());
    node.put("severity", c.severity().id());
    c.refs().forEach(node.putArray("refs")::add);
    ArrayNode parameters = node.putArray("parameters");
    c.parameters()
        .forEach(p -> {
          ObjectNode parameter = parameters.addObject().put("name", p.name());
          Json.put(parameter, "default", p.byDefault());
          parameter.put("meaning", p.meaning());
        });
  }

  private static void summary(ObjectNode node, Result result, Briefing briefing) {
    result.openBySeverity().forEach((s, n) -> node.put(s.id(), n));
    for (String outcome : new String[] {"pass", "fail", "inconclusive"}) {
      node.put(outcome, result.count(outcome));
    }
    node.put("notExamined", briefing.notExamined().size());
    node.put("suppressed", briefing.suppressed());
    node.put("baselined", briefing.baselined());
    node.put("open", result.openBySeverity().values().stream().mapToInt(Integer::intValue).sum());
    node.put("failing", briefing.open().stream().filter(briefing::blocks).count());
  }
}
