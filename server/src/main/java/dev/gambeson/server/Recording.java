package dev.gambeson.server;

import dev.gambeson.server.audit.LedgerDecisionLog;
import dev.gambeson.server.audit.Retention;
import dev.gambeson.server.control.LearntCurves;
import dev.gambeson.server.control.TrafficHub;
import dev.gambeson.server.control.TrafficMemory;
import dev.gambeson.server.policy.Policies;
import dev.gambeson.server.state.SqlClientStates;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;

/// What is kept of decisions: the log, and what the console shows of it.
record Recording(
    LedgerDecisionLog log, TrafficMemory memory, LearntCurves curves, TrafficHub traffic) {
  static Recording open(Ground ground, Policies policies) {
    StateRoom state = ground.state();
    LedgerDecisionLog log =
        new LedgerDecisionLog(
            state.ledger(),
            state.inputs(),
            Optional.of(state.payloads()),
            () -> policies.current().audit());
    Retention retention =
        new Retention(
            state.inputs(),
            state.payloads(),
            () -> policies.current().audit(),
            ground.deeds(),
            ground.clock());
    ground.timer().every(Duration.ofHours(6), retention::run);
    TrafficMemory memory =
        new TrafficMemory(
            ground.folder().resolve("traffic"),
            new SplittableRandom(ground.random().nextLong()),
            ground.timer().thread());
    ground.closing().then(memory::close);
    LearntCurves curves =
        new LearntCurves(new SqlClientStates(ground.database()), ground.node(), ground.clock());
    curves.restore();
    ground.closing().then(curves::save);
    ground.timer().every(Duration.ofMinutes(1), curves::save);
    return new Recording(log, memory, curves, new TrafficHub(log, memory, curves));
  }
}
