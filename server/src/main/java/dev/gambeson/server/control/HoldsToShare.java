package dev.gambeson.server.control;

import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.store.PrivateFiles;
import dev.gambeson.server.control.Holds.Hold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Holds that were placed and lifted here while the database was away, in a file that is whole or
/// absent. Not thread-safe.
final class HoldsToShare {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Path file;
  private final Map<String, Hold> placed = new HashMap<>();
  private final Set<String> lifted = new HashSet<>();

  private record Form(List<Hold> placed, List<String> lifted) {}

  private HoldsToShare(Path file) {
    this.file = file;
  }

  static HoldsToShare read(Path file) {
    HoldsToShare read = new HoldsToShare(file);
    try {
      if (Files.exists(file)) {
        Form form = JSON.readValue(Files.readAllBytes(file), Form.class);
        form.placed().forEach(read::place);
        form.lifted().forEach(read::lift);
      }
      return read;
    } catch (IOException | JacksonException | NullPointerException e) {
      throw GambesonException.badInput(
          "The blocks and restrictions in %s cannot be read: %s. Restore it from a backup, or move it away to begin without."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  void place(Hold hold) {
    lifted.remove(hold.key());
    placed.put(hold.key(), hold);
  }

  void lift(String key) {
    placed.remove(key);
    lifted.add(key);
  }

  Map<String, Hold> placed() {
    return placed;
  }

  Set<String> lifted() {
    return lifted;
  }

  boolean isEmpty() {
    return placed.isEmpty() && lifted.isEmpty();
  }

  /// The other nodes know it. The file goes when nothing is left.
  void forget(String key) {
    placed.remove(key);
    lifted.remove(key);
    if (isEmpty()) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw unwritten(e);
      }
    }
  }

  void write() {
    try {
      PrivateFiles.write(
          file,
          JSON.writeValueAsBytes(new Form(List.copyOf(placed.values()), List.copyOf(lifted))));
    } catch (IOException e) {
      throw unwritten(e);
    }
  }

  private GambesonException unwritten(IOException e) {
    return GambesonException.badInput(
        "The blocks and restrictions cannot be written to %s: %s.".formatted(file, e.getMessage()),
        e);
  }
}
