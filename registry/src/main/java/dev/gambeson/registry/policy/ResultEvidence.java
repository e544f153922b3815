package dev.gambeson.registry.policy;

import dev.gambeson.artifact.sign.Statement;
import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.catalog.FileEntry;
import dev.gambeson.registry.catalog.Manifest;
import dev.gambeson.registry.catalog.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Turns a result of `gambeson scan`, `audit`, `check` or `admit` (`gambeson/result/1`) into an
/// in-toto statement about a version, ready to be signed. `check` and `admit` give evidence of one
/// type, `check`.
///
/// Guarantees: the result is about this version's content, by SHA-256. A scan or check must have
/// looked at every file of the version and at no other; an admission must name every file that it
/// wrote, beside the table that it read; the model that was audited must be a file of the version.
/// The verdict is copied as it is: a failure becomes a statement of failure.
///
/// Not protected: whoever signs vouches for the result file. One that was written by hand cannot be
/// told from one that Gambeson wrote; let the machine that made it sign it.
public final class ResultEvidence {
  /// The largest result that is read, in bytes.
  public static final int MAX_BYTES = 64 << 20;

  private static final String SCHEMA = "gambeson/result/1";
  private static final Set<String> VERDICTS = Set.of("pass", "fail", "inconclusive");
  private static final int MAX_LISTED = 1000;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Version version;
  private final Manifest manifest;
  private final Set<String> contents;
  private final JsonNode result;
  private final String verb;

  private ResultEvidence(Version version, Manifest manifest, JsonNode result) {
    this.version = version;
    this.manifest = manifest;
    this.contents =
        manifest.files().stream()
            .map(f -> f.digest().hex())
            .collect(Collectors.toUnmodifiableSet());
    this.result = result;
    this.verb = result.path("verb").asString("");
  }

  /// The statement.
  ///
  /// @param version what it shall be about
  /// @param manifest the version's files
  /// @param json the result, as `--format json` writes it
  /// @param time when the result was made: its age counts from here
  /// @throws GambesonException when it is no result, or is not about this version
  public static Statement statement(Version version, Manifest manifest, byte[] json, Instant time) {
    if (json.length > MAX_BYTES) {
      throw GambesonException.badInput(
          "The result has %d bytes; %d are read at most.".formatted(json.length, MAX_BYTES));
    }
    JsonNode result;
    try {
      result = JSON.readTree(json);
    } catch (JacksonException e) {
      throw GambesonException.badInput(
          "The result is no JSON: %s. Write it with --format json --output FILE."
              .formatted(e.getOriginalMessage()));
    }
    if (!result.path("schema").asString("").equals(SCHEMA)) {
      throw GambesonException.badInput(
          "This is no Gambeson result: its schema is not %s. Write one with `gambeson scan … --format json --output FILE`."
              .formatted(SCHEMA));
    }
    return new ResultEvidence(version, manifest, result).statement(time);
  }

  private Statement statement(Instant time) {
    requireVerdict();
    switch (verb) {
      case "scan", "check" -> requireWhole(_ -> true);
      // the table that came in is not part of the version, what was let through is
      case "admit" -> requireWhole(s -> !s.path("role").asString("").equals("training data"));
      case "audit" -> requireModel();
      default ->
          throw GambesonException.badInput(
              "A result of '%s' is no evidence; results of scan, audit, check and admit are."
                  .formatted(clipped(verb)));
    }
    return new Statement(
        List.of(Statement.Subject.sha256(version.label(), version.manifest().hex())),
        PredicateTypes.uri(verb.equals("admit") ? "check" : verb),
        predicate(time));
  }

  private void requireVerdict() {
    String verdict = result.path("verdict").asString("");
    boolean clean = result.path("exitCode").asInt(-1) == 0;
    if (!VERDICTS.contains(verdict) || clean != verdict.equals("pass")) {
      throw GambesonException.badInput(
          "The result contradicts itself: verdict '%s' with exit code %s. It was changed, or is of another version of Gambeson; make it anew."
              .formatted(clipped(verdict), clipped(result.path("exitCode").toString())));
    }
  }

  /// A scan or check speaks for a version only if it saw all of it.
  private void requireWhole(Predicate<JsonNode> counts) {
    Set<String> seen = new LinkedHashSet<>();
    for (JsonNode subject : subjects()) {
      if (counts.test(subject)) {
        requirePart(subject);
        seen.add(sha256(subject));
      }
    }
    List<String> missing =
        manifest.files().stream()
            .filter(f -> !seen.contains(f.digest().hex()))
            .map(FileEntry::path)
            .toList();
    if (!missing.isEmpty()) {
      throw GambesonException.badInput(
          "The %s did not look at %d of the %d files of %s, for example '%s'. It must see what was added, all of it."
              .formatted(
                  verb,
                  missing.size(),
                  manifest.files().size(),
                  version.label(),
                  missing.getFirst()));
    }
  }

  private void requireModel() {
    List<JsonNode> models = new ArrayList<>();
    for (JsonNode subject : subjects()) {
      if (subject.path("role").asString("").equals("model")) {
        requirePart(subject);
        models.add(subject);
      }
    }
    if (models.isEmpty()) {
      throw GambesonException.badInput("The audit names no model that it examined.");
    }
  }

  private void requirePart(JsonNode subject) {
    if (!contents.contains(sha256(subject))) {
      throw GambesonException.badInput(
          "The %s examined '%s' (sha256 %s), which is no file of %s: it is another file, or was changed since (`registry show %s --format json` lists the digests)."
              .formatted(
                  verb,
                  clipped(subject.path("name").asString("")),
                  sha256(subject).isEmpty() ? "unknown" : clipped(sha256(subject)),
                  version.label(),
                  version.label()));
    }
  }

  private JsonNode subjects() {
    return result.path("subjects");
  }

  private static String sha256(JsonNode subject) {
    return subject.path("sha256").asString("");
  }

  private JsonNode predicate(Instant time) {
    ObjectNode predicate = JSON.createObjectNode();
    predicate.put("verdict", result.path("verdict").asString(""));
    predicate.put("time", time.truncatedTo(ChronoUnit.SECONDS).toString());
    predicate.set("tool", result.path("tool"));
    predicate.set("summary", result.path("summary"));
    predicate.set("policy", result.path("policy"));
    predicate.put("notExamined", result.path("notExamined").size());
    predicate.put("subjectCount", subjects().size());
    ArrayNode listed = predicate.putArray("subjects");
    for (JsonNode subject : subjects()) {
      if (listed.size() < MAX_LISTED) { // the manifest's digest covers them all
        listed
            .addObject()
            .put("name", subject.path("name").asString(""))
            .put("role", subject.path("role").asString(""))
            .put("sha256", sha256(subject))
            .put("inVersion", contents.contains(sha256(subject)));
      }
    }
    return predicate;
  }

  private static String clipped(String text) {
    return text.length() > 100 ? text.substring(0, 100) + "…" : text;
  }
}
