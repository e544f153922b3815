package dev.gambeson.artifact.sign.oms;

import dev.gambeson.artifact.sign.Attestation;
import dev.gambeson.artifact.sign.Dsse;
import dev.gambeson.artifact.sign.internal.SmallFiles;
import dev.gambeson.artifact.sign.internal.StrictJson;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Where the signatures of a model lie (ADR 0007): one OMS bundle, which every OMS verifier reads,
/// and beside it, under the same name with `.more`, whatever one bundle cannot hold: the bundles of
/// further signers and envelopes with kinds of key that OMS does not know (ML-DSA-65, Ed25519).
///
/// Both files appear whole or not at all. Two writers exclude each other.
public final class SignatureFiles {
  static final String MORE_TYPE = "application/vnd.dev.gambeson.signatures.v1+json";

  private static final int MAX_MORE = 64;

  private final Path main;

  private SignatureFiles(Path main) {
    this.main = main;
  }

  /// The files at the usual place: `model.sig` in a model's folder; beside a single file, its name
  /// with `.sig`.
  public static SignatureFiles usual(Path model) {
    return Files.isDirectory(model)
        ? at(model.resolve("model.sig"))
        : at(model.resolveSibling(Tree.nameOf(model) + ".sig"));
  }

  /// The files whose first one is this.
  public static SignatureFiles at(Path main) {
    return new SignatureFiles(main);
  }

  /// The OMS bundle.
  public Path main() {
    return main;
  }

  /// The file beside it.
  public Path more() {
    return main.resolveSibling(main.getFileName() + ".more");
  }

  private Path lock() {
    return main.resolveSibling(main.getFileName() + ".lock");
  }

  /// Whether there is a signature.
  public boolean exist() {
    return Files.exists(main) || Files.exists(more());
  }

  /// Their paths from the root of a model that holds them; empty when they lie elsewhere.
  List<String> within(Path model) {
    return namesWithin(model, Stream.of(main, more()));
  }

  /// As [#within], with what lies there while a signer is at work.
  List<String> withinEver(Path model) {
    return namesWithin(model, Stream.of(main, more(), lock()));
  }

  private static List<String> namesWithin(Path model, Stream<Path> files) {
    Path root = model.toAbsolutePath().normalize();
    return files
        .map(f -> f.toAbsolutePath().normalize())
        .filter(f -> f.startsWith(root) && !f.equals(root))
        .map(f -> root.relativize(f).toString().replace('\\', '/'))
        .toList();
  }

  /// Every signature in them, unverified, in the order in which they stand.
  ///
  /// @throws GambesonException when a file is malformed
  List<Attestation> read() {
    List<Attestation> all = new ArrayList<>();
    if (Files.exists(main)) {
      all.addAll(read(main));
    }
    if (Files.exists(more())) {
      all.addAll(read(more()));
    }
    return all;
  }

  private static List<Attestation> read(Path file) {
    String what = String.valueOf(file.getFileName());
    ObjectNode node = object(file);
    if (!node.path("mediaType").asString("").equals(MORE_TYPE)) {
      return List.of(Bundle.read(node, what));
    }
    List<Attestation> all = new ArrayList<>();
    for (JsonNode one : list(node, "bundles", what)) {
      all.add(Bundle.read(one, "%s, bundle %d".formatted(what, all.size() + 1)));
    }
    int bundles = all.size();
    for (JsonNode one : list(node, "envelopes", what)) {
      String place = "%s, envelope %d".formatted(what, all.size() - bundles + 1);
      all.add(Attestation.of(place, Dsse.of(one, place)));
    }
    return all;
  }

  private static ObjectNode object(Path file) {
    return StrictJson.object(
        SmallFiles.read(file, "The signature", StrictJson.MAX_BYTES), "The signature " + file);
  }

  private static JsonNode list(JsonNode node, String key, String what) {
    JsonNode list = node.path(key);
    if (!list.isArray() || list.size() > MAX_MORE) {
      throw GambesonException.badInput(
          "%s has no list '%s' of at most %d entries.".formatted(what, key, MAX_MORE));
    }
    return list;
  }

  /// What is to be written.
  ///
  /// @param main the OMS bundle; empty leaves the file as it is
  /// @param more what lies beside it; empty leaves the file as it is
  record Content(Optional<ObjectNode> main, Optional<ObjectNode> more) {}

  /// What `more` holds now, or would hold if it were there.
  ObjectNode moreNow() {
    if (Files.exists(more())) {
      ObjectNode node = object(more());
      list(node, "bundles", String.valueOf(more()));
      list(node, "envelopes", String.valueOf(more()));
      return node;
    }
    return emptyMore();
  }

  static ObjectNode emptyMore() {
    ObjectNode node = StrictJson.object().put("mediaType", MORE_TYPE);
    node.putArray("bundles");
    node.putArray("envelopes");
    return node;
  }

  /// Changes the files while no other signer can.
  ///
  /// @param replace whether signatures that are there already shall go
  /// @param change makes the new content; runs with the lock held
  void change(boolean replace, Supplier<Content> change) {
    Path lock = lock();
    try {
      Files.createFile(lock);
    } catch (FileAlreadyExistsException e) {
      throw GambesonException.badInput(
          "Another signer is at work on %s. If none is (a machine went down), delete %s."
              .formatted(main, lock),
          e);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
    try {
      Content content = change.get();
      put(more(), content.more(), replace);
      put(main, content.main(), replace);
    } catch (IOException e) {
      throw cannotWrite(e);
    } finally {
      release(lock);
    }
  }

  private static void put(Path file, Optional<ObjectNode> content, boolean replace)
      throws IOException {
    if (content.isPresent()) {
      AtomicFiles.write(file, StrictJson.write(content.get()));
    } else if (replace) {
      Files.deleteIfExists(file);
    }
  }

  private static void release(Path lock) {
    try {
      Files.deleteIfExists(lock);
    } catch (IOException e) {
      throw GambesonException.badInput("The lock " + lock + " cannot be deleted.", e);
    }
  }

  private GambesonException cannotWrite(IOException e) {
    return GambesonException.badInput(
        "The signature %s cannot be written: %s.".formatted(main, e.getMessage()), e);
  }
}
