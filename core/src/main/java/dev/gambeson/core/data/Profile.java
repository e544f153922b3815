package dev.gambeson.core.data;

/// A mergeable summary of rows. The same class runs in process, in the gateway and on Spark.
///
/// Guaranteed by every implementation: the state after any sequence of [#add] and [#merge] depends
/// on the set of rows alone, bit for bit; not on how they were cut into batches, in which order
/// they came, or on the number of threads. So sums are exact, sketches keep what has the smallest
/// hash, and examples are those with the smallest row numbers.
///
/// Not thread-safe: one per thread, merged at the end.
///
/// @param <P> the implementing class
public interface Profile<P extends Profile<P>> {
  /// Takes in the rows of a batch.
  void add(Batch batch);

  /// Takes in what another profile of the same question has seen. `other` must not be used
  /// afterwards.
  void merge(P other);
}
