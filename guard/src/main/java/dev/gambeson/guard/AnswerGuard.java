package dev.gambeson.guard;

/// Decides what of an answer leaves the house. Thread-safe; runs on the event loop, so it neither
/// blocks nor works longer than some tens of microseconds.
@FunctionalInterface
public interface AnswerGuard {
  /// Any [Decision]. What it throws counts as a refusal.
  Decision check(Query query, Answer answer);
}
