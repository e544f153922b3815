package dev.gambeson.server;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.alert.Alert;
import dev.gambeson.guard.detect.QueryWatch;
import dev.gambeson.response.playbook.PlaybookRunner;
import dev.gambeson.server.audit.Deeds;
import dev.gambeson.server.control.AlertDesk;
import dev.gambeson.server.control.Holds;
import dev.gambeson.server.control.SharedSteps;
import dev.gambeson.server.state.SqlHolds;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where alerts arrive: in the ledger, at other nodes, at the playbooks. Made before everything
/// that may raise one; hands them on once [#begin] has said to whom.
final class Alarms {
  private final Deeds deeds;
  private final Holds holds;
  private final AlertDesk desk;
  private volatile @Nullable QueryWatch watch;
  private volatile @Nullable PlaybookRunner runner;

  Alarms(Ground ground) {
    deeds = ground.deeds();
    holds =
        new Holds(
            new SqlHolds(ground.database()),
            ground.folder().resolve("holds.json"),
            ground.clock(),
            hold -> SharedSteps.lifted(hold, requireNonNull(watch)));
    ground.timer().every(Duration.ofSeconds(2), holds::share);
    ground.timer().every(Duration.ofHours(1), holds::prune);
    desk = ground.closing().open(new AlertDesk(this::take));
  }

  private void take(Alert alert) {
    try {
      CanaryRoom.remember(alert, deeds);
    } finally {
      new SharedSteps(requireNonNull(watch), holds).raised(alert);
      requireNonNull(runner).take(alert);
    }
  }

  /// Hands on what was raised so far and what will be.
  void begin(QueryWatch seeing, PlaybookRunner acting) {
    watch = seeing;
    runner = acting;
    desk.start();
  }

  void raise(Alert alert) {
    desk.raise(alert);
  }

  AlertDesk desk() {
    return desk;
  }

  Holds holds() {
    return holds;
  }
}
