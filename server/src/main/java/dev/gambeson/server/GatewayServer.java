package dev.gambeson.server;

import dev.gambeson.core.alert.Alert;
import dev.gambeson.guard.Client;
import dev.gambeson.server.admin.AdminPlane;
import dev.gambeson.server.audit.LedgerDecisionLog;
import dev.gambeson.server.audit.RequestIds;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.control.ClientLadder;
import dev.gambeson.server.control.Desks;
import dev.gambeson.server.control.House;
import dev.gambeson.server.control.HouseMetrics;
import dev.gambeson.server.control.LateLabels;
import dev.gambeson.server.control.Records;
import dev.gambeson.server.control.VersionFigures;
import dev.gambeson.server.control.Watchers;
import dev.gambeson.server.gateway.Observer;
import dev.gambeson.server.gateway.Pipeline;
import dev.gambeson.server.gateway.PipelineParts;
import dev.gambeson.server.grpc.GrpcListener;
import dev.gambeson.server.grpc.GrpcParts;
import dev.gambeson.server.grpc.GrpcSettings;
import dev.gambeson.server.http.DataPlane;
import dev.gambeson.server.http.DataPlaneOptions;
import dev.gambeson.server.http.DataPlaneParts;
import dev.gambeson.server.http.ResponseSigner;
import dev.gambeson.server.identity.ApiKeys;
import dev.gambeson.server.identity.KeyGrant;
import dev.gambeson.server.passport.ExtractionCurve;
import dev.gambeson.server.passport.SigningKeys;
import dev.gambeson.server.policy.Policies;
import dev.gambeson.server.state.SqlProposalStore;
import dev.gambeson.server.state.SqlReviewStore;
import dev.gambeson.server.state.SqlSessionStore;
import dev.gambeson.server.state.SqlUserStore;
import dev.gambeson.server.telemetry.GatewayMetrics;
import dev.gambeson.server.telemetry.GatewayTraces;
import dev.gambeson.server.telemetry.MetricsListener;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// The guarded gateway: puts the parts together, starts and stops them.
///
/// Guaranteed: it listens only once everything that guards it stands; [#close] stops taking
/// requests before it lets go of ledger and database.
public final class GatewayServer implements AutoCloseable {
  private static final Duration WARM_UP = Duration.ofSeconds(2);

  private final Closing closing = new Closing();
  private final Parts parts;

  /// What stands.
  private record Parts(House house, DataPlane data, AdminPlane admin, GatewayMetrics metrics) {}

  /// What the world around gives.
  ///
  /// @param base folder that paths of the settings are relative to
  /// @param tables reads reference tables
  /// @param policy text of the policy bundle
  /// @param clock the time
  /// @param random where secrets come from
  public record Surroundings(
      Path base, ReferenceTable.Reader tables, String policy, Clock clock, SecureRandom random) {}

