package dev.gambeson.artifact.sign.oms;

import dev.gambeson.artifact.sign.Statement;
import dev.gambeson.artifact.sign.internal.StrictJson;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.Sha256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The list of a model's (or data set's) files with their SHA-256: the OMS v1.0 predicate with the
/// `files` method.
///
/// Guarantees that every name is a plain relative path and stands once, and that the root digest is
/// that of the listed digests. Says nothing about who made it: that is the signature's part. Note
/// that the root digest covers the contents in their order and not the names; the signature covers
/// both.
public final class Manifest {
  /// The predicate type of an OMS statement.
  public static final String PREDICATE_TYPE = "https://model_signing/signature/v1.0";

  private static final String OLD_TYPE = "https://model_signing/Digests/v0.1";

  /// How the reference implementation names the file of a single-file model; the specification
  /// says: by its own name.
  private static final String SELF = ".";

  private final String name;
  private final SortedMap<String, String> digests;
  private final String root;
  private final Ignored ignored;
  private final boolean linksFollowed;

  private Manifest(
      String name,
      SortedMap<String, String> digests,
      String root,
      Ignored ignored,
      boolean linksFollowed) {
    this.name = name;
    this.digests = Collections.unmodifiableSortedMap(digests);
    this.root = root;
    this.ignored = ignored;
    this.linksFollowed = linksFollowed;
  }

  /// A manifest of these files.
  ///
  /// @param name of the model
  /// @param digests SHA-256 in lower-case hexadecimal by name
  static Manifest of(String name, Map<String, String> digests, Ignored ignored) {
    TreeMap<String, String> sorted = new TreeMap<>(Names.BY_CODE_POINT);
    digests.forEach((file, digest) -> {
      Names.flaw(file)
          .ifPresent(f -> {
            throw GambesonException.badInput(
                "The file name '%s' cannot be signed: %s.".formatted(file, f));
          });
      sorted.put(file, digest);
    });
    if (sorted.isEmpty()) {
      throw GambesonException.nothingExamined(
          "There is no file to sign in '%s': an empty model has no signature.".formatted(name));
    }
    return new Manifest(name, sorted, rootDigest(sorted.values()), ignored, false);
  }

  private static String rootDigest(Iterable<String> digests) {
    java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
    digests.forEach(d -> all.writeBytes(HexFormat.of().parseHex(d)));
    return Sha256.of(all.toByteArray());
  }

  /// The name that was signed; informational.
  public String name() {
    return name;
  }

  /// SHA-256 in hexadecimal by file name, in code point order.
  public SortedMap<String, String> digests() {
    return digests;
  }

  /// The root digest: what other statements about this model name it by.
  public String root() {
    return root;
  }

  Ignored ignored() {
    return ignored;
  }

  /// Whether its maker followed symbolic links.
  boolean linksFollowed() {
    return linksFollowed;
  }

  /// Whether this is the manifest of one file, which the reference implementation names `.`.
  boolean isOfOneUnnamedFile() {
    return digests.size() == 1 && digests.containsKey(SELF);
  }

  /// The statement to sign.
  Statement statement() {
    ObjectNode predicate = StrictJson.object();
    ArrayNode resources = predicate.putArray("resources");
    digests.forEach((file, digest) ->
        resources.addObject().put("name", file).put("digest", digest).put("algorithm", "sha256"));
    ObjectNode serialization = predicate.putObject("serialization");
    serialization.put("method", "files").put("hash_type", "sha256").put("allow_symlinks", false);
    ignored.paths().forEach(serialization.putArray("ignore_paths")::add);
    return new Statement(List.of(Statement.Subject.sha256(name, root)), PREDICATE_TYPE, predicate);
  }

