package dev.gambeson.guard;

/// Decides about a query before the model sees it. Thread-safe; runs on the event loop, so it
/// neither blocks nor works longer than some tens of microseconds.
@FunctionalInterface
public interface RequestGuard {
  /// [Decision.Allow] or [Decision.Refuse]. What it throws counts as a refusal.
  Decision check(Query query);
}
