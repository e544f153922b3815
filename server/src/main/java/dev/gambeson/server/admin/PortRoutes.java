package dev.gambeson.server.admin;

import static dev.gambeson.server.admin.Routes.listOf;

import dev.gambeson.server.admin.port.AdminPorts;
import dev.gambeson.server.admin.port.ClientsView;
import dev.gambeson.server.admin.port.DetectorsView;
import dev.gambeson.server.admin.port.DriftView;
import dev.gambeson.server.admin.port.IncidentsControl;
import dev.gambeson.server.admin.port.Level;
import dev.gambeson.server.admin.port.ModelsControl;
import dev.gambeson.server.admin.port.Operator;
import dev.gambeson.server.admin.port.OverviewView;
import dev.gambeson.server.admin.port.Rejected;
import dev.gambeson.server.admin.port.TrafficView;
import java.time.Duration;
import java.util.Optional;

/// Routes about what happens: overview, traffic, clients, detectors, drift, incidents, models.
final class PortRoutes {
  private static final String INCIDENT = "/incidents/{incident}";
  private static final String CLIENT = "/clients/{tenant}/{client}";

  private final AdminPorts ports;

  PortRoutes(AdminPorts ports) {
    this.ports = ports;
  }

  void addTo(Routes routes) {
    overview(routes);
    models(routes);
    clients(routes);
    detectors(routes);
    incidents(routes);
    steps(routes);
  }

  private void overview(Routes routes) {
    routes
        .get(
            "overview.read",
            "/overview",
            Permission.OVERVIEW_READ,
            "Who is probing, what was answered, what can be undone",
            OverviewView.Overview.class,
            c -> ports.overview().overview(Duration.ofHours(c.number("hours", 24, 1, 24 * 31))),
            "hours")
        .get(
            "traffic.recent",
            "/traffic",
            Permission.TRAFFIC_READ,
            "The latest decisions, newest first, without inputs",
            listOf(TrafficView.Event.class),
            c -> ports.traffic().recent(c.limit()),
            "limit")
        .get(
            "traffic.stream",
            "/traffic/stream",
            Permission.TRAFFIC_READ,
            "Decisions as they come: server-sent events, each a JSON list",
            String.class,
            _ -> new Reply.Stream())
        .get(
            "drift.read",
            "/drift",
            Permission.DRIFT_READ,
            "Whether models in service are still themselves",
            listOf(DriftView.Watched.class),
            _ -> ports.drift().watched());
  }

  private void models(Routes routes) {
    ModelsControl models = ports.models();
    routes
        .get(
            "models.list",
            "/models",
            Permission.MODELS_READ,
            "Models, their versions and routes",
            listOf(ModelsControl.Model.class),
            _ -> models.models())
        .get(
            "models.proposals",
            "/proposals",
            Permission.MODELS_READ,
            "Changes that wait for a second person",
            listOf(ModelsControl.Proposal.class),
            _ -> models.proposals())
        .act(
            "models.route",
            "/models/{model}/route",
            Permission.MODELS_ROUTE,
            "Changes canary and shadows; the live version stays",
            Requests.RouteChange.class,
            this::route)
        .post(
            "models.propose",
            "/models/{model}/propose",
            Permission.MODELS_PROPOSE,
            "Proposes to put a version in service or to let it out of quarantine",
            Requests.Propose.class,
            ModelsControl.Proposal.class,
            c -> {
              Requests.Propose body = c.body(Requests.Propose.class);
              return models.propose(
                  body.kind(), c.part("model"), body.version(), body.reason(), c.operator());
            })
        .act(
            "models.approve",
            "/proposals/{proposal}/approve",
            Permission.MODELS_APPROVE,
            "Does what another person proposed",
            Requests.Empty.class,
            this::approve)
        .act(
            "models.withdraw",
            "/proposals/{proposal}/withdraw",
            Permission.MODELS_PROPOSE,
            "Drops a proposal",
            Requests.Reason.class,
            c -> models.withdraw(c.part("proposal"), reason(c), c.operator()))
        .post(
            "models.roll-back",
            "/models/{model}/roll-back",
            Permission.MODELS_ROLL_BACK,
            "Puts the version before in service at once",
            Requests.Reason.class,
            RolledBack.class,
            c -> new RolledBack(models.rollBack(c.part("model"), reason(c), c.operator())))
        .act(
            "models.quarantine",
            "/models/{model}/quarantine",
            Permission.MODELS_QUARANTINE,
            "Takes a version out of service and forbids it",
            Requests.Quarantine.class,
            c -> {
              Requests.Quarantine body = c.body(Requests.Quarantine.class);
              models.quarantine(c.part("model"), body.version(), body.reason(), c.operator());
            });
  }