  private GatewayServer(GatewaySettings settings, Surroundings around) {
    try {
      this.parts = assemble(settings, around);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /// Starts a gateway. Blocks until it answers.
  ///
  /// @throws dev.gambeson.core.GambesonException when settings, policy, a model or a file is wrong
  public static GatewayServer start(GatewaySettings settings, Surroundings around) {
    return new GatewayServer(settings, around);
  }

  /// Starts a gateway that tries these settings out: on free ports of this machine, with a state of
  /// its own, and telling nobody.
  ///
  /// @param folder of that state
  public static GatewayServer rehearse(GatewaySettings settings, Path folder, Surroundings around) {
    Encrypted.require(settings); // of the addresses that are meant, not of those it tries
    return start(settings.rehearsal(folder), around);
  }

  private Parts assemble(GatewaySettings settings, Surroundings around) {
    Encrypted.require(settings);
    Ground ground = Ground.open(settings, around, closing);
    Alarms alarms = new Alarms(ground); // everything else may raise one
    ServedModels served = ServedModels.open(ground, alarms);
    Responding responding = Responding.open(ground, served.models(), alarms);
    Policing policing = Policing.open(ground, served);
    Policies policies = policing.policies();
    policies.follow(bundle -> responding.grouping().set(bundle.grouping()));
    Watching watching = Watching.open(ground, served, policing, alarms);
    alarms.begin(watching.watch(), responding.runner());
    Recording recording = Recording.open(ground, policies);
    LedgerLost lost = new LedgerLost(recording.log()::dropped, alarms::raise, ground.clock());
    ground.timer().every(LedgerLost.PAUSE, lost::look);
    Callers callers = Callers.open(ground, served, policing, alarms);
    Readiness readiness = new Readiness(recording.log(), ground, policing, callers);
    ClientLadder ladder = new ClientLadder(watching.ladder(), alarms.holds(), ground.clock());
    VersionFigures figures = new VersionFigures();
    GatewayMetrics metrics = metrics(ground, recording, policing, watching);
    LedgerCarried.open(ground, alarms, metrics);
    Pipeline pipeline =
        new Pipeline(
            new PipelineParts(
                callers.authenticator(),
                policies,
                policies::current,
                served.models(),
                ladder,
                callers.canaries(),
                recording.traffic(),
                observers(ground, watching, metrics, figures),
                requestIds(ground),
                ground.clock(),
                System::nanoTime,
                GatewayServer::afterwards));
    House house =
        new House(
            ground.clock(),
            served.models(),
            policies,
            policing.bundles(),
            policing.signer(),
            callers.keys(),
            callers.canaries(),
            watching.watch(),
            alarms.holds(),
            ladder,
            recording.traffic(),
            recording.memory(),
            policing.budgets(),
            watching.monitors(),
            watching.reports(),
            responding.incidents(),
            responding.runner(),
            responding.playbooks(),
            responding.actions(),
            alarms.desk(),
            ground.deeds(),
            recording.log(),
            ground.folder().resolve("ledger"),
            ground.state().ledgerKey(),
            callers.feed(),
            records(ground, served, responding, watching, recording, figures, readiness));
    return listen(ground, pipeline, house, callers, metrics, readiness);
  }

  private static Records records(
      Ground ground,
      ServedModels served,
      Responding responding,
      Watching watching,
      Recording recording,
      VersionFigures figures,
      Readiness readiness) {
    return new Records(
        responding.routes(),
        new SqlReviewStore(ground.database()),
        new SqlProposalStore(ground.database()),
        watching.drift(),
        served.book().facts(),
        figures,
        served.golden()::states,
        recording.curves(),
        readiness::why,
        copies(served));
  }

  private static Map<String, ExtractionCurve> copies(ServedModels served) {
    Map<String, ExtractionCurve> copies = new HashMap<>();
    served.loaded().forEach(m -> m.copies().ifPresent(c -> copies.put(m.settings().name(), c)));
    return copies;
  }

  private static GatewayMetrics metrics(
      Ground ground, Recording recording, Policing policing, Watching watching) {
    GatewayMetrics metrics = new GatewayMetrics(ground.state().secret());
    LedgerDecisionLog log = recording.log();
    metrics.gauge("gambeson_ledger_waiting", "Decisions on their way to the disk", log::waiting);
    metrics.gauge("gambeson_ledger_given_up", "Decisions that found no place", log::dropped);
    metrics.gauge(
        "gambeson_rates_degraded",
        "Rates without the shared store",
        () -> policing.rates().degraded() ? 1 : 0);
    watching
        .shared()
        .ifPresent(shared ->
            metrics.gauge(
                "gambeson_watch_failures",
                "Batches of queries that could not be handed over or watched",
                shared::failures));
    return metrics;
  }

  private static List<Observer> observers(
      Ground ground, Watching watching, GatewayMetrics metrics, VersionFigures figures) {
    List<Observer> observers =
        new ArrayList<>(
            List.of(watching.ladder(), new Watchers(watching.monitors()), metrics, figures));
    ground
        .settings()
        .telemetry()
        .ifPresent(t ->
            observers.add(
                ground
                    .closing()
                    .open(GatewayTraces.otlp(t.otlp(), t.sample().orElse(0.01), ground.node()))));
    return observers;
  }

  private static Supplier<String> requestIds(Ground ground) {
    ThreadLocal<RandomGenerator> random =
        ThreadLocal.withInitial(() -> new SplittableRandom(ground.random().nextLong()));
    Clock clock = ground.clock();
    return () -> RequestIds.create(clock.instant(), random.get());
  }

  /// What comes after an answer: later, on the same event loop.
  private static void afterwards(Runnable work) {
    Context context = Vertx.currentContext();
    if (context == null) {
      work.run();
    } else {
      context.runOnContext(_ -> work.run());
    }
  }

  private Parts listen(
      Ground ground,
      Pipeline pipeline,
      House house,
      Callers callers,
      GatewayMetrics metrics,
      Readiness readiness) {
    GatewaySettings settings = ground.settings();
    DataPlane data =
        closing.open(
            DataPlane.start(
                new DataPlaneParts(
                    ground.vertx(),
                    pipeline,
                    house.models(),
                    readiness::answers,
                    new LateLabels(house.monitors(), ground.clock()),
                    new ResponseSigner(
                        SigningKeys.of(ground.folder().resolve("keys"), "answers"), ground.clock()),
                    System::nanoTime,
                    metrics::rejected),
                Listeners.data(settings, ground.base())));
    HouseMetrics shown = new HouseMetrics(house, metrics.registry());
    ground.timer().every(Duration.ofSeconds(15), shown::refresh);
    AdminPlane admin =
        closing.open(
            AdminPlane.start(
                ground.vertx(),
                new AdminPlane.Parts(
                    Desks.of(house),
                    new SqlUserStore(ground.database()),
                    new SqlSessionStore(ground.database()),
                    ground.deeds(),
                    ground.state().box("console/second-factor/1")),
                Listeners.admin(settings, ground.around())));
    Renewal renewal = new Renewal(ground, callers.following());
    GrpcParts grpc =
        new GrpcParts(
            ground.vertx(),
            pipeline,
            house.models(),
            data::ready,
            readiness::answers,
            callers.authenticator(),
            house.policies(),
            DataPlaneOptions.local().limits());
    listenBeside(ground, grpc, metrics, data, renewal);
    renewal.of("data plane", settings.data(), data::reloadCertificates);
    renewal.of("console", settings.admin(), admin::reloadCertificates);
    data.warmUp(WARM_UP);
    return new Parts(house, data, admin, metrics);
  }

  /// Metrics, and gRPC where it is wanted.
  private void listenBeside(
      Ground ground, GrpcParts parts, GatewayMetrics metrics, DataPlane data, Renewal renewal) {
    metrics.gauge("gambeson_connections", "Open connections", data::connections);
    metrics.gauge("gambeson_in_flight", "Requests not answered yet", data::inFlight);
    metrics.gauge("gambeson_ready", "Whether the gateway is ready", () -> data.ready() ? 1 : 0);
    GatewaySettings settings = ground.settings();
    settings
        .metrics()
        .ifPresent(m ->
            closing.open(
                MetricsListener.start(
                    parts.vertx(), m.host().orElse("127.0.0.1"), m.port(), metrics, data::ready)));
    settings
        .grpc()
        .ifPresent(g -> {
          GrpcListener listener = closing.open(GrpcListener.start(parts, grpc(g, ground.base())));
          renewal.of("gRPC listener", settings.grpc(), listener::reloadCertificates);
        });
  }

  private static GrpcSettings grpc(GatewaySettings.Listener g, Path base) {
    return new GrpcSettings(
        g.host().orElse("127.0.0.1"),
        g.port(),
        g.tls().map(t -> Listeners.grpc(t, base)),
        GrpcSettings.Limits.DEFAULTS);
  }

  /// The port of the data plane.
  public int dataPort() {
    return parts.data().port();
  }

  /// Where the console is.
  public String consoleAddress() {
    return parts.admin().address();
  }

  /// The one-time token for the first log-in, as long as nobody has logged in.
  public Optional<String> setupToken() {
    return parts.admin().setupToken();
  }

  /// What this gateway exports, in the text format of Prometheus.
  public String metrics() {
    return parts.metrics().scrape();
  }

  /// Models in service.
  public List<String> models() {
    return parts.house().models().all().stream().map(m -> m.name()).toList();
  }

  /// Makes an API key. Blocks.
  ///
  /// @return the key in clear, which exists nowhere else
  public String issueKey(KeyGrant grant, Duration lifetime) {
    ApiKeys.Issued issued = parts.house().keys().issue(grant, lifetime, "gambeson serve");
    parts
        .house()
        .deeds()
        .record(
            "gambeson serve",
            "key.issue",
            "",
            true,
            Map.of("key", issued.key().id(), "client", grant.client()));
    return issued.reveal();
  }

  /// Where a client stands: `clear`, `watched`, `tightened`, `coarsened` or `blocked`.
  public String standing(String tenant, String client, String model) {
    return parts
        .house()
        .ladder()
        .step(new Client(client, tenant, "", Set.of(), Map.of(), "0.0.0.0"), model)
        .name()
        .toLowerCase(Locale.ROOT);
  }

  /// The latest alerts, newest first.
  public List<Alert> alerts(int limit) {
    return parts.house().alerts().latest(limit);
  }

  @Override
  public void close() {
    closing.close();
  }
}
