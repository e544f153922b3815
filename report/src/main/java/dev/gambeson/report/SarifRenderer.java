package dev.gambeson.report;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.ExitCode;
import dev.gambeson.core.Finding;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Taxonomy;
import dev.gambeson.core.Where;
import dev.gambeson.report.internal.Briefing;
import dev.gambeson.report.internal.Inert;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// SARIF 2.1.0, one run. Every result has a physical location, because consumers reject a whole
/// file for one that lacks it; what could not be answered becomes a notification and makes
/// `executionSuccessful` false, because SARIF has no other way to say that silence is no pass.
final class SarifRenderer implements Renderer {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  @Override
  public byte[] render(Result result) {
    Briefing briefing = new Briefing(result);
    ObjectNode root = Json.object();
    root.put("$schema", SCHEMA).put("version", "2.1.0");
    ObjectNode run = root.putArray("runs").addObject();
    List<CheckInfo> rules = result.checks();
    ObjectNode driver = run.putObject("tool").putObject("driver");
    driver.put("name", "Gambeson").put("version", result.version());
    driver.put("fullName", "Gambeson, security for machine-learning systems");
    ArrayNode list = driver.putArray("rules");
    rules.forEach(r -> rule(list.addObject(), r, result.policy()));
    run.putObject("automationDetails").put("id", "gambeson/" + result.verb() + "/");
    run.put("columnKind", "unicodeCodePoints");
    invocation(run.putArray("invocations").addObject(), result, briefing, index(rules));
    ArrayNode artifacts = run.putArray("artifacts");
    result.subjects().forEach(s -> artifact(artifacts.addObject(), s));
    ArrayNode results = run.putArray("results");
    new SarifResults(result, briefing, index(rules)).write(results);
    properties(run.putObject("properties"), result);
    return Inert.json(Json.write(root)).getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Integer> index(List<CheckInfo> rules) {
    Map<String, Integer> index = new HashMap<>();
    for (int i = 0; i < rules.size(); i++) {
      index.putIfAbsent(rules.get(i).id(), i);
    }
    return index;
  }

  private static void properties(ObjectNode node, Result result) {
    node.put("verdict", new Briefing(result).word()).put("seed", result.seed());
    node.put("failOn", result.policy().failOn().id());
  }

  private static void rule(ObjectNode node, CheckInfo info, Policy policy) {
    Severity severity = policy.severity(info);
    node.put("id", info.id()).put("name", name(info.title()));
    node.putObject("shortDescription").put("text", info.title());
    node.putObject("fullDescription").put("text", info.question() + " " + info.why());
    ObjectNode help = node.putObject("help");
    help.put("text", help(info, "\n\n", ""));
    help.put("markdown", help(info, "\n\n", "**"));
    node.putObject("defaultConfiguration").put("level", SarifResults.level(severity));
    ObjectNode properties = node.putObject("properties");
    ArrayNode tags = properties.putArray("tags").add("security").add("machine-learning");
    for (String ref : info.refs()) {
      tags.add(ref);
    }
    properties.put("security-severity", SarifResults.score(severity));
    properties.put("problem.severity", SarifResults.problem(severity));
    ArrayNode references = properties.putArray("references");
    info.refs().stream()
        .flatMap(r -> Taxonomy.find(r).stream())
        .forEach(e ->
            references.addObject().put("id", e.id()).put("title", e.title()).put("url", e.url()));
  }

  private static String help(CheckInfo info, String gap, String strong) {
    return strong
        + "Question."
        + strong
        + " "
        + info.question()
        + gap
        + strong
        + "Why it matters."
        + strong
        + " "
        + info.why()
        + gap
        + strong
        + "How it is measured."
        + strong
        + " "
        + info.how()
        + gap
        + strong
        + "Limits."
        + strong
        + " "
        + info.limits()
        + gap
        + strong
        + "What to do."
        + strong
        + " "
        + info.fix()
        + gap
        + "gambeson explain "
        + info.id();
  }

  /// `Evasion under a budget` becomes `EvasionUnderABudget`.
  private static String name(String title) {
    StringBuilder name = new StringBuilder();
    for (String word : title.split("[^\\p{L}\\p{N}]+", -1)) {
      if (!word.isEmpty()) {
        name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return name.isEmpty() ? "Check" : name.toString();
  }

  private static void invocation(
      ObjectNode node, Result result, Briefing briefing, Map<String, Integer> index) {
    boolean open = !briefing.inconclusive().isEmpty() && !result.policy().allowInconclusive();
    boolean nothing = result.exitCode() == ExitCode.NOTHING_EXAMINED;
    node.put("executionSuccessful", !open && !nothing);
    node.put("exitCode", result.exitCode().code());
    node.put("exitCodeDescription", result.exitCode().meaning());
    node.put("commandLine", String.join(" ", result.command()));
    ArrayNode notes = node.putArray("toolExecutionNotifications");
    for (CheckResult r : briefing.inconclusive()) {
      ObjectNode note = notes.addObject().put("level", open ? "error" : "warning");
      note.putObject("message")
          .put("text", "Inconclusive: " + briefing.label(r) + ". " + r.summary());
      if (index.containsKey(r.check())) {
        note.putObject("associatedRule").put("id", r.check()).put("index", index.get(r.check()));
      }
    }
    for (String notice : result.notices()) {
      notes.addObject().put("level", "note").putObject("message").put("text", notice);
    }
    for (Result.NotExamined n : briefing.notExamined()) {
      ObjectNode note = notes.addObject().put("level", "note");
      note.putObject("message").put("text", "Not examined: " + n.name() + ". " + n.reason());
    }
  }

  private static void artifact(ObjectNode node, Result.Subject s) {
    node.putObject("location").put("uri", SarifResults.uri(s.name()));
    node.put("length", s.bytes());
    node.putObject("hashes").put("sha-256", s.sha256());
    node.putObject("properties").put("kind", s.kind()).put("role", s.role());
  }

  /// Findings as SARIF results.
  private record SarifResults(Result result, Briefing briefing, Map<String, Integer> index) {

    void write(ArrayNode results) {
      boolean compared = briefing.baselined() > 0;
      for (Result.Judged judged : result.findings()) {
        finding(results.addObject(), judged, compared);
      }
    }

    private void finding(ObjectNode node, Result.Judged judged, boolean compared) {
      Finding f = judged.finding();
      node.put("ruleId", f.check());
      if (index.containsKey(f.check())) {
        node.put("ruleIndex", index.get(f.check()));
      }
      node.put("level", level(f.severity()));
      node.putObject("message")
          .put("text", plain(f.title() + ". " + f.message() + "\n\nWhat to do: " + f.fix()));
      location(node.putArray("locations").addObject(), f.where());
      node.putObject("partialFingerprints").put("gambeson/v1", f.fingerprint());
      suppressions(node.putArray("suppressions"), judged.standing());
      if (compared && !(judged.standing() instanceof Result.Standing.Suppressed)) {
        node.put("baselineState", judged.counts() ? "new" : "unchanged");
      }
      node.putObject("properties").put("severity", f.severity().id()).put("aspect", f.aspect());
    }

    /// SARIF reads `[text](target)` in a plain message as a link (section 3.11.6): content makes
    /// none.
    private static String plain(String text) {
      return text.replace("](", "] (");
    }

    /// Present on every result, empty when it counts, as section 3.27.23 asks. A baselined finding
    /// is marked too, so that a consumer without baselines agrees with our exit code.
    private static void suppressions(ArrayNode node, Result.Standing standing) {
      switch (standing) {
        case Result.Standing.Open _ -> {}
        case Result.Standing.Suppressed(Policy.Suppression by) ->
            suppression(
                node, "%s (owner %s, until %s)".formatted(by.reason(), by.owner(), by.expires()));
        case Result.Standing.Baselined _ ->
            suppression(node, "In the baseline: known from an earlier run, no worse today.");
      }
    }

    private static void suppression(ArrayNode node, String justification) {
      node.addObject()
          .put("kind", "external")
          .put("status", "accepted")
          .put("justification", justification);
    }

    private void location(ObjectNode node, Where where) {
      ObjectNode physical = node.putObject("physicalLocation");
      String path =
          where
              .path()
              .or(() -> briefing.mainSubject().map(Result.Subject::name))
              .orElse("gambeson.yaml");
      physical.putObject("artifactLocation").put("uri", uri(path));
      if (where.row().isPresent()) {
        physical.putObject("region").put("startLine", where.row().getAsLong() + 1);
      } else if (where.offset().isPresent()) {
        physical.putObject("region").put("byteOffset", where.offset().getAsLong());
      } else {
        physical.putObject("region").put("startLine", 1);
      }
      where
          .column()
          .ifPresent(c ->
              node.putArray("logicalLocations").addObject().put("name", c).put("kind", "column"));
    }

    static String level(Severity s) {
      return switch (s) {
        case CRITICAL, HIGH -> "error";
        case MEDIUM -> "warning";
        case LOW, INFO -> "note";
      };
    }

    static String problem(Severity s) {
      return switch (s) {
        case CRITICAL, HIGH -> "error";
        case MEDIUM -> "warning";
        case LOW, INFO -> "recommendation";
      };
    }

    static String score(Severity s) {
      return switch (s) {
        case CRITICAL -> "9.5";
        case HIGH -> "8.0";
        case MEDIUM -> "5.5";
        case LOW -> "2.5";
        case INFO -> "0.0";
      };
    }

    /// A path as a relative URI reference, or `file:` for an absolute one. Everything but
    /// unreserved characters and `/` is encoded, so no path can be read as a scheme.
    static String uri(String path) {
      String slashes = path.replace('\\', '/');
      StringBuilder uri = new StringBuilder();
      for (byte b : slashes.getBytes(StandardCharsets.UTF_8)) {
        char c = (char) (b & 0xff);
        boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-._~/".indexOf(c) >= 0);
        uri.append(plain ? String.valueOf(c) : "%" + String.format("%02X", (int) c));
      }
      String encoded = uri.isEmpty() ? "unnamed" : uri.toString().replaceFirst("^/+", "/");
      return encoded.startsWith("/") ? "file://" + encoded : encoded;
    }
  }
}
