package dev.gambeson.server.serving;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import dev.gambeson.guard.Answer;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// A version whose answers a test decides; by default class 1 with a score that names the version.
final class FakeVersion implements ServableVersion {
  static final FeatureSpace FEATURES =
      new FeatureSpace(
          List.of(
              new Feature.Numeric("amount", false, 0, 1000, 1, false),
              new Feature.Numeric("age", false, 0, 120, 1, false)));
  static final List<String> CLASSES = List.of("good", "bad");
  static final Rows ROW = Rows.of(new double[] {1, 2});

  final AtomicInteger asked = new AtomicInteger();
  volatile Function<Rows, Future<Answer>> behaviour;
  volatile boolean closed;
  private final String version;

  FakeVersion(String version) {
    this(version, Float.parseFloat("0." + version.replaceAll("[^0-9]", "")));
  }

  FakeVersion(String version, float score) {
    this.version = version;
    this.behaviour = rows -> Future.succeededFuture(answer(rows, score));
  }

  static Answer answer(Rows rows, float bad) {
    float[] scores = new float[2 * rows.count()];
    int[] labels = new int[rows.count()];
    Arrays.fill(labels, bad >= 0.5f ? 1 : 0);
    for (int i = 0; i < rows.count(); i++) {
      scores[2 * i] = 1 - bad;
      scores[2 * i + 1] = bad;
    }
    return new Answer(CLASSES, rows.count(), labels, scores);
  }

  FakeVersion failing(String reason) {
    behaviour = _ -> Future.failedFuture(new Unavailable(reason, "as the test wants it"));
    return this;
  }

  @Override
  public FeatureSpace features() {
    return FEATURES;
  }

  @Override
  public List<String> classes() {
    return CLASSES;
  }

  @Override
  public boolean ready() {
    return !closed;
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public String digest() {
    return "digest-of-" + version;
  }

  @Override
  public Future<Answer> infer(Rows rows) {
    asked.incrementAndGet();
    return behaviour.apply(rows);
  }
}
