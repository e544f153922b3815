package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.CanariesControl;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.Rejected;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Canaries in memory.
final class InMemoryCanaries implements CanariesControl {
  private final InstantSource clock;
  private final List<Canary> canaries = new ArrayList<>();

  InMemoryCanaries(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized List<Canary> canaries() {
    return List.copyOf(canaries);
  }

  @Override
  public synchronized Issued issue(Wanted wanted, Operator who) {
    Canary canary =
        new Canary(
            "canary-%d".formatted(canaries.size()),
            wanted.kind(),
            wanted.model(),
            wanted.place(),
            wanted.owner(),
            wanted.purpose(),
            clock.instant(),
            who.name(),
            clock.instant().plus(wanted.lifetime()),
            true);
    canaries.addFirst(canary);
    return new Issued(canary, "gbk_decoy");
  }

  @Override
  public synchronized void retire(String id, String reason, Operator who) {
    if (!canaries.removeIf(c -> c.id().equals(id))) {
      throw Rejected.notFound("There is no such canary.");
    }
  }
}
