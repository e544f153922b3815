package dev.gambeson.server.gateway;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.Query;
import dev.gambeson.server.serving.Explanation;
import dev.gambeson.server.serving.ModelVersion;
import io.vertx.core.Future;

/// Explanations for one client class and model: what they cost, and how much they tell.
/// Thread-safe, never blocks.
public interface Explaining {
  /// The budget for answers with explanations.
  Spending spending();

  /// Most rows of a request.
  int rows();

  /// Explains what may leave.
  ///
  /// @param given the answer as it is given: the labels in it are explained
  /// @return fails with [dev.gambeson.server.serving.Unavailable] when it cannot be explained
  Future<Explanation> explain(ModelVersion version, Query query, Answer given);
}
