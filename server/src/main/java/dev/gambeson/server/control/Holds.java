package dev.gambeson.server.control;

import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.store.PrivateFiles;
import dev.gambeson.server.gateway.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Steps of the ladder that a person or a playbook set, each under a key of its own: lifting one
/// does not lift another's.
///
/// Guaranteed: a hold is in its file, whole, before [#place] returns, and it outlives the process;
/// it ends by itself. Thread-safe; reading takes no lock, writing waits for the disk.
public final class Holds {
  /// What a hold on everybody is under.
  public static final String EVERYBODY = "*";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final int MOST = 10_000;

  private final Path file;
  private volatile Map<String, List<Hold>> bySubject = Map.of();

  /// A hold.
  ///
  /// @param key its own, for example a playbook step's idempotency key
  /// @param clientKey whom it is on; [#EVERYBODY] for all
  /// @param model on which model; empty for all
  /// @param step at least this one
  /// @param since when it was placed
  /// @param until when it ends by itself
  /// @param by who placed it
  /// @param reason why
  public record Hold(
      String key,
      String clientKey,
      String model,
      Step step,
      Instant since,
      Instant until,
      String by,
      String reason) {}

  /// Reads the holds of an earlier run.
  ///
  /// @throws GambesonException when the file cannot be read: a block must not be forgotten silently
  public Holds(Path file) {
    this.file = file;
    try {
      if (Files.exists(file)) {
        swap(JSON.readValue(Files.readAllBytes(file), new TypeReference<List<Hold>>() {}));
      }
    } catch (IOException | JacksonException e) {
      throw GambesonException.badInput(
          "The blocks and restrictions in %s cannot be read: %s. Restore it from a backup, or move it away to begin without."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /// Places a hold, in place of one with the same key.
  public synchronized void place(Hold hold) {
    List<Hold> all = others(hold.key());
    if (all.size() >= MOST) {
      throw GambesonException.badInput(
          "%d blocks and restrictions are in force; lift some of them first.".formatted(MOST));
    }
    all.add(hold);
    write(all);
    swap(all);
  }

  /// Lifts the hold with this key.
  ///
  /// @return whether there was one
  public synchronized boolean lift(String key) {
    List<Hold> left = others(key);
    boolean was = left.size() < all().size();
    if (was) {
      write(left);
      swap(left);
    }
    return was;
  }

  private List<Hold> others(String key) {
    return new ArrayList<>(all().stream().filter(h -> !h.key().equals(key)).toList());
  }

  private List<Hold> all() {
    return bySubject.values().stream().flatMap(List::stream).toList();
  }

  private void write(List<Hold> all) {
    try {
      PrivateFiles.write(file, JSON.writeValueAsBytes(all));
    } catch (IOException e) {
      throw GambesonException.badInput(
          "The blocks and restrictions cannot be written to %s: %s."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private void swap(List<Hold> all) {
    Map<String, List<Hold>> next = new HashMap<>();
    all.forEach(h -> next.computeIfAbsent(h.clientKey(), _ -> new ArrayList<>()).add(h));
    next.replaceAll((_, holds) -> List.copyOf(holds));
    bySubject = Map.copyOf(next);
  }

  /// The highest step that is set for a client with a model.
  Step step(String clientKey, String model, Instant now) {
    if (bySubject.isEmpty()) {
      return Step.CLEAR;
    }
    Step own = step(bySubject.getOrDefault(clientKey, List.of()), model, now);
    Step all = step(bySubject.getOrDefault(EVERYBODY, List.of()), model, now);
    return own.compareTo(all) >= 0 ? own : all;
  }

  private static Step step(List<Hold> holds, String model, Instant now) {
    Step most = Step.CLEAR;
    for (Hold hold : holds) {
      boolean fits = hold.model().isEmpty() || hold.model().equals(model);
      if (fits && now.isBefore(hold.until()) && hold.step().compareTo(most) > 0) {
        most = hold.step();
      }
    }
    return most;
  }

  /// The hold with this key, if it is in force.
  public Optional<Hold> find(String key, Instant now) {
    return active(now).stream().filter(h -> h.key().equals(key)).findFirst();
  }

  /// What is in force, latest first.
  public List<Hold> active(Instant now) {
    return all().stream()
        .filter(h -> now.isBefore(h.until()))
        .sorted(Comparator.comparing(Hold::since).reversed())
        .toList();
  }
}
