package dev.gambeson.server.http;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.FunctionClassifier;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Client;
import dev.gambeson.guard.Decision;
import dev.gambeson.guard.Query;
import dev.gambeson.server.audit.DecisionRecord;
import dev.gambeson.server.gateway.Admission;
import dev.gambeson.server.gateway.Call;
import dev.gambeson.server.gateway.Canaries;
import dev.gambeson.server.gateway.Guards;
import dev.gambeson.server.gateway.LabelSink;
import dev.gambeson.server.gateway.Ladder;
import dev.gambeson.server.gateway.Observer;
import dev.gambeson.server.gateway.Pipeline;
import dev.gambeson.server.gateway.PipelineParts;
import dev.gambeson.server.gateway.PolicySnapshot;
import dev.gambeson.server.gateway.Spending;
import dev.gambeson.server.gateway.Step;
import dev.gambeson.server.gateway.Terms;
import dev.gambeson.server.identity.Action;
import dev.gambeson.server.identity.Authorizer;
import dev.gambeson.server.identity.Credential;
import dev.gambeson.server.identity.Unauthenticated;
import dev.gambeson.server.serving.ModelHouse;
import dev.gambeson.server.serving.ModelVersion;
import dev.gambeson.server.serving.ServedModel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// A data plane on loopback with one small model, `credit`, and one key, `gbk_good`, for a test.
public final class Gateway implements AutoCloseable {
  public static final String KEY = "gbk_good";
  public static final FeatureSpace FEATURES =
      new FeatureSpace(
          List.of(
              new Feature.Numeric("age", true, 18, 99, 10, false),
              new Feature.Categorical("country", List.of("DE", "FR"), false)));

  public final Vertx vertx = Vertx.vertx();
  public final ConcurrentLinkedQueue<DecisionRecord> log = new ConcurrentLinkedQueue<>();
  public final ConcurrentLinkedQueue<Observer.Trace> seen = new ConcurrentLinkedQueue<>();
  public final ConcurrentLinkedQueue<String> rejected = new ConcurrentLinkedQueue<>();
  public final ConcurrentLinkedQueue<LabelSink.Late> labels = new ConcurrentLinkedQueue<>();
  public volatile Terms terms = new Terms(1 << 20, 100, Admission.FREE, Guards.NONE, Spending.FREE);
  public volatile Function<Client, Step> ladder = _ -> Step.CLEAR;
  public final ConcurrentLinkedQueue<String> looks = new ConcurrentLinkedQueue<>();
  public volatile String digest = "policy-1";
  public KeyPair signing;
  public volatile boolean bait;
  public final ConcurrentLinkedQueue<String> decoys = new ConcurrentLinkedQueue<>();
  public volatile List<String> previews = List.of();
  public volatile Function<DecisionRecord, Future<Void>> logging = _ -> Future.succeededFuture();
  public volatile Function<Rows, Future<Answer>> model;
  public volatile boolean answers = true;
  public final ModelHouse models = house();
  public final Pipeline pipeline;
  private DataPlane plane;

  public Gateway() {
    ScoredClassifier classifier =
        new FunctionClassifier(
            FEATURES,
            List.of("no", "yes"),
            rows -> {
              float[] out = new float[2 * rows.count()];
              for (int i = 0; i < rows.count(); i++) {
                out[2 * i + 1] = (float) (rows.at(i, 0) / 100);
                out[2 * i] = 1 - out[2 * i + 1];
              }
              return out;
            });
    model = rows -> Future.succeededFuture(answer(classifier, rows));
    AtomicLong ids = new AtomicLong();
    pipeline =
        new Pipeline(
            new PipelineParts(
                (credential, address) -> authenticate(credential, address),
                authorizer(),
                this::policy,
                house(),
                new Ladder() {
                  @Override
                  public Step step(Client client, String name) {
                    return ladder.apply(client);
                  }

                  @Override
                  public Step look(Query query, Answer raw) {
                    looks.add(query.id());
                    return ladder.apply(query.client());
                  }
                },
                canaries(),
                decision -> {
                  log.add(decision);
                  return logging.apply(decision);
                },
                List.of(seen::add),
                () -> "r" + ids.incrementAndGet(),
                InstantSource.system(),
                System::nanoTime,
                Runnable::run));
  }

