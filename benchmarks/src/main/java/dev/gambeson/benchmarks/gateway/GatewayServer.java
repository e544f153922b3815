package dev.gambeson.benchmarks.gateway;

import dev.gambeson.core.Seed;
import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.GuardChain;
import dev.gambeson.guard.GuardStage;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.budget.BudgetPolicy;
import dev.gambeson.guard.budget.MemoryBudgetStore;
import dev.gambeson.guard.budget.QueryLedger;
import dev.gambeson.guard.budget.RecentRows;
import dev.gambeson.guard.detect.DetectPolicy;
import dev.gambeson.guard.detect.Level;
import dev.gambeson.guard.detect.ModelBaseline;
import dev.gambeson.guard.detect.QueryWatch;
import dev.gambeson.guard.limit.BanList;
import dev.gambeson.guard.limit.BanPolicy;
import dev.gambeson.guard.limit.InFlight;
import dev.gambeson.guard.limit.LimitPolicy;
import dev.gambeson.guard.limit.MemoryRateStore;
import dev.gambeson.guard.limit.RateLimit;
import dev.gambeson.guard.limit.RateLimiter;
import dev.gambeson.guard.output.OutputGuard;
import dev.gambeson.guard.output.OutputPolicy;
import dev.gambeson.registry.ledger.Ledger;
import dev.gambeson.registry.ledger.LedgerKey;
import dev.gambeson.server.audit.AuditPolicy;
import dev.gambeson.server.audit.DecisionLog;
import dev.gambeson.server.audit.InputKeys;
import dev.gambeson.server.audit.LedgerDecisionLog;
import dev.gambeson.server.audit.RequestIds;
import dev.gambeson.server.gateway.Admission;
import dev.gambeson.server.gateway.Canaries;
import dev.gambeson.server.gateway.ChainGuards;
import dev.gambeson.server.gateway.Guards;
import dev.gambeson.server.gateway.LabelSink;
import dev.gambeson.server.gateway.Ladder;
import dev.gambeson.server.gateway.LimitAdmission;
import dev.gambeson.server.gateway.Observer;
import dev.gambeson.server.gateway.Pipeline;
import dev.gambeson.server.gateway.PipelineParts;
import dev.gambeson.server.gateway.PolicySnapshot;
import dev.gambeson.server.gateway.Spending;
import dev.gambeson.server.gateway.Terms;
import dev.gambeson.server.gateway.WatchLadder;
import dev.gambeson.server.http.DataPlane;
import dev.gambeson.server.http.DataPlaneOptions;
import dev.gambeson.server.http.DataPlaneParts;
import dev.gambeson.server.http.FrontLimits;
import dev.gambeson.server.identity.AccessPolicy;
import dev.gambeson.server.identity.AccessRules;
import dev.gambeson.server.identity.Action;
import dev.gambeson.server.identity.ApiKeys;
import dev.gambeson.server.identity.Identities;
import dev.gambeson.server.identity.KeyGrant;
import dev.gambeson.server.identity.KeyRules;
import dev.gambeson.server.identity.Pepper;
import dev.gambeson.server.policy.BudgetSpending;
import dev.gambeson.server.serving.InferencePool;
import dev.gambeson.server.serving.LocalModel;
import dev.gambeson.server.serving.LocalSettings;
import dev.gambeson.server.serving.ModelHouse;
import dev.gambeson.server.serving.ModelVersion;
import dev.gambeson.server.serving.ServedModel;
import dev.gambeson.server.state.Database;
import dev.gambeson.server.state.SqlKeyStore;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// A gateway as `gambeson serve` puts it together, alone, for measuring: API key, access rules,
/// rates, bans, requests in flight, budget, output policy, query watch, decision ledger.
///
/// Arguments: `PORT MODE GUARDS LOOPS`, MODE `local` (ONNX file in process) or `http://host:port`
/// (forwarded), GUARDS `on` or `off`. Prints `READY KEY`.
public final class GatewayServer {
  private static final Path MODEL = Path.of("../shared/models/breast_cancer");
  private static final int WIDTH = 30;

  private final Vertx vertx;
  private final Path folder;
  private final SecureRandom random = new SecureRandom();
  private final ModelVersion version;
  private final boolean guarded;

  private GatewayServer(Vertx vertx, Path folder, ModelVersion version, boolean guarded) {
    this.vertx = vertx;
    this.folder = folder;
    this.version = version;
    this.guarded = guarded;
  }

