package dev.gambeson.server.serving;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Routes as one small JSON file per model, in a folder of one node. Not for several nodes.
public final class FileRouteStore implements RouteStore {
  private static final long MAX_BYTES = 1 << 20;
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path folder;

  /// @param folder where the files are; made if absent
  public FileRouteStore(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The folder of routes %s cannot be made: %s.".formatted(folder, e.getMessage()), e);
    }
  }

  @Override
  public synchronized Optional<Route> load(String model) {
    Path file = file(model);
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw damaged(file, "it is larger than a route can be");
      }
      return Optional.of(route(JSON.readTree(Files.readAllBytes(file)), file));
    } catch (IOException e) {
      throw damaged(file, String.valueOf(e.getMessage()));
    } catch (JacksonException e) {
      throw damaged(file, e.getOriginalMessage());
    }
  }

  @Override
  public synchronized boolean save(String model, Route route, long expected) {
    if (load(model).map(Route::generation).orElse(0L) != expected) {
      return false;
    }
    Path file = file(model);
    try {
      AtomicFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json(route)));
      return true;
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The route of '%s' cannot be saved in %s: %s.".formatted(model, file, e.getMessage()), e);
    }
  }

  private Path file(String model) {
    return folder.resolve(ServingNames.ofModel(model) + ".route.json");
  }

  private static ObjectNode json(Route route) {
    ObjectNode node = JSON.createObjectNode().put("generation", route.generation());
    route.live().ifPresent(v -> node.put("live", v));
    route
        .canary()
        .ifPresent(
            c -> node.putObject("canary").put("version", c.version()).put("share", c.share()));
    route.shadows().forEach(node.putArray("shadows")::add);
    route.previous().ifPresent(v -> node.put("previous", v));
    new TreeSet<>(route.quarantined()).forEach(node.putArray("quarantined")::add);
    return node;
  }

  private static Route route(JsonNode node, Path file) {
    if (!node.path("generation").isIntegralNumber()) {
      throw damaged(file, "it has no generation");
    }
    JsonNode canary = node.path("canary");
    return new Route(
        node.path("generation").asLong(),
        text(node, "live"),
        canary.isObject()
            ? Optional.of(
                new Route.Canary(
                    text(canary, "version").orElseThrow(() -> damaged(file, "its canary is none")),
                    canary.path("share").asDouble(0)))
            : Optional.empty(),
        texts(node, "shadows"),
        text(node, "previous"),
        Set.copyOf(new HashSet<>(texts(node, "quarantined"))));
  }

  private static Optional<String> text(JsonNode node, String key) {
    return Optional.of(node.path(key)).filter(JsonNode::isString).map(JsonNode::asString);
  }

  private static List<String> texts(JsonNode node, String key) {
    List<String> texts = new ArrayList<>();
    node.path(key).forEach(n -> texts.add(n.asString()));
    return texts;
  }

  private static GambesonException damaged(Path file, String why) {
    return GambesonException.badInput(
        "The route file %s cannot be read: %s. Restore it, or delete it and promote a version again."
            .formatted(file, why));
  }
}
