package dev.gambeson.response.action;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A port that writes down what it is asked to do and does nothing: for drills and tests.
/// Thread-safe.
public final class RecordingActions implements Actions {
  /// One call.
  ///
  /// @param undo whether it was to be taken back
  public record Call(Action action, String key, boolean undo) {}

  private final Function<Action, Optional<String>> obstacles;
  private final List<Call> calls = new ArrayList<>();
  private final Map<String, Action> holds = new LinkedHashMap<>();

  /// @param obstacles what would keep an action from happening, for example a real port's
  public RecordingActions(Function<Action, Optional<String>> obstacles) {
    this.obstacles = obstacles;
  }

  @Override
  public Optional<String> obstacle(Action action) {
    return obstacles.apply(action);
  }

  @Override
  public synchronized String perform(Action action, String idempotencyKey)
      throws ActionFailedException {
    Optional<String> obstacle = obstacles.apply(action);
    if (obstacle.isPresent()) {
      throw new ActionFailedException(obstacle.get());
    }
    calls.add(new Call(action, idempotencyKey, false));
    if (action.reversible()) {
      holds.put(idempotencyKey, action);
    }
    return "recorded";
  }

  @Override
  public synchronized void undo(Action action, String receipt, String idempotencyKey) {
    calls.add(new Call(action, idempotencyKey, true));
    holds.remove(idempotencyKey);
  }

  /// Every call so far, in order.
  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /// What holds now, by idempotency key.
  public synchronized Map<String, Action> holds() {
    return Map.copyOf(holds);
  }
}
