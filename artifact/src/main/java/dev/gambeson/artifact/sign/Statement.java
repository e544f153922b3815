package dev.gambeson.artifact.sign;

import dev.gambeson.artifact.sign.internal.StrictJson;
import dev.gambeson.core.GambesonException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An in-toto Statement v1 (in-toto/attestation, spec/v1/statement.md): a claim of some type about
/// artifacts that are named by their digests. Says nothing about truth or origin: that is what the
/// envelope's signature and a [TrustPolicy] are for.
///
/// @param subjects what the claim is about, at least one
/// @param predicateType URI that says what `predicate` means
/// @param predicate the claim; do not change it
public record Statement(List<Subject> subjects, String predicateType, JsonNode predicate) {
  /// The `_type` of a statement.
  public static final String TYPE = "https://in-toto.io/Statement/v1";

  /// The media type of a statement in an envelope.
  public static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

  private static final int MAX_SUBJECTS = 100_000;

  public Statement {
    subjects = List.copyOf(subjects);
    if (subjects.isEmpty()) {
      throw new IllegalArgumentException("a statement needs a subject");
    }
  }

  /// Something the claim is about.
  ///
  /// @param name informational
  /// @param digests lower-case hexadecimal by algorithm, for example `sha256`; at least one
  public record Subject(String name, SortedMap<String, String> digests) {
    public Subject {
      digests = Collections.unmodifiableSortedMap(new TreeMap<>(digests));
    }

    /// A subject with one digest.
    public static Subject sha256(String name, String hexadecimal) {
      return new Subject(name, new TreeMap<>(Map.of("sha256", hexadecimal)));
    }
  }

  /// Whether it is about what has this SHA-256, and of this type.
  public boolean isAbout(String sha256, String type) {
    return predicateType.equals(type)
        && subjects.stream().anyMatch(s -> sha256.equals(s.digests().get("sha256")));
  }

  /// The statement as JSON bytes: the same statement gives the same bytes.
  public byte[] toJson() {
    ObjectNode node = StrictJson.object();
    node.put("_type", TYPE);
    ArrayNode list = node.putArray("subject");
    for (Subject s : subjects) {
      ObjectNode digests = list.addObject().put("name", s.name()).putObject("digest");
      s.digests().forEach(digests::put);
    }
    node.put("predicateType", predicateType);
    node.set("predicate", predicate);
    return StrictJson.compact(node);
  }

  /// Puts it into an envelope and signs that.
  public Dsse sign(SigningKey key) {
    return Dsse.sign(PAYLOAD_TYPE, toJson(), key);
  }

  /// The statement in an envelope. Does not check any signature.
  ///
  /// @throws GambesonException when the payload is of another type or no statement
  public static Statement in(Dsse envelope, String what) {
    if (!envelope.payloadType().equals(PAYLOAD_TYPE)) {
      throw GambesonException.badInput(
          "%s holds a payload of type '%s'; '%s' is expected."
              .formatted(what, StrictJson.clipped(envelope.payloadType()), PAYLOAD_TYPE));
    }
    return parse(envelope.payload(), "The statement in " + what);
  }

  /// Reads a statement.
  ///
  /// @param what names it in messages
  public static Statement parse(byte[] json, String what) {
    ObjectNode node = StrictJson.object(json, what);
    String type = StrictJson.text(node, "_type", what);
    if (!type.equals(TYPE)) {
      throw GambesonException.badInput(
          "%s has the _type '%s'; '%s' is expected."
              .formatted(what, StrictJson.clipped(type), TYPE));
    }
    JsonNode predicate = node.path("predicate");
    if (predicate.isMissingNode()) {
      throw GambesonException.badInput(what + " has no predicate.");
    }
    return new Statement(
        subjects(node.path("subject"), what),
        StrictJson.text(node, "predicateType", what),
        predicate);
  }

  private static List<Subject> subjects(JsonNode list, String what) {
    if (!list.isArray() || list.isEmpty() || list.size() > MAX_SUBJECTS) {
      throw GambesonException.badInput(
          "%s has no list of 1 to %d subjects.".formatted(what, MAX_SUBJECTS));
    }
    List<Subject> subjects = new ArrayList<>();
    for (JsonNode one : list) {
      TreeMap<String, String> digests = new TreeMap<>();
      one.path("digest")
          .properties()
          .forEach(e -> digests.put(e.getKey(), hexadecimal(e.getValue(), what)));
      if (digests.isEmpty()) {
        throw GambesonException.badInput("A subject of " + what + " has no digest.");
      }
      subjects.add(new Subject(one.path("name").asString(""), digests));
    }
    return subjects;
  }

  private static String hexadecimal(JsonNode value, String what) {
    String text = value.asString("");
    if (!text.matches("[0-9a-f]{16,256}")) {
      throw GambesonException.badInput(
          "A subject of %s has the digest '%s', which is no lower-case hexadecimal."
              .formatted(what, StrictJson.clipped(text)));
    }
    return text;
  }
}
