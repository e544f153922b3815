package dev.gambeson.server.serving;

import dev.gambeson.artifact.BoundedFile;
import dev.gambeson.artifact.scan.engine.Verdict;
import dev.gambeson.artifact.sign.TrustPolicy;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.io.Sha256;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.guard.Answer;
import dev.gambeson.model.LoadedClassifier;
import dev.gambeson.model.ModelFile;
import dev.gambeson.model.ModelLoader;
import dev.gambeson.model.Preprocessing;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// A model that runs in this process.
///
/// Guaranteed: only a file that was verified and scanned is loaded, and never because a client
/// asked for it; scores that are no finite numbers are no answer but a failure; a call that would
/// hold up the event loop for longer than [#INLINE] by what was measured at warm-up runs elsewhere.
/// Not guaranteed: that a model whose cost depends on the values asked keeps to what was measured.
public final class LocalModel implements ServableVersion {
  /// Longest time that a call may take on an event loop.
  public static final Duration INLINE = Duration.ofNanos(100_000);

  private static final long MAX_STEPS = 64L << 20;

  private final String version;
  private final String digest;
  private final ScoredClassifier model;
  private final Runnable closing;
  private final Cost cost;
  private final InferencePool pool;
  private final Optional<Batcher> batcher;
  private volatile boolean closed;

  private LocalModel(
      String version,
      String digest,
      ScoredClassifier model,
      Runnable closing,
      InferencePool pool,
      Optional<LocalSettings.Batching> batching) {
    this.version = ServingNames.ofVersion(version);
    this.digest = digest;
    this.model = model;
    this.closing = closing;
    this.pool = pool;
    this.cost = Cost.measure(model);
    this.batcher =
        batching.filter(_ -> !cost.fits(1, INLINE)).map(b -> new Batcher(b, pool, this::answer));
  }

  /// Verifies, scans, loads and warms up a model file. Blocks, for a second or so.
  ///
  /// @param features the raw inputs; empty: as the files tell ([FeatureSpaces])
  /// @param scratch folder for private copies, writable by this process alone
  /// @throws GambesonException when the file is not what is configured, not clean, or no usable
  ///   model
  public static LocalModel open(
      String version,
      LocalSettings settings,
      Optional<FeatureSpace> features,
      InferencePool pool,
      Path scratch,
      Instant now) {
    VerifiedFile.Demand demand =
        new VerifiedFile.Demand(
            settings.sha256(),
            settings.trust().map(TrustPolicy::read),
            settings.acceptReview() ? Verdict.REVIEW : Verdict.CLEAN);
    Optional<Preprocessing> steps =
        settings.preprocessing().map(p -> steps(p, settings.preprocessingSha256().orElse("")));
    try (VerifiedFile copy = VerifiedFile.of(settings.file(), demand, scratch, now)) {
      ModelFile file = ModelLoader.open(copy.path());
      LoadedClassifier model =
          file.classifier(features.orElseGet(() -> FeatureSpaces.of(file, steps)), steps);
      String digest =
          settings
              .preprocessingSha256()
              .map(p -> Sha256.of(copy.sha256() + p))
              .orElse(copy.sha256());
      return new LocalModel(version, digest, model, file::close, pool, settings.batching());
    }
  }

  /// A model that is there already, for tests and demonstrations.
  public static LocalModel of(
      String version, String digest, ScoredClassifier model, InferencePool pool) {
    return new LocalModel(version, digest, model, () -> {}, pool, Optional.empty());
  }

  /// The bytes that were hashed are the ones that are read.
  private static Preprocessing steps(Path file, String sha256) {
    byte[] bytes = BoundedFile.read(file, MAX_STEPS);
    String found = Sha256.of(bytes);
    if (!found.equals(sha256)) {
      throw GambesonException.badInput(
          "The preprocessing file %s has the SHA-256 %s, but %s is configured. Find out who changed it."
              .formatted(file, found, sha256));
    }
    try {
      return Preprocessing.of(
          file.toString(), JsonMapper.shared().readTree(new String(bytes, StandardCharsets.UTF_8)));
    } catch (JacksonException e) {
      throw GambesonException.badInput(file + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public String digest() {
    return digest;
  }

  @Override
  public FeatureSpace features() {
    return model.features();
  }

  @Override
  public List<String> classes() {
    return model.classes();
  }

  /// What it costs, as measured at warm-up.
  public Cost cost() {
    return cost;
  }

  /// The model itself, for explanations.
  public ScoredClassifier model() {
    return model;
  }

  @Override
  public boolean ready() {
    return !closed;
  }

  @Override
  public Future<Answer> infer(Rows rows) {
    if (closed) {
      return Future.failedFuture(new Unavailable("unloaded", "The version was unloaded."));
    }
    if (cost.fits(rows.count(), INLINE)) {
      try {
        return Future.succeededFuture(answer(rows));
      } catch (Unavailable e) {
        return Future.failedFuture(e);
      }
    }
    return batcher.isPresent() ? batcher.get().infer(rows) : pool.run(() -> answer(rows));
  }

  private Answer answer(Rows rows) {
    float[] scores;
    try {
      scores = model.scores(rows);
    } catch (GambesonException e) {
      throw new Unavailable("bad-input", Failures.words(e));
    } catch (RuntimeException e) {
      throw new Unavailable("model-error", Failures.words(e));
    }
    for (float score : scores) {
      if (!Float.isFinite(score)) {
        throw new Unavailable("model-error", "The model gave a score that is no finite number.");
      }
    }
    int[] labels = ScoredClassifier.argMax(scores, classes().size());
    return new Answer(classes(), rows.count(), labels, scores);
  }

  @Override
  public void close() {
    closed = true;
    closing.run();
  }

  @Override
  public String toString() {
    return "LocalModel[%s, %s, %s]".formatted(version, digest, cost);
  }
}