  /// Reads the manifest in a statement.
  ///
  /// @param what names it in messages
  /// @throws GambesonException when the statement is no OMS v1.0 manifest, contradicts itself, or
  ///   uses an option that is not supported: shards, other hashes than SHA-256
  static Manifest of(Statement statement, String what) {
    requireType(statement, what);
    JsonNode serialization = statement.predicate().path("serialization");
    requireSupported(serialization, what);
    TreeMap<String, String> digests = new TreeMap<>(Names.BY_CODE_POINT);
    List<String> inOrder = new ArrayList<>();
    for (JsonNode resource : list(statement.predicate().path("resources"), what)) {
      String digest = digest(resource, what);
      inOrder.add(digest);
      if (digests.put(name(resource, what), digest) != null) {
        throw bad(what, "lists '" + StrictJson.clipped(text(resource, "name")) + "' twice");
      }
    }
    String root = rootDigest(inOrder);
    Statement.Subject subject = statement.subjects().getFirst();
    if (statement.subjects().size() != 1 || !root.equals(subject.digests().get("sha256"))) {
      throw bad(what, "contradicts itself: its root digest is not that of its files");
    }
    return new Manifest(
        subject.name(),
        digests,
        root,
        Ignored.with(ignorePaths(serialization, what)),
        serialization.path("allow_symlinks").asBoolean(false));
  }

  private static void requireType(Statement statement, String what) {
    if (!statement.predicateType().equals(PREDICATE_TYPE)) {
      throw bad(
          what,
          statement.predicateType().equals(OLD_TYPE)
              ? "is of the experimental format of model_signing 0.2; have it signed again"
              : "has the predicate type '%s', not '%s'"
                  .formatted(StrictJson.clipped(statement.predicateType()), PREDICATE_TYPE));
    }
  }

  private static void requireSupported(JsonNode serialization, String what) {
    String method = text(serialization, "method");
    if (!method.equals("files")) {
      throw bad(
          what,
          "uses the method '%s'; only 'files' is supported".formatted(StrictJson.clipped(method)));
    }
    String hash = text(serialization, "hash_type");
    if (!hash.equals("sha256")) {
      throw bad(
          what,
          "uses the hash '%s'; only 'sha256' is supported".formatted(StrictJson.clipped(hash)));
    }
    if (!serialization.path("allow_symlinks").isBoolean()) {
      throw bad(what, "does not say whether links were followed");
    }
  }

  private static JsonNode list(JsonNode resources, String what) {
    if (!resources.isArray() || resources.isEmpty()) {
      throw bad(what, "lists no files");
    }
    return resources;
  }

  private static String name(JsonNode resource, String what) {
    String name = text(resource, "name");
    Names.flaw(name)
        .filter(_ -> !name.equals(SELF))
        .ifPresent(f -> {
          throw bad(what, "lists the name '%s': %s".formatted(StrictJson.clipped(name), f));
        });
    return name;
  }

  private static String digest(JsonNode resource, String what) {
    String digest = text(resource, "digest");
    if (!text(resource, "algorithm").equals("sha256") || !digest.matches("[0-9a-f]{64}")) {
      throw bad(
          what, "gives '%s' no SHA-256".formatted(StrictJson.clipped(text(resource, "name"))));
    }
    return digest;
  }

  /// A text; empty when it is absent or anything else. A number is no text: other readers would not
  /// take it for one either.
  private static String text(JsonNode node, String key) {
    return node.path(key).isString() ? node.path(key).asString() : "";
  }

  private static List<String> ignorePaths(JsonNode serialization, String what) {
    List<String> paths = new ArrayList<>();
    for (JsonNode one : serialization.path("ignore_paths")) {
      String path = one.isString() ? one.asString() : "";
      if (Names.flaw(path).isPresent()) {
        throw bad(what, "leaves out the path '" + StrictJson.clipped(path) + "', which is none");
      }
      paths.add(path);
    }
    return paths;
  }

  private static GambesonException bad(String what, String why) {
    return GambesonException.badInput("%s %s.".formatted(what, why));
  }
}