  private Canaries canaries() {
    return new Canaries() {
      @Override
      public boolean bait(Query query) {
        return bait;
      }

      @Override
      public boolean decoy(Call call, Optional<Client> client) {
        decoys.add(client.map(Client::id).orElse("stranger") + " " + call.model());
        return call.model().equals("secret-decoy") || call.model().equals("decoy");
      }
    };
  }

  public static Answer answer(ScoredClassifier classifier, Rows rows) {
    float[] scores = classifier.scores(rows);
    return new Answer(
        classifier.classes(),
        rows.count(),
        ScoredClassifier.argMax(scores, classifier.classes().size()),
        scores);
  }

  public Gateway start() {
    return start(DataPlaneOptions.local());
  }

  public Gateway start(DataPlaneOptions options) {
    plane =
        DataPlane.start(
            new DataPlaneParts(
                vertx,
                pipeline,
                house(),
                () -> answers,
                (client, served, late) -> {
                  labels.addAll(late);
                  return Future.succeededFuture();
                },
                new ResponseSigner(keys(), InstantSource.system()),
                System::nanoTime,
                rejected::add),
            options);
    plane.warmedUp();
    return this;
  }

  private KeyPair keys() {
    try {
      signing = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return signing;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public DataPlane plane() {
    return plane;
  }

  public int port() {
    return plane.port();
  }

  private static Future<Client> authenticate(Credential credential, String address) {
    return switch (credential) {
      case Credential.ApiKey(String secret) when secret.equals(KEY) ->
          Future.succeededFuture(new Client("7", "acme", "partner", Set.of(), Map.of(), address));
      case Credential.Certificate(var certificate) ->
          Future.succeededFuture(
              new Client(
                  certificate.getSubjectX500Principal().getName(),
                  "acme",
                  "partner",
                  Set.of(),
                  Map.of(),
                  address));
      default -> Future.failedFuture(new Unauthenticated("unknown"));
    };
  }

  private Authorizer authorizer() {
    return new Authorizer() {
      @Override
      public Decision admit(String address) {
        return address.startsWith("203.0.113.")
            ? new Decision.Refuse("address", "no", Optional.empty())
            : Decision.ALLOW;
      }

      @Override
      public Decision authorise(Client client, Action action, String model, String version) {
        return model.startsWith("secret")
            ? new Decision.Refuse("role", "no", Optional.empty())
            : Decision.ALLOW;
      }

      @Override
      public List<String> previews(Client client, Action action, String model, String version) {
        return previews;
      }
    };
  }

  private PolicySnapshot policy() {
    Terms now = terms;
    String name = digest;
    return new PolicySnapshot() {
      @Override
      public String digest() {
        return name;
      }

      @Override
      public Optional<Terms> terms(Client client, String model) {
        return Optional.of(now);
      }
    };
  }

  private ModelHouse house() {
    ModelVersion version =
        new ModelVersion() {
          @Override
          public String version() {
            return "3";
          }

          @Override
          public String digest() {
            return "abc";
          }

          @Override
          public Future<Answer> infer(Rows rows) {
            return model.apply(rows);
          }
        };
    ServedModel served = new OneModel("credit", FEATURES, List.of("no", "yes"), version);
    return new ModelHouse() {
      @Override
      public Optional<ServedModel> find(String name) {
        return name.equals("credit") ? Optional.of(served) : Optional.empty();
      }

      @Override
      public List<ServedModel> all() {
        return List.of(served);
      }

      @Override
      public boolean ready() {
        return true;
      }
    };
  }

  /// A model with one version.
  public record OneModel(
      String name, FeatureSpace features, List<String> classes, ModelVersion only)
      implements ServedModel {
    @Override
    public List<String> versions() {
      return List.of(only.version());
    }

    @Override
    public Optional<ModelVersion> route(String clientKey) {
      return Optional.of(only);
    }

    @Override
    public Optional<ModelVersion> version(String version) {
      return Optional.of(only).filter(v -> v.version().equals(version));
    }

    @Override
    public List<ModelVersion> shadows() {
      return List.of();
    }
  }

  @Override
  public void close() {
    plane.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
