package dev.gambeson.server;

import dev.gambeson.response.IncidentBook;
import dev.gambeson.response.IncidentPolicy;
import dev.gambeson.response.playbook.Playbook;
import dev.gambeson.response.playbook.PlaybookRunner;
import dev.gambeson.response.route.Outbox;
import dev.gambeson.response.route.Route;
import dev.gambeson.response.store.IncidentStore;
import dev.gambeson.server.control.AlertDesk;
import dev.gambeson.server.control.GatewayActions;
import dev.gambeson.server.serving.Models;
import dev.gambeson.server.state.SqlIncidentStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/// What is done about alerts.
///
/// @param grouping how alerts become incidents; the policy in force says it
/// @param routes whom playbooks can tell
record Responding(
    IncidentBook incidents,
    AtomicReference<IncidentPolicy> grouping,
    Map<String, Route> routes,
    List<Playbook> playbooks,
    GatewayActions actions,
    PlaybookRunner runner) {
  static Responding open(Ground ground, Models models, Alarms alarms) {
    IncidentStore store = new SqlIncidentStore(ground.database());
    AtomicReference<IncidentPolicy> grouping = new AtomicReference<>(IncidentPolicy.defaults());
    IncidentBook incidents = new IncidentBook(store, grouping::get, ground.clock());
    Map<String, Route> routes =
        ResponseParts.routes(ground.settings(), ground.base(), ground.clock());
    Outbox outbox = new Outbox(store, incidents, () -> routes, ground.clock(), false);
    ground.timer().every(Duration.ofSeconds(2), outbox::tick);
    GatewayActions actions =
        new GatewayActions(models, alarms.holds(), ground.deeds(), ground.clock());
    List<Playbook> playbooks = ResponseParts.playbooks(ground.settings(), ground.base());
    PlaybookRunner runner =
        new PlaybookRunner(
            store,
            incidents,
            () -> playbooks,
            actions,
            outbox,
            ground.clock(),
            new PlaybookRunner.Settings(ground.node(), Duration.ofMinutes(1)));
    alarms.desk().remember(AlertDesk.told(incidents));
    ground.timer().every(Duration.ofSeconds(2), runner::tick);
    return new Responding(incidents, grouping, routes, playbooks, actions, runner);
  }
}
