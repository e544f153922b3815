package dev.gambeson.server.control;

import dev.gambeson.guard.Client;
import dev.gambeson.guard.detect.Level;
import dev.gambeson.guard.detect.QueryWatch;
import dev.gambeson.server.gateway.Ladder;
import dev.gambeson.server.gateway.Step;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Where clients stand: the higher of what the detectors say and what a person or a playbook set.
/// Thread-safe.
public final class ClientLadder implements Ladder {
  private final QueryWatch watch;
  private final InstantSource clock;
  private final Map<String, Restriction> restrictions = new ConcurrentHashMap<>();

  /// A step that somebody set.
  ///
  /// @param clientKey as [Client#key]
  /// @param step at least this one
  /// @param since when it was set
  /// @param until when it ends by itself
  /// @param by who set it
  /// @param reason why
  public record Restriction(
      String clientKey, Step step, Instant since, Instant until, String by, String reason) {}

  public ClientLadder(QueryWatch watch, InstantSource clock) {
    this.watch = watch;
    this.clock = clock;
  }

  @Override
  public Step step(Client client, String model) {
    Step watched = step(watch.level(client, model));
    return restriction(client.key())
        .map(Restriction::step)
        .filter(s -> s.compareTo(watched) > 0)
        .orElse(watched);
  }

  static Step step(Level level) {
    return switch (level) {
      case NONE -> Step.CLEAR;
      case LOG, ALERT -> Step.WATCHED;
      case TIGHTEN -> Step.TIGHTENED;
      case COARSEN, CHALLENGE -> Step.COARSENED;
      case BLOCK -> Step.BLOCKED;
    };
  }

  /// What was set for a client and still holds.
  public Optional<Restriction> restriction(String clientKey) {
    Restriction found = restrictions.get(clientKey);
    if (found != null && !clock.instant().isBefore(found.until())) {
      restrictions.remove(clientKey, found);
      return Optional.empty();
    }
    return Optional.ofNullable(found);
  }

  /// Sets a step, in place of one that was set before.
  public void restrict(Restriction restriction) {
    restrictions.put(restriction.clientKey(), restriction);
  }

  /// Takes away what was set.
  ///
  /// @return whether anything was
  public boolean lift(String clientKey) {
    return restrictions.remove(clientKey) != null;
  }

  /// Everything that is set and holds, the latest first.
  public List<Restriction> restrictions() {
    List<Restriction> all = new ArrayList<>();
    restrictions.keySet().forEach(k -> restriction(k).ifPresent(all::add));
    all.sort(Comparator.comparing(Restriction::since).reversed());
    return all;
  }
}
