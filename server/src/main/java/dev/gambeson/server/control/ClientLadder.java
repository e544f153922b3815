package dev.gambeson.server.control;

import dev.gambeson.guard.Client;
import dev.gambeson.guard.detect.Level;
import dev.gambeson.guard.detect.QueryWatch;
import dev.gambeson.server.gateway.Ladder;
import dev.gambeson.server.gateway.Step;
import java.time.InstantSource;

/// Where clients stand: the higher of what the detectors say and what a person or a playbook set.
/// Thread-safe.
public final class ClientLadder implements Ladder {
  private final QueryWatch watch;
  private final Holds holds;
  private final InstantSource clock;

  public ClientLadder(QueryWatch watch, Holds holds, InstantSource clock) {
    this.watch = watch;
    this.holds = holds;
    this.clock = clock;
  }

  @Override
  public Step step(Client client, String model) {
    Step watched = step(watch.level(client, model));
    Step set = holds.step(client.key(), model, clock.instant());
    return set.compareTo(watched) > 0 ? set : watched;
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
}
