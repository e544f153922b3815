package dev.gambeson.guard.limit;

import java.util.concurrent.CompletionStage;

/// Counts how fast each key asks. One bucket per key and limit; a key that was never seen has a
/// full one.
///
/// Guaranteed by every implementation (`RateStoreContract` in the tests): on one node, over any
/// span `t`, a key is granted at most `burst + rate * t` permits, under any concurrency; memory is
/// bounded whatever keys come; nothing blocks. Over several nodes that share a store the same holds
/// up to what a node holds in lease. Never open by accident: when the shared store cannot be asked,
/// an implementation falls back to a share of the limit and says so ([#degraded]).
///
/// The key carries what is limited, for example `client:acme/7` or `ip:192.0.2.0/24`; it is never a
/// secret.
public interface RateStore {
  /// Takes permits if this node can decide at once. Wait-free apart from a compare-and-set.
  ///
  /// @param permits at least 1
  /// @return [RateVerdict.Undecided] when the node's lease is used up and [#take] must be asked
  RateVerdict tryTake(String key, RateLimit limit, long permits);

  /// Takes permits, asking other nodes if need be. Never completes with [RateVerdict.Undecided];
  /// never completes exceptionally because a store is out of reach.
  CompletionStage<RateVerdict> take(String key, RateLimit limit, long permits);

  /// Gives back permits just taken, because another limit refused the request. Never fills a bucket
  /// above its burst.
  void giveBack(String key, RateLimit limit, long permits);

  /// Whether it decides from a fallback because the shared store is out of reach.
  default boolean degraded() {
    return false;
  }
}
