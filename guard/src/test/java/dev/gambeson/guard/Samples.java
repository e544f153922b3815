package dev.gambeson.guard;

import dev.gambeson.core.data.Feature;
import dev.gambeson.core.data.FeatureSpace;
import dev.gambeson.core.data.Rows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Clients, queries and answers for tests of guards.
public final class Samples {
  /// When it is in these tests.
  public static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  /// Two numbers (the second one whole) and a category of three levels.
  public static final FeatureSpace SPACE =
      new FeatureSpace(
          List.of(
              new Feature.Numeric("income", false, 0, 100, 10, false),
              new Feature.Numeric("age", true, 18, 90, 12, true),
              new Feature.Categorical("country", List.of("at", "de", "fr"), false)));

  private Samples() {}

  /// A client of a class.
  public static Client client(String id, String clientClass) {
    return new Client(id, "acme", clientClass, Set.of("user"), Map.of(), "192.0.2.7");
  }

  /// A client of class `partner`.
  public static Client client() {
    return client("c1", "partner");
  }

  /// A query with these rows.
  public static Query query(Client client, Rows rows) {
    return new Query("q1", client, "fraud", "v1", rows, NOON);
  }

  /// A query with these rows.
  public static Query query(double[]... rows) {
    return query(client(), Rows.of(rows));
  }

  /// An answer of a model with classes `no` and `yes`.
  public static Answer binary(float... yes) {
    float[] scores = new float[yes.length * 2];
    int[] labels = new int[yes.length];
    for (int i = 0; i < yes.length; i++) {
      scores[2 * i] = 1 - yes[i];
      scores[2 * i + 1] = yes[i];
      labels[i] = yes[i] >= 1 - yes[i] ? 1 : 0;
    }
    return new Answer(List.of("no", "yes"), yes.length, labels, scores);
  }
}
