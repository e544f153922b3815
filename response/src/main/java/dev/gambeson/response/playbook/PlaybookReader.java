package dev.gambeson.response.playbook;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Severity;
import dev.gambeson.response.SubjectFilter;
import dev.gambeson.response.SubjectFilter.Part;
import dev.gambeson.response.playbook.Step.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Reads a playbook (YAML or JSON, schema `gambeson/playbook/1`) and refuses whatever it does not
/// understand or what could never work: a mistyped key must not be a step that is never done.
///
/// Limits: 64 KiB, [#MAX_STEPS] steps, 100 checks, 20 routes in a step, 90 days for a `ttl`, 7 for
/// an approval or a wait.
public final class PlaybookReader {
  /// Most steps.
  public static final int MAX_STEPS = 50;

  /// Longest text, in bytes.
  public static final int MAX_BYTES = 1 << 16;

  private static final String SCHEMA = "gambeson/playbook/1";
  private static final Set<String> COMMON =
      Set.of("id", "action", "ttl", "approval", "approval-expires", "on-failure", "retries");
  private static final Map<String, Set<String>> OWN =
      Map.of(
          "block-client", Set.of(),
          "tighten", Set.of("overlay", "scope"),
          "roll-back", Set.of(),
          "quarantine", Set.of(),
          "freeze-key", Set.of(),
          "rotate-key", Set.of(),
          "notify", Set.of("routes"),
          "open-case", Set.of("assignee"),
          "wait", Set.of("for"));
  private static final Set<String> TEMPORARY = Set.of("block-client", "tighten", "freeze-key");

  private final Fields in;

  private PlaybookReader(String what) {
    this.in = new Fields(what);
  }