  /// The version that is in service now.
  record RolledBack(String live) {}

  /// A route must not put another version in service: that takes two people.
  private void route(Call call) {
    String model = call.part("model");
    ModelsControl.Route wanted = call.body(Requests.RouteChange.class).route();
    ModelsControl.Model now =
        ports.models().models().stream()
            .filter(m -> m.name().equals(model))
            .findFirst()
            .orElseThrow(() -> Rejected.notFound("There is no model of this name."));
    if (!wanted.live().equals(now.route().live())) {
      throw Rejected.forbidden(
          "Another version comes into service by a proposal and a second person's approval.");
    }
    ports.models().route(model, wanted, call.operator());
  }

  private void approve(Call call) {
    String id = call.part("proposal");
    Operator who = call.operator();
    ModelsControl.Proposal proposal =
        ports.models().proposals().stream()
            .filter(p -> p.id().equals(id))
            .findFirst()
            .orElseThrow(() -> Rejected.notFound("This proposal is not open any more."));
    if (proposal.by().equals(who.name())) {
      throw Rejected.forbidden("Who proposed a change cannot approve it; ask somebody else.");
    }
    ports.models().approve(id, who);
  }

  private void clients(Routes routes) {
    ClientsView clients = ports.clients();
    routes
        .get(
            "clients.list",
            "/clients",
            Permission.CLIENTS_READ,
            "Clients and what they have learnt, worst first",
            ClientsView.Clients.class,
            c -> clients.clients(c.parameter("text"), level(c), c.limit()),
            "text",
            "level",
            "limit")
        .get(
            "clients.read",
            CLIENT,
            Permission.CLIENTS_READ,
            "One client in full",
            ClientsView.Detail.class,
            c ->
                there(
                    clients.client(c.part("tenant"), c.part("client")),
                    "There is no client of this name."))
        .act(
            "clients.restrict",
            CLIENT + "/restrict",
            Permission.CLIENTS_ACT,
            "Puts a client on a level for a while; BLOCKED blocks it",
            Requests.Restrict.class,
            c -> {
              Requests.Restrict body = c.body(Requests.Restrict.class);
              clients.restrict(
                  c.part("tenant"),
                  c.part("client"),
                  body.level(),
                  Duration.ofMinutes(body.minutes()),
                  body.reason(),
                  c.operator());
            })
        .act(
            "clients.release",
            CLIENT + "/release",
            Permission.CLIENTS_ACT,
            "Lets a client go on as its class allows",
            Requests.Reason.class,
            c -> clients.release(c.part("tenant"), c.part("client"), reason(c), c.operator()));
  }

  private static Level level(Call call) {
    String text = call.parameter("level");
    return text.isEmpty() ? Level.OPEN : Words.constant(Level.class, text, "level");
  }

  private void detectors(Routes routes) {
    DetectorsView detectors = ports.detectors();
    routes
        .get(
            "detectors.list",
            "/detectors",
            Permission.DETECTORS_READ,
            "Detectors, their budgets of false alarms and what people said of their alarms",
            listOf(DetectorsView.Detector.class),
            _ -> detectors.detectors())
        .get(
            "detectors.alarms",
            "/alarms",
            Permission.DETECTORS_READ,
            "Alarms, newest first",
            listOf(DetectorsView.Reviewed.class),
            c -> detectors.alarms(c.parameter("check"), c.limit()),
            "check",
            "limit")
        .act(
            "detectors.review",
            "/alarms/{alarm}/review",
            Permission.DETECTORS_REVIEW,
            "Says whether an alarm was true",
            Requests.Review.class,
            c -> {
              Requests.Review body = c.body(Requests.Review.class);
              String note = body.note();
              detectors.review(
                  c.part("alarm"), body.judgement(), note == null ? "" : note, c.operator());
            });
  }

