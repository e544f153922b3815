package dev.gambeson.server;

import dev.gambeson.core.CheckContext;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Progress;
import dev.gambeson.core.Seed;
import dev.gambeson.core.Workers;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.GuardChain;
import dev.gambeson.guard.GuardStage;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.budget.LeasedBudgetStore;
import dev.gambeson.guard.budget.RecentRows;
import dev.gambeson.guard.detect.QueryWatch;
import dev.gambeson.guard.limit.InFlight;
import dev.gambeson.guard.limit.LeasedRateStore;
import dev.gambeson.guard.limit.MemoryRateStore;
import dev.gambeson.guard.limit.RateStore;
import dev.gambeson.monitor.ModelMonitor;
import dev.gambeson.monitor.MonitorPolicy;
import dev.gambeson.monitor.MonitorReport;
import dev.gambeson.response.IncidentBook;
import dev.gambeson.response.IncidentPolicy;
import dev.gambeson.response.playbook.Playbook;
import dev.gambeson.response.playbook.PlaybookReader;
import dev.gambeson.response.playbook.PlaybookRunner;
import dev.gambeson.response.playbook.StandardPlaybooks;
import dev.gambeson.response.route.Outbox;
import dev.gambeson.response.route.Route;
import dev.gambeson.response.store.IncidentStore;
import dev.gambeson.server.admin.AdminOptions;
import dev.gambeson.server.admin.AdminPlane;
import dev.gambeson.server.admin.OidcOptions;
import dev.gambeson.server.audit.Deeds;
import dev.gambeson.server.audit.LedgerDecisionLog;
import dev.gambeson.server.audit.RequestIds;
import dev.gambeson.server.audit.Retention;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.SettingsReader;
import dev.gambeson.server.control.AlertDesk;
import dev.gambeson.server.control.ClientLadder;
import dev.gambeson.server.control.DeployAlarm;
import dev.gambeson.server.control.Desks;
import dev.gambeson.server.control.GatewayActions;
import dev.gambeson.server.control.Holds;
import dev.gambeson.server.control.House;
import dev.gambeson.server.control.LateLabels;
import dev.gambeson.server.control.PolicySigner;
import dev.gambeson.server.control.TrafficHub;
import dev.gambeson.server.control.TrafficMemory;
import dev.gambeson.server.control.WatchFile;
import dev.gambeson.server.control.Watchers;
import dev.gambeson.server.gateway.Observer;
import dev.gambeson.server.gateway.Pipeline;
import dev.gambeson.server.gateway.PipelineParts;
import dev.gambeson.server.gateway.WatchLadder;
import dev.gambeson.server.grpc.GrpcListener;
import dev.gambeson.server.grpc.GrpcParts;
import dev.gambeson.server.grpc.GrpcSettings;
import dev.gambeson.server.http.DataPlane;
import dev.gambeson.server.http.DataPlaneOptions;
import dev.gambeson.server.http.DataPlaneParts;
import dev.gambeson.server.http.TlsFiles;
import dev.gambeson.server.identity.ApiKeys;
import dev.gambeson.server.identity.Authenticator;
import dev.gambeson.server.identity.CertificateIdentity;
import dev.gambeson.server.identity.Identities;
import dev.gambeson.server.identity.IdentityPolicy;
import dev.gambeson.server.identity.KeyGrant;
import dev.gambeson.server.identity.KeyRules;
import dev.gambeson.server.identity.OidcAuthenticator;
import dev.gambeson.server.passport.AskedClassifier;
import dev.gambeson.server.passport.GoldenRecords;
import dev.gambeson.server.passport.Passport;
import dev.gambeson.server.policy.Policies;
import dev.gambeson.server.policy.TermsFactory;
import dev.gambeson.server.serving.GoldenWatch;
import dev.gambeson.server.serving.InferencePool;
import dev.gambeson.server.serving.Models;
import dev.gambeson.server.serving.RollbackPolicy;
import dev.gambeson.server.serving.RouteChange;
import dev.gambeson.server.serving.RouteListener;
import dev.gambeson.server.serving.ServableVersion;
import dev.gambeson.server.serving.ShadowTraffic;
import dev.gambeson.server.serving.Unavailable;
import dev.gambeson.server.state.ChangeFeed;
import dev.gambeson.server.state.PolicyBundles;
import dev.gambeson.server.state.RedisHub;
import dev.gambeson.server.state.RedisRateLeases;
import dev.gambeson.server.state.SqlBudgetLeases;
import dev.gambeson.server.state.SqlIncidentStore;
import dev.gambeson.server.state.SqlKeyStore;
import dev.gambeson.server.state.SqlRouteStore;
import dev.gambeson.server.state.SqlSessionStore;
import dev.gambeson.server.state.SqlUserStore;
import dev.gambeson.server.state.Topic;
import dev.gambeson.server.telemetry.GatewayMetrics;
import dev.gambeson.server.telemetry.GatewayTraces;
import dev.gambeson.server.telemetry.MetricsListener;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The guarded gateway: puts the parts together, starts and stops them.
///
/// Guaranteed: it listens only once everything that guards it stands; [#close] stops taking
/// requests before it lets go of ledger and database.
public final class GatewayServer implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(GatewayServer.class.getName());
  private static final int RATE_KEYS = 200_000;
  private static final int BUDGET_ACCOUNTS = 100_000;
  private static final double LEASE = 0.02;
  private static final int RECENT_ROWS = 1 << 20;
  private static final int HISTORY = 1_000;
  private static final int PROBE = 2_000;

  private final Deque<AutoCloseable> closing = new ArrayDeque<>();
  private final Parts parts;

  /// What stands.
  private record Parts(House house, DataPlane data, AdminPlane admin) {}

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

  private Parts assemble(GatewaySettings settings, Surroundings around) {
    Path folder =
        SettingsReader.resolve(
            around.base(), settings.state().orElse(GatewaySettings.State.EMBEDDED).where());
    Clock clock = around.clock();
    SecureRandom random = around.random();
    StateRoom state = opened(StateRoom.open(settings, folder, clock, random));
    Vertx vertx = Vertx.vertx();
    closing.push(
        () -> vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("gateway-timer").factory());
    closing.push(timer::shutdownNow);

    // What alerts reach is made first: everything else may raise one.
    Deeds deeds = new Deeds(state.ledger());
    Holds holds = new Holds(folder.resolve("holds.json"));
    IncidentStore incidentStore = new SqlIncidentStore(state.database());
    IncidentBook incidents = new IncidentBook(incidentStore, IncidentPolicy.defaults(), clock);
    PlaybookRunner[] running = new PlaybookRunner[1];
    AlertDesk alerts = opened(new AlertDesk(alert -> running[0].take(alert)));

    InferencePool pool =
        opened(
            new InferencePool(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), 1_024));
    ModelRoom room = new ModelRoom(vertx, around.base(), folder, pool, clock);
    List<ModelRoom.Loaded> loaded = new ArrayList<>();
    settings.models().forEach(m -> loaded.add(room.load(m, around.tables(), alerts::raise)));
    Models models = opened(models(state, clock, loaded, pool, deeds, alerts));

    Map<String, Route> routes = routes(settings, clock);
    Outbox outbox = new Outbox(incidentStore, incidents, () -> routes, clock, false);
    every(timer, Duration.ofSeconds(2), outbox::tick);
    golden(loaded, models, folder, clock);
    GatewayActions actions = new GatewayActions(models, holds, deeds, clock);
    List<Playbook> playbooks = playbooks(settings, around.base());
    PlaybookRunner runner =
        new PlaybookRunner(
            incidentStore,
            incidents,
            () -> playbooks,
            actions,
            outbox,
            clock,
            new PlaybookRunner.Settings(settings.node().orElse("node-1"), Duration.ofMinutes(1)));
    running[0] = runner;
    alerts.start();
    every(timer, Duration.ofSeconds(2), runner::tick);

    RateStore rates = rates(settings, around.base(), clock);
    SqlBudgetLeases leases = new SqlBudgetLeases(state.database(), clock);
    every(timer, Duration.ofHours(24), leases::prune);
    LeasedBudgetStore budgets = new LeasedBudgetStore(leases, LEASE, BUDGET_ACCOUNTS);
    closing.push(
        () -> budgets.flush(clock.instant(), true).toCompletableFuture().get(10, TimeUnit.SECONDS));
    every(timer, Duration.ofSeconds(1), () -> budgets.flush(clock.instant(), false));
    PolicySigner signer = new PolicySigner(state.secret());
    PolicyBundles bundles = new PolicyBundles(state.database(), clock, signer);
    Policies policies =
        new Policies(rooms(state, loaded, rates, budgets, clock), inForce(bundles, signer, around));

    QueryWatch watch =
        new QueryWatch(
            policies.current().bundle().watching(),
            ByteBuffer.wrap(state.derived("query watch")).getLong(),
            random,
            clock);
    loaded.forEach(m -> watch.watch(m.settings().name(), live(m).baseline()));
    WatchFile seen = new WatchFile(watch, folder.resolve("query-watch.bin"));
    seen.restore();
    closing.push(seen::save);
    every(timer, Duration.ofMinutes(1), seen::save);
    WatchLadder watched = new WatchLadder(watch, alerts::raise);

    Map<String, MonitorReport> reports = new ConcurrentHashMap<>();
    Map<String, ModelMonitor> monitors = monitors(loaded, random);
    every(timer, Duration.ofSeconds(30), () -> report(monitors, reports, alerts, clock));

    LedgerDecisionLog log =
        new LedgerDecisionLog(
            state.ledger(),
            state.inputs(),
            Optional.of(state.payloads()),
            () -> policies.current().audit());
    Retention retention =
        new Retention(
            state.inputs(), state.payloads(), () -> policies.current().audit(), deeds, clock);
    every(timer, Duration.ofHours(6), retention::run);
    TrafficMemory memory = new TrafficMemory(folder.resolve("traffic"), random, timer);
    closing.push(memory::close);
    TrafficHub traffic = new TrafficHub(log, memory);

    IdentityPolicy identity = settings.identity().orElseGet(IdentityPolicy::keysOnly);
    ApiKeys keys =
        new ApiKeys(
            new SqlKeyStore(state.database()),
            state.pepper(),
            identity.keys().orElse(KeyRules.DEFAULT),
            clock,
            random);
    ChangeFeed feed = opened(new ChangeFeed(state.database(), clock));
    feed.on(Topic.KEYS, keys::refresh);
    feed.on(Topic.POLICIES, () -> follow(bundles, policies));
    feed.start();

    ClientLadder ladder = new ClientLadder(watched, holds, clock);
    Authenticator authenticator = authenticator(identity, keys, feed, around.base(), clock);
    GatewayMetrics metrics = new GatewayMetrics(state.secret());
    List<Observer> observers = new ArrayList<>(List.of(watched, new Watchers(monitors), metrics));
    settings
        .telemetry()
        .ifPresent(t ->
            observers.add(
                opened(
                    GatewayTraces.otlp(
                        t.otlp(), t.sample().orElse(0.01), settings.node().orElse("node-1")))));
    ThreadLocal<RandomGenerator> ids =
        ThreadLocal.withInitial(() -> new SplittableRandom(random.nextLong()));
    Pipeline pipeline =
        new Pipeline(
            new PipelineParts(
                authenticator,
                policies,
                policies::current,
                models,
                ladder,
                traffic,
                observers,
                () -> RequestIds.create(clock.instant(), ids.get()),
                clock,
                System::nanoTime,
                GatewayServer::afterwards));
    DataPlane data =
        opened(
            DataPlane.start(
                new DataPlaneParts(
                    vertx,
                    pipeline,
                    models,
                    new LateLabels(monitors, clock),
                    System::nanoTime,
                    metrics::rejected),
                options(settings, around.base())));
    House house =
        new House(
            clock,
            models,
            policies,
            bundles,
            signer,
            keys,
            watch,
            holds,
            ladder,
            traffic,
            memory,
            budgets,
            monitors,
            reports,
            incidents,
            runner,
            playbooks,
            actions,
            alerts,
            deeds,
            log,
            folder.resolve("ledger"),
            state.ledgerKey(),
            feed);
    AdminPlane admin =
        opened(
            AdminPlane.start(
                vertx,
                new AdminPlane.Parts(
                    Desks.of(house),
                    new SqlUserStore(state.database()),
                    new SqlSessionStore(state.database()),
                    deeds),
                admin(settings, around)));
    listenBeside(
        settings,
        around,
        new GrpcParts(
            vertx, pipeline, models, authenticator, policies, DataPlaneOptions.local().limits()),
        metrics,
        data);
    data.warmUp(Duration.ofSeconds(2));
    return new Parts(house, data, admin);
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

  /// Metrics, and gRPC where it is wanted.
  private void listenBeside(
      GatewaySettings settings,
      Surroundings around,
      GrpcParts parts,
      GatewayMetrics metrics,
      DataPlane data) {
    metrics.gauge("gambeson_connections", "Open connections", data::connections);
    metrics.gauge("gambeson_in_flight", "Requests not answered yet", data::inFlight);
    metrics.gauge("gambeson_ready", "Whether the gateway is ready", () -> data.ready() ? 1 : 0);
    settings
        .metrics()
        .ifPresent(m ->
            opened(
                MetricsListener.start(
                    parts.vertx(), m.host().orElse("127.0.0.1"), m.port(), metrics, data::ready)));
    settings
        .grpc()
        .ifPresent(g ->
            opened(
                GrpcListener.start(
                    parts,
                    new GrpcSettings(
                        g.host().orElse("127.0.0.1"),
                        g.port(),
                        g.tls().map(t -> grpcTls(t, around.base())),
                        GrpcSettings.Limits.DEFAULTS))));
  }

  private static GrpcSettings.Tls grpcTls(GatewaySettings.Tls tls, Path base) {
    TlsFiles files = tls(tls, base);
    return new GrpcSettings.Tls(
        files.certificate(),
        files.key(),
        files.clientAuthorities(),
        files.clientCertificateRequired());
  }

  private <T extends AutoCloseable> T opened(T part) {
    closing.push(part);
    return part;
  }

  private static void every(ScheduledExecutorService timer, Duration pause, Runnable work) {
    var _ =
        timer.scheduleWithFixedDelay(
            () -> {
              try {
                work.run();
              } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "A periodic task failed: " + e.getMessage());
              }
            },
            pause.toMillis(),
            pause.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private Models models(
      StateRoom state,
      Clock clock,
      List<ModelRoom.Loaded> loaded,
      InferencePool pool,
      Deeds deeds,
      AlertDesk alerts) {
    Models models =
        new Models(
            new SqlRouteStore(state.database(), clock),
            List.of(routeListener(deeds), deployAlarm(loaded, alerts)),
            clock,
            state.derived("canary split"),
            RollbackPolicy.DEFAULTS,
            new ShadowTraffic(1_024, pool::load, new Shadows()),
            alerts::raise);
    for (ModelRoom.Loaded m : loaded) {
      ServableVersion last = m.versions().getLast();
      models.serve(
          m.settings().name(),
          m.table().features(),
          last.classes(),
          m.versions(),
          Optional.of(m.settings().live().orElse(last.version())));
    }
    return models;
  }

  /// Asks every version that serves, once a minute, what it answered when it was first served.
  private void golden(List<ModelRoom.Loaded> loaded, Models models, Path folder, Clock clock) {
    GoldenRecords records = new GoldenRecords(folder.resolve("golden"), folder.resolve("keys"));
    GoldenWatch watch =
        opened(
            new GoldenWatch(
                models,
                (model, version, rows) -> ask(models, model, version, rows),
                Duration.ofMinutes(1),
                Duration.ofSeconds(5),
                clock));
    for (ModelRoom.Loaded m : loaded) {
      for (ServableVersion v : m.versions()) {
        records
            .of(m.settings().name(), v, m.table())
            .ifPresent(g ->
                watch.watch(
                    new GoldenWatch.Golden(g.model(), g.version(), g.question(), g::mismatch)));
      }
    }
    watch.start();
  }

  private static Future<Answer> ask(Models models, String model, String version, Rows rows) {
    return models
        .find(model)
        .flatMap(m -> m.version(version))
        .map(v -> v.infer(rows))
        .orElseGet(() ->
            Future.failedFuture(new Unavailable("not-in-service", "The version serves nobody.")));
  }

  /// Compares versions on a thread of its own: it asks models, and takes seconds.
  private RouteListener deployAlarm(List<ModelRoom.Loaded> loaded, AlertDesk alerts) {
    Map<String, Rows> probes = new HashMap<>();
    loaded.forEach(m -> probes.put(m.settings().name(), probe(m.table().rows())));
    Workers workers = opened(new Workers(1));
    ExecutorService beside =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("deploy-alarm").factory());
    closing.push(beside::shutdownNow);
    return new DeployAlarm(
        (model, version) -> asked(loaded, model, version),
        probes,
        new CheckContext(Policy.defaults(), new Seed(42), workers, Progress.silent()),
        beside,
        alerts::raise);
  }

  private static Rows probe(Rows rows) {
    return rows.slice(0, Math.min(PROBE, rows.count()));
  }

  private static Optional<ScoredClassifier> asked(
      List<ModelRoom.Loaded> loaded, String model, String version) {
    for (ModelRoom.Loaded m : loaded) {
      for (ServableVersion v : m.versions()) {
        if (m.settings().name().equals(model) && v.version().equals(version)) {
          return Optional.of(new AskedClassifier(m.table().features(), v.classes(), v));
        }
      }
    }
    return Optional.empty();
  }

  private static RouteListener routeListener(Deeds deeds) {
    return new RouteListener() {
      @Override
      public void announce(RouteChange change) {
        record(change, "tried");
      }

      @Override
      public void changed(RouteChange change, Optional<String> trouble) {
        record(change, trouble.isEmpty() ? "done" : "done-with-trouble");
      }

      private void record(RouteChange change, String stage) {
        deeds.record(
            change.by(),
            "route." + change.kind().id(),
            change.model(),
            true,
            Map.of(
                "stage",
                stage,
                "version",
                change.version(),
                "digest",
                change.digest().isEmpty() ? "none" : change.digest()));
      }
    };
  }

  /// The passport of the version that a model begins with.
  private static Passport live(ModelRoom.Loaded model) {
    String name = model.settings().live().orElse(model.versions().getLast().version());
    for (int i = 0; i < model.versions().size(); i++) {
      if (model.versions().get(i).version().equals(name)) {
        return model.passports().get(i);
      }
    }
    return model.passports().getLast();
  }

  private static TermsFactory.Rooms rooms(
      StateRoom state,
      List<ModelRoom.Loaded> loaded,
      RateStore rates,
      LeasedBudgetStore budgets,
      Clock clock) {
    Map<String, TermsFactory.ModelFacts> facts = new HashMap<>();
    loaded.forEach(m ->
        facts.put(
            m.settings().name(),
            new TermsFactory.ModelFacts(m.versions().getLast().classes().size(), live(m).input())));
    return new TermsFactory.Rooms(
        facts,
        rates,
        budgets,
        new RecentRows(RECENT_ROWS, state.secret()),
        new InFlight(),
        state.secret().derive("answers"),
        new Refusals(),
        clock);
  }

  /// How shadows answer is shown at the console by the counts of their versions.
  private static final class Shadows implements ShadowTraffic.Listener {
    @Override
    public void compared(
        String model,
        String version,
        String shadow,
        Rows rows,
        Answer given,
        Answer shadowed,
        ShadowTraffic.Comparison comparison) {}

    @Override
    public void failed(String model, String version, String shadow, String reason) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Shadow %s of model %s failed: %s".formatted(shadow, model, reason));
    }
  }

  /// Guards that break are a matter for the operator's log; refusals stand in the ledger.
  private static final class Refusals implements GuardChain.Listener {
    @Override
    public void refused(String stage, Query query, Decision.Refuse refusal) {}

    @Override
    public void wouldRefuse(String stage, Query query, Decision.Refuse refusal) {}

    @Override
    public void failed(String stage, Query query, Throwable error, GuardStage.OnError done) {
      LOG.log(
          System.Logger.Level.ERROR,
          "Guard %s broke on a request to %s (%s): %s"
              .formatted(stage, query.model(), done, error.getClass().getSimpleName()));
    }
  }

  private static Map<String, ModelMonitor> monitors(
      List<ModelRoom.Loaded> loaded, SecureRandom random) {
    CheckContext context =
        new CheckContext(Policy.defaults(), new Seed(42), new Workers(1), Progress.silent());
    Map<String, ModelMonitor> monitors = new HashMap<>();
    for (ModelRoom.Loaded m : loaded) {
      for (int i = 0; i < m.versions().size(); i++) {
        monitors.put(
            Watchers.key(m.settings().name(), m.versions().get(i).version()),
            new ModelMonitor(
                m.passports().get(i).reference(), MonitorPolicy.defaults(), context, random));
      }
    }
    return Map.copyOf(monitors);
  }

  private static void report(
      Map<String, ModelMonitor> monitors,
      Map<String, MonitorReport> reports,
      AlertDesk alerts,
      Clock clock) {
    monitors.forEach((key, monitor) -> {
      MonitorReport report = monitor.report(clock.instant());
      reports.put(key, report);
      for (Alert alert : report.alerts()) {
        alerts.raise(alert);
      }
    });
  }

  private Authenticator authenticator(
      IdentityPolicy policy, ApiKeys keys, ChangeFeed feed, Path base, Clock clock) {
    Optional<OidcAuthenticator> tokens =
        policy.issuers().isEmpty()
            ? Optional.empty()
            : Optional.of(opened(new OidcAuthenticator(policy.issuers(), clock, 1)));
    return new Identities(
        keys,
        tokens.map(t -> t),
        policy.certificates().map(c -> CertificateIdentity.open(c, base, clock)),
        () -> feed.age().compareTo(policy.longestStale()) <= 0);
  }

  /// The bundle in force: what was activated last, or what the file says when that is new.
  private static String inForce(PolicyBundles bundles, PolicySigner signer, Surroundings around) {
    String digest = Sha256.of(around.policy());
    boolean known = bundles.history(HISTORY).stream().anyMatch(a -> a.digest().equals(digest));
    if (!known) {
      bundles.add(
          signer.sign(around.policy().getBytes(StandardCharsets.UTF_8), "from the settings"),
          "gambeson serve");
      long last = bundles.current().map(PolicyBundles.Activation::number).orElse(0L);
      bundles.activate(digest, last, "gambeson serve", "from the settings");
    }
    return bundles
        .current()
        .flatMap(a -> bundles.find(a.digest()))
        .map(b -> new String(b.content(), StandardCharsets.UTF_8))
        .orElse(around.policy());
  }

  /// Another node, or the console, put a bundle in force.
  private static void follow(PolicyBundles bundles, Policies policies) {
    bundles
        .current()
        .filter(a -> !a.digest().equals(policies.current().digest()))
        .flatMap(a -> bundles.find(a.digest()))
        .ifPresent(b ->
            policies.activate(policies.compile(new String(b.content(), StandardCharsets.UTF_8))));
  }

  private static Map<String, Route> routes(GatewaySettings settings, Clock clock) {
    Map<String, Route> routes = new HashMap<>();
    settings.routes().orElse(Map.of()).forEach((name, r) -> routes.put(name, r.open(clock)));
    return Map.copyOf(routes);
  }

  /// Rates of this node alone, or leased from Redis where the settings name one.
  private RateStore rates(GatewaySettings settings, Path base, Clock clock) {
    GatewaySettings.State where = settings.state().orElse(GatewaySettings.State.EMBEDDED);
    if (where.redis().isEmpty()) {
      return new MemoryRateStore(RATE_KEYS, System::nanoTime);
    }
    RedisHub hub =
        opened(
            RedisHub.open(
                where.redis().get(),
                where
                    .redisPassword()
                    .map(f -> StateRoom.secretText(SettingsReader.resolve(base, f))),
                "gambeson",
                settings.node().orElse("node-1"),
                clock));
    return new LeasedRateStore(new RedisRateLeases(hub), hub::nodes, RATE_KEYS, System::nanoTime);
  }

  private static List<Playbook> playbooks(GatewaySettings settings, Path base) {
    if (settings.playbooks().isEmpty()) {
      return StandardPlaybooks.all();
    }
    Path folder = SettingsReader.resolve(base, settings.playbooks().get());
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".yaml") || f.toString().endsWith(".yml"))
          .sorted()
          .map(PlaybookReader::read)
          .toList();
    } catch (IOException e) {
      throw GambesonException.usage(
          "The playbooks in %s cannot be read: %s.".formatted(folder, e.getMessage()));
    }
  }

  private static AdminOptions admin(GatewaySettings settings, Surroundings around) {
    GatewaySettings.Listener listener =
        settings.admin().orElse(GatewaySettings.Listener.local(8090));
    AdminOptions usual = AdminOptions.local(around.clock());
    return new AdminOptions(
        listener.host().orElse("127.0.0.1"),
        listener.port(),
        listener
            .tls()
            .map(t ->
                new AdminOptions.Tls(
                    SettingsReader.resolve(around.base(), t.certificate()),
                    SettingsReader.resolve(around.base(), t.key()))),
        List.of(),
        usual.idle(),
        usual.absolute(),
        settings.signIn().map(s -> signIn(s, around.base())),
        around.clock(),
        around.random());
  }

  private static OidcOptions signIn(GatewaySettings.SignIn s, Path base) {
    return new OidcOptions(
        URI.create(s.issuer()),
        s.clientId(),
        s.clientSecret().map(f -> StateRoom.secretText(SettingsReader.resolve(base, f))),
        URI.create(s.redirect()),
        s.rolesClaim().orElse("roles"),
        s.roles(),
        s.label().orElse("Single sign-on"));
  }

  private static DataPlaneOptions options(GatewaySettings settings, Path base) {
    GatewaySettings.Listener listener =
        settings.data().orElse(GatewaySettings.Listener.local(8080));
    DataPlaneOptions usual = DataPlaneOptions.local();
    return new DataPlaneOptions(
        listener.host().orElse("127.0.0.1"),
        listener.port(),
        usual.eventLoops(),
        usual.front(),
        usual.limits(),
        listener.tls().map(t -> tls(t, base)),
        settings.trustedProxies().orElse(List.of()),
        usual.drain());
  }

  private static TlsFiles tls(GatewaySettings.Tls tls, Path base) {
    return new TlsFiles(
        SettingsReader.resolve(base, tls.certificate()),
        SettingsReader.resolve(base, tls.key()),
        tls.clientCa().map(f -> SettingsReader.resolve(base, f)),
        tls.clientCertificate().orElse(false));
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
    while (!closing.isEmpty()) {
      try {
        closing.pop().close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "A part did not close in order: " + e.getMessage());
      }
    }
  }
}
