package dev.gambeson.server;

import dev.gambeson.core.alert.Alert;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.budget.LeasedBudgetStore;
import dev.gambeson.guard.budget.RecentRows;
import dev.gambeson.guard.detect.QueryWatch;
import dev.gambeson.guard.limit.InFlight;
import dev.gambeson.guard.limit.LeasedRateStore;
import dev.gambeson.guard.limit.MemoryRateStore;
import dev.gambeson.guard.limit.RateStore;
import dev.gambeson.monitor.ModelMonitor;
import dev.gambeson.monitor.MonitorReport;
import dev.gambeson.response.IncidentBook;
import dev.gambeson.response.IncidentPolicy;
import dev.gambeson.response.playbook.Playbook;
import dev.gambeson.response.playbook.PlaybookRunner;
import dev.gambeson.response.route.Outbox;
import dev.gambeson.response.route.Route;
import dev.gambeson.response.store.IncidentStore;
import dev.gambeson.server.admin.AdminPlane;
import dev.gambeson.server.audit.Deeds;
import dev.gambeson.server.audit.LedgerDecisionLog;
import dev.gambeson.server.audit.RequestIds;
import dev.gambeson.server.audit.Retention;
import dev.gambeson.server.canary.CanaryKeeper;
import dev.gambeson.server.canary.DecoyAuthenticator;
import dev.gambeson.server.config.GatewaySettings;
import dev.gambeson.server.config.SettingsReader;
import dev.gambeson.server.control.AlertDesk;
import dev.gambeson.server.control.ClientLadder;
import dev.gambeson.server.control.Desks;
import dev.gambeson.server.control.DriftHistory;
import dev.gambeson.server.control.GatewayActions;
import dev.gambeson.server.control.Holds;
import dev.gambeson.server.control.House;
import dev.gambeson.server.control.HouseMetrics;
import dev.gambeson.server.control.LateLabels;
import dev.gambeson.server.control.LearntCurves;
import dev.gambeson.server.control.PolicySigner;
import dev.gambeson.server.control.Records;
import dev.gambeson.server.control.SharedBans;
import dev.gambeson.server.control.SharedSteps;
import dev.gambeson.server.control.TrafficHub;
import dev.gambeson.server.control.TrafficMemory;
import dev.gambeson.server.control.VersionFigures;
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
import dev.gambeson.server.http.ResponseSigner;
import dev.gambeson.server.identity.ApiKeys;
import dev.gambeson.server.identity.Authenticator;
import dev.gambeson.server.identity.CertificateIdentity;
import dev.gambeson.server.identity.Identities;
import dev.gambeson.server.identity.IdentityPolicy;
import dev.gambeson.server.identity.KeyGrant;
import dev.gambeson.server.identity.KeyRules;
import dev.gambeson.server.identity.OidcAuthenticator;
import dev.gambeson.server.passport.SigningKeys;
import dev.gambeson.server.policy.Policies;
import dev.gambeson.server.policy.PolicyRepeats;
import dev.gambeson.server.policy.TermsFactory;
import dev.gambeson.server.serving.GoldenWatch;
import dev.gambeson.server.serving.InferencePool;
import dev.gambeson.server.serving.Models;
import dev.gambeson.server.serving.RollbackPolicy;
import dev.gambeson.server.serving.ServableVersion;
import dev.gambeson.server.serving.ShadowTraffic;
import dev.gambeson.server.state.ChangeFeed;
import dev.gambeson.server.state.PolicyBundles;
import dev.gambeson.server.state.RedisHub;
import dev.gambeson.server.state.RedisRateLeases;
import dev.gambeson.server.state.SqlBans;
import dev.gambeson.server.state.SqlBudgetLeases;
import dev.gambeson.server.state.SqlClientStates;
import dev.gambeson.server.state.SqlHolds;
import dev.gambeson.server.state.SqlIncidentStore;
import dev.gambeson.server.state.SqlKeyStore;
import dev.gambeson.server.state.SqlProposalStore;
import dev.gambeson.server.state.SqlReviewStore;
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
import io.vertx.core.VertxOptions;
import java.nio.ByteBuffer;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

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
  private static final Duration FILES = Duration.ofSeconds(2);

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

  private Parts assemble(GatewaySettings settings, Surroundings around) {
    Path folder =
        SettingsReader.resolve(
            around.base(), settings.state().orElse(GatewaySettings.State.EMBEDDED).where());
    Clock clock = around.clock();
    SecureRandom random = around.random();
    StateRoom state = closing.open(StateRoom.open(settings, around.base(), folder, clock, random));
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    closing.then(
        () -> vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS));
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("gateway-timer").factory());
    closing.then(timer::shutdownNow);

    // What alerts reach is made first: everything else may raise one.
    Deeds deeds = new Deeds(state.ledger());
    QueryWatch[] watching = new QueryWatch[1];
    Holds holds =
        new Holds(
            new SqlHolds(state.database()),
            folder.resolve("holds.json"),
            clock,
            hold -> SharedSteps.lifted(hold, watching[0]));
    every(timer, Duration.ofSeconds(2), holds::share);
    every(timer, Duration.ofHours(1), holds::prune);
    IncidentStore incidentStore = new SqlIncidentStore(state.database());
    AtomicReference<IncidentPolicy> grouping = new AtomicReference<>(IncidentPolicy.defaults());
    IncidentBook incidents = new IncidentBook(incidentStore, grouping::get, clock);
    PlaybookRunner[] running = new PlaybookRunner[1];
    AlertDesk alerts =
        closing.open(
            new AlertDesk(alert -> {
              try {
                CanaryRoom.remember(alert, deeds);
              } finally {
                new SharedSteps(watching[0], holds).raised(alert);
                running[0].take(alert);
              }
            }));

    InferencePool pool =
        closing.open(
            new InferencePool(Math.max(1, Runtime.getRuntime().availableProcessors() - 1), 1_024));
    ModelRoom room = new ModelRoom(vertx, around.base(), folder, pool, clock);
    List<ModelRoom.Loaded> loaded = new ArrayList<>();
    settings.models().forEach(m -> loaded.add(room.load(m, around.tables(), alerts::raise)));
    Models models = closing.open(models(state, clock, loaded, pool, deeds, alerts));

    Map<String, Route> routes = ResponseParts.routes(settings, around.base(), clock);
    Outbox outbox = new Outbox(incidentStore, incidents, () -> routes, clock, false);
    every(timer, Duration.ofSeconds(2), outbox::tick);
    GoldenWatch golden = ModelWatching.golden(closing, loaded, models, folder, clock);
    GatewayActions actions = new GatewayActions(models, holds, deeds, clock);
    List<Playbook> playbooks = ResponseParts.playbooks(settings, around.base());
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
    alerts.remember(AlertDesk.told(incidents));
    every(timer, Duration.ofSeconds(2), runner::tick);

    Optional<RedisHub> redis = redis(settings, around.base(), clock);
    RateStore rates = rates(redis);
    SqlBudgetLeases leases = new SqlBudgetLeases(state.database(), clock);
    every(timer, Duration.ofHours(24), leases::prune);
    LeasedBudgetStore budgets = new LeasedBudgetStore(leases, LEASE, BUDGET_ACCOUNTS);
    closing.then(
        () -> budgets.flush(clock.instant(), true).toCompletableFuture().get(10, TimeUnit.SECONDS));
    every(timer, Duration.ofSeconds(1), () -> budgets.flush(clock.instant(), false));
    PolicySigner signer = new PolicySigner(state.secret());
    PolicyBundles bundles = new PolicyBundles(state.database(), clock, signer);
    SharedBans bans = closing.open(new SharedBans(new SqlBans(state.database()), clock));
    every(timer, Duration.ofHours(1), bans::prune);
    Policies policies =
        new Policies(
            rooms(state, loaded, pool, rates, budgets, clock),
            PolicyFollowing.inForce(bundles, signer, around),
            bans::tell);
    policies.follow(bundle -> grouping.set(bundle.grouping()));

    QueryWatch watch =
        new QueryWatch(
            policies.current().bundle().watching(),
            ByteBuffer.wrap(state.derived("query watch")).getLong(),
            random,
            clock);
    watching[0] = watch;
    alerts.start();
    policies.follow(bundle -> watch.follow(bundle.watching()));
    loaded.forEach(m -> watch.watch(m.settings().name(), ModelWatching.live(m).baseline()));
    WatchFile seen = new WatchFile(watch, folder.resolve("query-watch.bin"));
    seen.restore();
    closing.then(seen::save);
    every(timer, Duration.ofMinutes(1), seen::save);
    WatchLadder watched = new WatchLadder(watch, alerts::raise);

    Map<String, MonitorReport> reports = new ConcurrentHashMap<>();
    DriftHistory drift = new DriftHistory();
    Map<String, ModelMonitor> monitors = ModelWatching.monitors(loaded, random);
    every(
        timer,
        Duration.ofSeconds(30),
        () -> ModelWatching.report(monitors, reports, drift, alerts, clock));

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
    TrafficMemory memory =
        new TrafficMemory(
            folder.resolve("traffic"), new SplittableRandom(random.nextLong()), timer);
    closing.then(memory::close);
    LearntCurves curves =
        new LearntCurves(
            new SqlClientStates(state.database()), settings.node().orElse("node-1"), clock);
    curves.restore();
    closing.then(curves::save);
    every(timer, Duration.ofMinutes(1), curves::save);
    TrafficHub traffic = new TrafficHub(log, memory, curves);

    IdentityPolicy identity = settings.identity().orElseGet(IdentityPolicy::keysOnly);
    ApiKeys keys =
        new ApiKeys(
            new SqlKeyStore(state.database()),
            state.pepper(),
            identity.keys().orElse(KeyRules.DEFAULT),
            clock,
            random);
    ChangeFeed feed = closing.open(new ChangeFeed(state.database(), clock));
    feed.on(Topic.KEYS, keys::refresh);
    CanaryKeeper canaries = CanaryRoom.open(state, loaded, alerts::raise, clock, random);
    feed.on(Topic.CANARIES, canaries::refresh);
    Following following = new Following(alerts::raise, deeds, clock);
    feed.on(Topic.POLICIES, () -> PolicyFollowing.follow(bundles, policies, following));
    feed.on(Topic.ROUTES, () -> following.routes(models));
    feed.on(Topic.BANS, () -> bans.refresh(policies.bans()));
    feed.on(Topic.HOLDS, holds::refresh);
    redis.ifPresent(hub -> {
      state.database().onChange(hub::tell);
      hub.onTold(_ -> feed.nudge());
    });
    feed.start();
    settings
        .policy()
        .map(f -> SettingsReader.resolve(around.base(), f))
        .ifPresent(file ->
            watched(
                timer,
                List.of(file),
                () -> PolicyFollowing.changed(file, bundles, signer, policies, following, clock)));

    ClientLadder ladder = new ClientLadder(watched, holds, clock);
    Authenticator authenticator =
        new DecoyAuthenticator(
            authenticator(identity, keys, feed, around.base(), clock), canaries, clock);
    GatewayMetrics metrics = new GatewayMetrics(state.secret());
    metrics.gauge("gambeson_ledger_waiting", "Decisions on their way to the disk", log::waiting);
    metrics.gauge("gambeson_ledger_given_up", "Decisions that found no place", log::dropped);
    metrics.gauge(
        "gambeson_state_age_seconds", "Age of what is known", () -> feed.age().toSeconds());
    metrics.gauge(
        "gambeson_rates_degraded",
        "Rates without the shared store",
        () -> rates.degraded() ? 1 : 0);
    VersionFigures figures = new VersionFigures();
    List<Observer> observers =
        new ArrayList<>(List.of(watched, new Watchers(monitors), metrics, figures));
    settings
        .telemetry()
        .ifPresent(t ->
            observers.add(
                closing.open(
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
                canaries,
                traffic,
                observers,
                () -> RequestIds.create(clock.instant(), ids.get()),
                clock,
                System::nanoTime,
                GatewayServer::afterwards));
    DataPlane data =
        closing.open(
            DataPlane.start(
                new DataPlaneParts(
                    vertx,
                    pipeline,
                    models,
                    new LateLabels(monitors, clock),
                    new ResponseSigner(SigningKeys.of(folder.resolve("keys"), "answers"), clock),
                    System::nanoTime,
                    metrics::rejected),
                Listeners.data(settings, around.base())));
    House house =
        new House(
            clock,
            models,
            policies,
            bundles,
            signer,
            keys,
            canaries,
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
            feed,
            new Records(
                routes,
                new SqlReviewStore(state.database()),
                new SqlProposalStore(state.database()),
                drift,
                VersionFacts.of(loaded),
                figures,
                golden::states,
                curves));
    HouseMetrics shown = new HouseMetrics(house, metrics.registry());
    every(timer, Duration.ofSeconds(15), shown::refresh);
    AdminPlane admin =
        closing.open(
            AdminPlane.start(
                vertx,
                new AdminPlane.Parts(
                    Desks.of(house),
                    new SqlUserStore(state.database()),
                    new SqlSessionStore(state.database()),
                    deeds),
                Listeners.admin(settings, around)));
    Renewal renewal = new Renewal(timer, around.base(), deeds, following);
    listenBeside(
        settings,
        around,
        new GrpcParts(
            vertx, pipeline, models, authenticator, policies, DataPlaneOptions.local().limits()),
        metrics,
        data,
        renewal);
    renewal.of("data plane", settings.data(), data::reloadCertificates);
    renewal.of("console", settings.admin(), admin::reloadCertificates);
    data.warmUp(Duration.ofSeconds(2));
    return new Parts(house, data, admin, metrics);
  }

  /// Reads the certificates of a listener again when their files were changed, and says so.
  private record Renewal(
      ScheduledExecutorService timer, Path base, Deeds deeds, Following following) {
    void of(
        String listener,
        Optional<GatewaySettings.Listener> settings,
        Supplier<Future<Void>> reload) {
      settings
          .flatMap(GatewaySettings.Listener::tls)
          .ifPresent(tls ->
              watched(timer, Listeners.files(tls, base), () -> again(listener, reload.get())));
    }

    private void again(String listener, Future<Void> reloaded) {
      try {
        reloaded.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        deeds.record("gambeson", "certificates.reload", "", true, Map.of());
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        following.trouble("certificate of the " + listener, "", String.valueOf(e.getMessage()));
      }
    }
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
      DataPlane data,
      Renewal renewal) {
    metrics.gauge("gambeson_connections", "Open connections", data::connections);
    metrics.gauge("gambeson_in_flight", "Requests not answered yet", data::inFlight);
    metrics.gauge("gambeson_ready", "Whether the gateway is ready", () -> data.ready() ? 1 : 0);
    settings
        .metrics()
        .ifPresent(m ->
            closing.open(
                MetricsListener.start(
                    parts.vertx(), m.host().orElse("127.0.0.1"), m.port(), metrics, data::ready)));
    settings
        .grpc()
        .ifPresent(g -> {
          GrpcListener listener = closing.open(GrpcListener.start(parts, grpc(g, around.base())));
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

  /// Does something each time that files were changed.
  private static void watched(ScheduledExecutorService timer, List<Path> files, Runnable work) {
    FilesWatched watched = new FilesWatched(files);
    every(
        timer,
        FILES,
        () -> {
          if (watched.changed()) {
            work.run();
          }
        });
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
            List.of(Hearing.routes(deeds), ModelWatching.deployAlarm(closing, loaded, alerts)),
            clock,
            state.derived("canary split"),
            RollbackPolicy.DEFAULTS,
            new ShadowTraffic(1_024, pool::load, new Hearing.Shadows()),
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

  private static TermsFactory.Rooms rooms(
      StateRoom state,
      List<ModelRoom.Loaded> loaded,
      InferencePool pool,
      RateStore rates,
      LeasedBudgetStore budgets,
      Clock clock) {
    Map<String, TermsFactory.ModelFacts> facts = new HashMap<>();
    loaded.forEach(m ->
        facts.put(
            m.settings().name(),
            new TermsFactory.ModelFacts(
                m.versions().getLast().classes().size(),
                ModelWatching.live(m).input(),
                m.table().features().names(),
                ExplainRoom.of(m, pool))));
    return new TermsFactory.Rooms(
        facts,
        rates,
        budgets,
        new RecentRows(RECENT_ROWS, state.secret()),
        new InFlight(),
        state.secret().derive("answers"),
        new PolicyRepeats.Memory(state.secret().derive("replays")),
        new Hearing.Refusals(),
        clock);
  }

  private Authenticator authenticator(
      IdentityPolicy policy, ApiKeys keys, ChangeFeed feed, Path base, Clock clock) {
    Optional<OidcAuthenticator> tokens =
        policy.issuers().isEmpty()
            ? Optional.empty()
            : Optional.of(closing.open(new OidcAuthenticator(policy.issuers(), clock, 1)));
    return new Identities(
        keys,
        tokens.map(t -> t),
        policy.certificates().map(c -> CertificateIdentity.open(c, base, clock)),
        () -> feed.age().compareTo(policy.longestStale()) <= 0);
  }

  private Optional<RedisHub> redis(GatewaySettings settings, Path base, Clock clock) {
    GatewaySettings.State where = settings.state().orElse(GatewaySettings.State.EMBEDDED);
    return where
        .redis()
        .map(address ->
            closing.open(
                RedisHub.open(
                    address,
                    where
                        .redisPassword()
                        .map(f -> StateRoom.secretText(SettingsReader.resolve(base, f))),
                    "gambeson",
                    settings.node().orElse("node-1"),
                    clock)));
  }

  /// Rates of this node alone, or leased from Redis where the settings name one.
  private static RateStore rates(Optional<RedisHub> redis) {
    return redis
        .<RateStore>map(hub ->
            new LeasedRateStore(new RedisRateLeases(hub), hub::nodes, RATE_KEYS, System::nanoTime))
        .orElseGet(() -> new MemoryRateStore(RATE_KEYS, System::nanoTime));
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
