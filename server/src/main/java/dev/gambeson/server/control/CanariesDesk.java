package dev.gambeson.server.control;

import dev.gambeson.core.GambesonException;
import dev.gambeson.guard.canary.Bait.Label;
import dev.gambeson.server.admin.port.CanariesControl;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.canary.CanaryKeeper;
import dev.gambeson.server.state.SqlCanaries;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// Canaries, as the console issues and shows them.
final class CanariesDesk implements CanariesControl {
  private final CanaryKeeper keeper;
  private final InstantSource clock;

  CanariesDesk(CanaryKeeper keeper, InstantSource clock) {
    this.keeper = keeper;
    this.clock = clock;
  }

  @Override
  public List<Canary> canaries() {
    return keeper.all().stream().map(this::shown).toList();
  }

  private Canary shown(SqlCanaries.Canary c) {
    Label label = c.label();
    return new Canary(
        label.id(),
        Kind.valueOf(c.kind().name()),
        c.model(),
        label.place(),
        label.owner(),
        label.purpose(),
        c.created(),
        c.by(),
        label.expires(),
        c.retired().isEmpty() && clock.instant().isBefore(label.expires()));
  }

  @Override
  public Issued issue(Wanted wanted, Operator who) {
    Instant expires = clock.instant().plus(wanted.lifetime());
    try {
      Label label =
          new Label(keeper.newId(), wanted.place(), wanted.owner(), wanted.purpose(), expires);
      CanaryKeeper.Issued issued =
          switch (wanted.kind()) {
            case KEY -> keeper.key(label, who.name());
            case MODEL -> keeper.model(label, wanted.model(), who.name());
            case BAIT -> keeper.bait(label, wanted.model(), wanted.records(), who.name());
          };
      return new Issued(shown(issued.canary()), issued.secret());
    } catch (GambesonException | IllegalArgumentException e) {
      throw Rejected.invalid(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void retire(String id, String reason, Operator who) {
    if (!keeper.retire(id)) {
      throw Rejected.conflict("There is no such canary, or it is retired already.");
    }
  }
}
