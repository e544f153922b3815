package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.CanariesControl;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.Rejected;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// Canaries in memory.
final class InMemoryCanaries implements CanariesControl {
  private final InstantSource clock;
  private final List<Canary> canaries = new ArrayList<>();

  /// @param model that bait imitates
  /// @param thief who used a canary
  InMemoryCanaries(InstantSource clock, String model, String thief, boolean empty) {
    this.clock = clock;
    if (!empty) {
      Instant t = clock.instant();
      planted(
          "canary-1f9a", Kind.KEY, "", t.minus(Duration.ofDays(40)), State.WITHDRAWN, List.of());
      planted(
          "canary-07c2",
          Kind.BAIT,
          model,
          t.minus(Duration.ofDays(12)),
          State.PLANTED,
          List.of(
              new Hit(
                  t.minus(Duration.ofMinutes(40)),
                  "acme-pay",
                  thief,
                  "",
                  "3 bait records that were planted in 'sandbox of partner X' came back; fraud desk is to be told.",
                  "INC-2041")));
    }
  }

  private void planted(
      String id, Kind kind, String model, Instant created, State state, List<Hit> hits) {
    canaries.addFirst(
        new Canary(
            id,
            kind,
            model,
            kind == Kind.KEY ? "old build server" : "sandbox of partner X",
            "fraud desk",
            "leak test",
            created,
            "admin",
            created.plus(Duration.ofDays(365)),
            state,
            hits));
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
            State.PLANTED,
            List.of());
    canaries.addFirst(canary);
    return new Issued(
        canary,
        switch (wanted.kind()) {
          case KEY -> "gbk_decoy";
          case MODEL -> wanted.model();
          case BAIT -> "amount,channel\r\n12.51,online\r\n";
        });
  }

  @Override
  public List<Found> find(String model, List<String> columns, List<List<String>> rows) {
    return List.of();
  }

  @Override
  public synchronized void retire(String id, String reason, Operator who) {
    Canary found =
        canaries.stream()
            .filter(c -> c.id().equals(id) && c.state() != State.WITHDRAWN)
            .findFirst()
            .orElseThrow(() -> Rejected.conflict("There is no such canary, or it is withdrawn."));
    canaries.replaceAll(c -> c == found ? withdrawn(c) : c);
  }

  private static Canary withdrawn(Canary c) {
    return new Canary(
        c.id(),
        c.kind(),
        c.model(),
        c.place(),
        c.owner(),
        c.purpose(),
        c.created(),
        c.by(),
        c.expires(),
        State.WITHDRAWN,
        c.hits());
  }
}
