package dev.gambeson.server.passport;

import dev.gambeson.core.GambesonException;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.core.model.ScoredClassifier;
import dev.gambeson.guard.Answer;
import dev.gambeson.server.serving.ModelVersion;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A version, in process or upstream, as the classifier that baselines are learnt from. Blocks: not
/// for event loops.
public final class AskedClassifier implements ScoredClassifier {
  private static final int BLOCK = 128;
  private static final long SECONDS = 30;

  private final FeatureSpace features;
  private final List<String> classes;
  private final ModelVersion version;

  public AskedClassifier(FeatureSpace features, List<String> classes, ModelVersion version) {
    this.features = features;
    this.classes = classes;
    this.version = version;
  }

  @Override
  public FeatureSpace features() {
    return features;
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public float[] scores(Rows rows) {
    int k = classes.size();
    float[] out = new float[rows.count() * k];
    for (int from = 0; from < rows.count(); from += BLOCK) {
      int to = Math.min(rows.count(), from + BLOCK);
      float[] scores = scores(ask(rows.slice(from, to)), k);
      System.arraycopy(scores, 0, out, from * k, scores.length);
    }
    return out;
  }

  /// An upstream that gives labels alone is taken to be sure of them.
  private static float[] scores(Answer answer, int k) {
    if (answer.scores().length > 0) {
      return answer.scores();
    }
    float[] sure = new float[answer.count() * k];
    for (int i = 0; i < answer.count(); i++) {
      sure[i * k + Math.max(0, answer.labels()[i])] = 1;
    }
    return sure;
  }

  private Answer ask(Rows rows) {
    try {
      return version
          .infer(rows)
          .toCompletionStage()
          .toCompletableFuture()
          .get(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GambesonException.badInput(
          "Interrupted while version %s was asked.".formatted(version.version()), e);
    } catch (ExecutionException | TimeoutException e) {
      throw GambesonException.badInput(
          "Version %s did not answer rows of its reference table: %s."
              .formatted(
                  version.version(), e.getCause() == null ? "time out" : e.getCause().getMessage()),
          e);
    }
  }
}