  private void incidents(Routes routes) {
    IncidentsControl incidents = ports.incidents();
    routes
        .get(
            "incidents.list",
            "/incidents",
            Permission.INCIDENTS_READ,
            "Incidents, open ones first",
            listOf(IncidentsControl.Incident.class),
            c -> incidents.incidents(c.parameter("all").equals("true"), c.limit()),
            "all",
            "limit")
        .get(
            "incidents.read",
            INCIDENT,
            Permission.INCIDENTS_READ,
            "One incident with its timeline and steps",
            IncidentsControl.Detail.class,
            c -> there(incidents.incident(c.part("incident")), "There is no such incident."))
        .act(
            "incidents.acknowledge",
            INCIDENT + "/acknowledge",
            Permission.INCIDENTS_ACT,
            "Says that a person has it",
            Requests.Empty.class,
            c -> incidents.acknowledge(c.part("incident"), c.operator()))
        .act(
            "incidents.close",
            INCIDENT + "/close",
            Permission.INCIDENTS_ACT,
            "Closes an incident",
            Requests.CloseIncident.class,
            c -> {
              Requests.CloseIncident body = c.body(Requests.CloseIncident.class);
              incidents.close(c.part("incident"), body.resolution(), body.note(), c.operator());
            })
        .get(
            "incidents.evidence",
            INCIDENT + "/evidence",
            Permission.INCIDENTS_EVIDENCE,
            "The evidence as one file",
            byte[].class,
            c ->
                new Reply.Download(
                    there(incidents.evidence(c.part("incident")), "There is no evidence.")));
  }

  private void steps(Routes routes) {
    IncidentsControl incidents = ports.incidents();
    routes
        .act(
            "incidents.approve",
            INCIDENT + "/steps/{step}/approve",
            Permission.INCIDENTS_APPROVE,
            "Lets a step happen",
            Requests.Empty.class,
            c -> incidents.approve(c.part("incident"), c.part("step"), c.operator()))
        .act(
            "incidents.decline",
            INCIDENT + "/steps/{step}/decline",
            Permission.INCIDENTS_APPROVE,
            "Refuses a step",
            Requests.Reason.class,
            c -> incidents.decline(c.part("incident"), c.part("step"), reason(c), c.operator()))
        .act(
            "incidents.undo",
            INCIDENT + "/steps/{step}/undo",
            Permission.INCIDENTS_ACT,
            "Takes a step back",
            Requests.Empty.class,
            c -> incidents.undo(c.part("incident"), c.part("step"), c.operator()))
        .get(
            "playbooks.list",
            "/playbooks",
            Permission.INCIDENTS_READ,
            "Playbooks",
            listOf(IncidentsControl.Playbook.class),
            _ -> incidents.playbooks())
        .post(
            "incidents.dry-run",
            INCIDENT + "/dry-run",
            Permission.INCIDENTS_ACT,
            "What a playbook would do now; nothing is done",
            Requests.Playbook.class,
            listOf(IncidentsControl.Planned.class),
            c -> incidents.dryRun(c.part("incident"), c.body(Requests.Playbook.class).playbook()))
        .post(
            "playbooks.drill",
            "/drills",
            Permission.INCIDENTS_ACT,
            "Plays a playbook through on a made-up alert; nothing is done",
            Requests.Drill.class,
            IncidentsControl.Drilled.class,
            c -> {
              Requests.Drill body = c.body(Requests.Drill.class);
              return incidents.drill(body.playbook(), body.notices(), c.operator());
            });
  }

  private static String reason(Call call) {
    return call.body(Requests.Reason.class).reason();
  }

  static <T> T there(Optional<T> value, String otherwise) {
    return value.orElseThrow(() -> Rejected.notFound(otherwise));
  }
}