  /// Starts it.
  public static void main(String[] args) throws IOException {
    int loops = Integer.parseInt(args[3]);
    Vertx vertx =
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops));
    Path folder = Files.createTempDirectory("gateway-bench");
    ModelVersion version =
        args[1].equals("local") ? local(folder) : new Forward(vertx, args[1], features());
    new GatewayServer(vertx, folder, version, args[2].equals("on"))
        .start(Integer.parseInt(args[0]), loops);
  }

  static FeatureSpace features() {
    List<Feature> features = new ArrayList<>();
    for (int i = 0; i < WIDTH; i++) {
      features.add(new Feature.Numeric("f" + i, false, -1e9, 1e9, 1, false));
    }
    return new FeatureSpace(features);
  }

  private static ModelVersion local(Path folder) throws IOException {
    Path file = MODEL.resolve("boosted.ubj");
    return LocalModel.open(
        "1",
        LocalSettings.of(file, Sha256.of(Files.readAllBytes(file))),
        Optional.of(features()),
        new InferencePool(1, 1000),
        folder,
        Clock.systemUTC().instant());
  }

  private void start(int port, int loops) throws IOException {
    ApiKeys keys =
        new ApiKeys(
            new SqlKeyStore(Database.embedded(folder.resolve("db"))),
            Pepper.file(folder.resolve("pepper"), random),
            KeyRules.DEFAULT,
            Clock.systemUTC(),
            random);
    KeyGrant grant =
        new KeyGrant(
            "acme", "bench", "partner", Set.of("asker"), Map.of(), Set.of("*"), Set.of(), "");
    String key = keys.issue(grant, Duration.ofDays(1), "bench").reveal();
    ModelHouse house = new OneModelHouse(new OneModel("fraud", version));
    WatchLadder watch = guarded ? watch() : null;
    PolicySnapshot policy = policy();
    RandomGenerator ids = RandomGeneratorFactory.of("L64X128MixRandom").create(random.nextLong());
    Pipeline pipeline =
        new Pipeline(
            new PipelineParts(
                new Identities(keys, Optional.empty(), Optional.empty(), () -> true),
                access(),
                () -> policy,
                house,
                watch == null ? Ladder.CLEAR : watch,
                Canaries.NONE,
                guarded ? ledger() : _ -> io.vertx.core.Future.succeededFuture(),
                watch == null ? List.<Observer>of() : List.of(watch),
                () -> RequestIds.create(Clock.systemUTC().instant(), ids),
                Clock.systemUTC(),
                System::nanoTime,
                task -> {
                  Context context = Vertx.currentContext();
                  if (context == null) {
                    task.run();
                  } else {
                    context.runOnContext(_ -> task.run());
                  }
                }));
    DataPlaneOptions options =
        new DataPlaneOptions(
            "127.0.0.1",
            port,
            loops,
            front(),
            dev.gambeson.server.oip.OipLimits.defaults(),
            Optional.empty(),
            List.of(),
            Duration.ofSeconds(5));
    DataPlane plane =
        DataPlane.start(
            new DataPlaneParts(vertx, pipeline, house, LabelSink.NONE, System::nanoTime, _ -> {}),
            options);
    plane.warmedUp();
    System.out.println("READY " + key);
  }

  private static FrontLimits front() {
    FrontLimits d = FrontLimits.defaults();
    return new FrontLimits(
        d.headerBytes(),
        d.headers(),
        d.headerTime(),
        d.bodyBytes(),
        d.bodyRate(),
        d.bodyGrace(),
        d.idle(),
        1_000_000_000, // as the peers: connections are kept
        d.connectionsPerAddress(),
        d.connections(),
        d.streams(),
        d.resets());
  }

  private static AccessRules access() {
    return AccessRules.of(
        new AccessPolicy(
            Optional.of(
                new AccessPolicy.AddressRules(
                    List.of("127.0.0.0/8", "10.0.0.0/8"), List.of("10.9.0.0/16"))),
            Map.of("acme", new AccessPolicy.TenantModels(List.of("*"))),
            Map.of(
                "asker",
                List.of(new AccessPolicy.Grant(List.of("*"), List.of(), List.of(Action.INFER)))),
            List.of()));
  }

  private PolicySnapshot policy() {
    OutputPolicy output = OutputPolicy.rounded(2);
    Admission admission = Admission.FREE;
    Guards guards = Guards.NONE;
    Spending spending = Spending.FREE;
    if (guarded) {
      LimitPolicy limits =
          new LimitPolicy(
              List.of(RateLimit.of(1_000_000, Duration.ofSeconds(1))),
              List.of(
                  RateLimit.of(1_000_000, Duration.ofSeconds(1)),
                  RateLimit.of(1_000_000, Duration.ofHours(1))),
              List.of(),
              List.of(RateLimit.of(1_000_000, Duration.ofSeconds(1))),
              List.of(),
              Optional.empty(),
              Optional.of(10_000),
              Optional.empty());
      admission =
          new LimitAdmission(
              new RateLimiter(
                  Map.of("partner", limits), limits, new MemoryRateStore(10_000, System::nanoTime)),
              limits,
              new InFlight(),
              new BanList(BanPolicy.defaults(), 10_000, _ -> {}),
              Clock.systemUTC());
      guards =
          new ChainGuards(
              new GuardChain(
                  List.of(
                      GuardStage.of(
                          "output",
                          new OutputGuard(
                              Map.of("partner", output),
                              OutputPolicy.label(),
                              MacKey.random(random)))),
                  GuardChain.Listener.none(),
                  System::nanoTime));
      spending =
          new BudgetSpending(
              new QueryLedger(
                  new MemoryBudgetStore(10_000),
                  Map.of(),
                  BudgetPolicy.monthly(1e11),
                  new RecentRows(1 << 20, MacKey.random(random))),
              output,
              2);
    }
    return new OnePolicy(new Terms(1 << 20, 1000, admission, guards, spending));
  }

  private WatchLadder watch() throws IOException {
    List<String> lines = Files.readAllLines(MODEL.resolve("train.csv"));
    double[][] rows =
        lines.stream()
            .skip(1)
            .map(l -> {
              String[] cells = l.split(",", -1);
              double[] row = new double[WIDTH];
              for (int i = 0; i < WIDTH; i++) {
                row[i] = Double.parseDouble(cells[i]);
              }
              return row;
            })
            .toArray(double[][]::new);
    ScoredClassifier model =
        version instanceof LocalModel own
            ? own.model()
            : new FunctionClassifier(
                features(),
                List.of("0", "1"),
                r -> {
                  float[] scores = new float[2 * r.count()];
                  for (int i = 0; i < r.count(); i++) {
                    scores[2 * i] = 0.9731f;
                    scores[2 * i + 1] = 0.0269f;
                  }
                  return scores;
                });
    DetectPolicy defaults = DetectPolicy.defaults();
    QueryWatch watch =
        new QueryWatch(
            new DetectPolicy(
                defaults.falseAlarmsPerClientMonth(),
                defaults.queriesPerClientDay(),
                defaults.learningQueries(),
                defaults.levelHours(),
                Optional.of(Level.ALERT), // one client asks at full speed: it would be blocked
                defaults.memoryMegabytes(),
                defaults.rowsPerQuery()),
            random.nextLong(),
            RandomGeneratorFactory.of("L64X128MixRandom").create(random.nextLong()),
            Clock.systemUTC());
    watch.watch("fraud", ModelBaseline.learn(model, Rows.of(rows), new Seed(1)));
    return new WatchLadder(watch, _ -> {});
  }

  private DecisionLog ledger() {
    Ledger ledger =
        Ledger.open(
            folder.resolve("ledger"),
            LedgerKey.create(folder.resolve("keys"), "bench/gambeson/node-1", random),
            Clock.systemUTC());
    AuditPolicy policy =
        AuditPolicy.of(Optional.of(AuditPolicy.Mode.ASYNC), Optional.empty(), Optional.empty());
    DecisionLog log =
        new LedgerDecisionLog(
            ledger,
            new InputKeys(folder.resolve("input-keys"), random),
            Optional.empty(),
            () -> policy);
    return decision -> log.append(decision).onFailure(Throwable::printStackTrace);
  }

  private record OnePolicy(Terms only) implements PolicySnapshot {
    @Override
    public String digest() {
      return Sha256.of("bench");
    }

    @Override
    public Optional<Terms> terms(Client client, String model) {
      return Optional.of(only);
    }
  }

  private record OneModel(String name, ModelVersion only) implements ServedModel {
    private static final FeatureSpace FEATURES = GatewayServer.features();

    @Override
    public FeatureSpace features() {
      return FEATURES;
    }

    @Override
    public List<String> classes() {
      return List.of("0", "1");
    }

    @Override
    public List<String> versions() {
      return List.of("1");
    }

    @Override
    public Optional<ModelVersion> route(String clientKey) {
      return Optional.of(only);
    }

    @Override
    public Optional<ModelVersion> version(String version) {
      return Optional.of(only);
    }

    @Override
    public List<ModelVersion> shadows() {
      return List.of();
    }
  }

  private record OneModelHouse(ServedModel only) implements ModelHouse {
    @Override
    public Optional<ServedModel> find(String name) {
      return name.equals(only.name()) ? Optional.of(only) : Optional.empty();
    }

    @Override
    public List<ServedModel> all() {
      return List.of(only);
    }

    @Override
    public boolean ready() {
      return true;
    }
  }
}
