package dev.gambeson.server.control;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Query;
import dev.gambeson.server.gateway.Ladder;
import dev.gambeson.server.gateway.Step;
import java.time.InstantSource;

/// Where clients stand: the higher of what the detectors say and what a person or a playbook set.
/// Thread-safe.
public final class ClientLadder implements Ladder {
  private final Ladder watched;
  private final Holds holds;
  private final InstantSource clock;

  /// @param watched what the detectors say
  public ClientLadder(Ladder watched, Holds holds, InstantSource clock) {
    this.watched = watched;
    this.holds = holds;
    this.clock = clock;
  }

  @Override
  public Step step(Client client, String model) {
    return higher(watched.step(client, model), client, model);
  }

  @Override
  public Step look(Query query, Answer raw) {
    return higher(watched.look(query, raw), query.client(), query.model());
  }

  private Step higher(Step step, Client client, String model) {
    Step set = holds.step(client.key(), model, clock.instant());
    return set.compareTo(step) > 0 ? set : step;
  }
}