  /// Reads a file.
  public static Playbook read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw GambesonException.usage(
            "The playbook %s is larger than %d bytes.".formatted(file, MAX_BYTES));
      }
      return parse(
          Files.readString(file, StandardCharsets.UTF_8), "The playbook " + file.getFileName());
    } catch (IOException e) {
      throw GambesonException.usage(
          "The playbook %s cannot be read as UTF-8 text: %s.".formatted(file, e.getMessage()));
    }
  }

  /// Reads a text.
  ///
  /// @param what names it in messages, for example `The playbook extraction.yaml`
  public static Playbook parse(String text, String what) {
    return new PlaybookReader(what).playbook(text);
  }

  private Playbook playbook(String text) {
    if (text.length() > MAX_BYTES) {
      throw in.bad("is longer than " + MAX_BYTES + " characters");
    }
    JsonNode root = in.tree(text);
    in.keys(
        root,
        "the top level",
        Set.of("schema", "id", "title", "description", "mode", "trigger", "max-targets", "steps"));
    if (!root.path("schema").asString("").equals(SCHEMA)) {
      throw in.bad("needs 'schema: " + SCHEMA + "'");
    }
    Optional<Trigger> trigger =
        root.has("trigger") ? Optional.of(trigger(root.path("trigger"))) : Optional.empty();
    List<Step> steps = steps(root);
    trigger.ifPresent(t -> steps.forEach(s -> requireNamed(t, s)));
    return new Playbook(
        in.id(root, "id", "the top level"),
        in.needed(root, "title", "the top level", 200),
        in.text(root, "description", "the top level", 2000).orElse(""),
        in.choice(root, "mode", "the top level", List.of("enforce", "dry-run"), "enforce")
                .equals("enforce")
            ? Playbook.Mode.ENFORCE
            : Playbook.Mode.DRY_RUN,
        trigger,
        in.number(root, "max-targets", "the top level", 1, 1000, 5),
        steps,
        text);
  }

  private Trigger trigger(JsonNode node) {
    String place = "trigger";
    in.keys(node, place, Set.of("checks", "severity", "subject", "count", "within"));
    List<String> checks = in.texts(node, "checks", place, 100);
    for (String check : checks) {
      if (!check.matches("GB-[A-Z]{2,5}-(\\d{3}|\\d{0,2}\\*)|GB-\\*")) {
        throw in.bad(
            "trigger.checks: '%s' is no check id such as GB-GRD-001 or GB-GRD-*"
                .formatted(Fields.clip(check)));
      }
    }
    Severity severity =
        Severity.parse(
                in.choice(
                    node,
                    "severity",
                    place,
                    List.of("critical", "high", "medium", "low", "info"),
                    "info"))
            .orElse(Severity.INFO);
    int count = in.number(node, "count", place, 1, 100_000, 1);
    if (count > 1 && !node.has("within")) {
      throw in.bad("trigger: 'count' needs 'within', for example 10m");
    }
    return new Trigger(
        checks,
        severity,
        subject(node.path("subject")),
        count,
        in.duration(node, "within", place, Duration.ofDays(7)).orElse(Duration.ofHours(1)));
  }

  private SubjectFilter subject(JsonNode node) {
    if (node.isMissingNode()) {
      return SubjectFilter.any();
    }
    in.keys(node, "trigger.subject", Set.of("tenant", "client", "model", "version"));
    return new SubjectFilter(
        part(node, "tenant"), part(node, "client"), part(node, "model"), part(node, "version"));
  }

  private Part part(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (value.isMissingNode()) {
      return new Part.Any();
    }
    if (value.isArray()) {
      return new Part.OneOf(new HashSet<>(in.texts(node, key, "trigger.subject", 1000)));
    }
    return in.choice(node, key, "trigger.subject", List.of("present", "absent"), "")
            .equals("present")
        ? new Part.Present()
        : new Part.Absent();
  }

  private List<Step> steps(JsonNode root) {
    JsonNode list = root.path("steps");
    if (!list.isArray() || list.isEmpty() || list.size() > MAX_STEPS) {
      throw in.bad("needs a list 'steps' of 1 to %d".formatted(MAX_STEPS));
    }
    List<Step> steps = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (JsonNode node : list) {
      Step step = step(node, "step " + (steps.size() + 1));
      if (!ids.add(step.id())) {
        throw in.bad("has two steps with the id '%s'".formatted(step.id()));
      }
      steps.add(step);
    }
    return steps;
  }

  private Step step(JsonNode node, String place) {
    String action =
        in.choice(node, "action", place, new ArrayList<>(new TreeSet<>(OWN.keySet())), "");
    Set<String> known = new HashSet<>(COMMON);
    known.addAll(OWN.getOrDefault(action, Set.of()));
    in.keys(node, place, known);
    String id = in.id(node, "id", place);
    String named = "step '" + id + "'";
    Optional<Duration> ttl = in.duration(node, "ttl", named, Duration.ofDays(90));
    if (ttl.isPresent() && !TEMPORARY.contains(action)) {
      throw in.bad("%s: %s does not end by itself, so it has no 'ttl'".formatted(named, action));
    }
    String onFailure = in.choice(node, "on-failure", named, List.of("stop", "continue"), "stop");
    return new Step(
        id,
        task(action, node, named),
        ttl,
        approval(node, named),
        onFailure.equals("stop") ? Step.OnFailure.STOP : Step.OnFailure.CONTINUE,
        in.number(node, "retries", named, 0, 10, 3));
  }

  private Optional<Duration> approval(JsonNode node, String place) {
    boolean required =
        in.choice(node, "approval", place, List.of("required", "none"), "none").equals("required");
    Optional<Duration> expires = in.duration(node, "approval-expires", place, Duration.ofDays(7));
    if (!required && expires.isPresent()) {
      throw in.bad(place + ": 'approval-expires' needs 'approval: required'");
    }
    return required ? Optional.of(expires.orElse(Duration.ofHours(4))) : Optional.empty();
  }

  private Task task(String action, JsonNode node, String place) {
    return switch (action) {
      case "block-client" -> new Task.BlockClient();
      case "tighten" ->
          new Task.Tighten(
              in.id(node, "overlay", place),
              switch (in.choice(
                  node, "scope", place, List.of("client", "model", "all"), "client")) {
                case "model" -> Step.Scope.MODEL;
                case "all" -> Step.Scope.ALL;
                default -> Step.Scope.CLIENT;
              });
      case "roll-back" -> new Task.RollBack();
      case "quarantine" -> new Task.Quarantine();
      case "freeze-key" -> new Task.FreezeKey();
      case "rotate-key" -> new Task.RotateKey();
      case "notify" -> new Task.Notify(routes(node, place));
      case "open-case" -> new Task.OpenCase(in.text(node, "assignee", place, 200).orElse(""));
      case "wait" ->
          new Task.Wait(
              in.duration(node, "for", place, Duration.ofDays(7))
                  .orElseThrow(() -> in.bad(place + ": wait needs 'for', for example 10m")));
      default -> throw in.bad(place + ": unknown action");
    };
  }

  private List<String> routes(JsonNode node, String place) {
    List<String> routes = in.texts(node, "routes", place, 20);
    for (String route : routes) {
      if (!route.matches(Fields.ID)) {
        throw in.bad("%s: '%s' is no name of a route".formatted(place, Fields.clip(route)));
      }
    }
    return routes;
  }

  /// A step that blocks a client, behind a trigger that fits alerts without one, would fail at the
  /// worst moment.
  private void requireNamed(Trigger trigger, Step step) {
    Map<String, Part> parts =
        Map.of(
            "client", trigger.subject().client(),
            "model", trigger.subject().model(),
            "version", trigger.subject().version());
    for (String need : step.task().needs()) {
      if (parts.getOrDefault(need, new Part.Any()).fits("")) {
        throw in.bad(
            "step '%s' (%s) needs a %s, but the trigger fits alerts without one; add 'subject: {%s: present}' to the trigger"
                .formatted(step.id(), step.task().id(), need, need));
      }
    }
  }
}
