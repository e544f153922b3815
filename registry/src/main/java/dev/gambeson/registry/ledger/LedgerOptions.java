package dev.gambeson.registry.ledger;

import java.time.Duration;

/// How a ledger weighs work against delay.
///
/// @param checkpointEvery how long at most entries wait for a signed checkpoint while the ledger is
///   open and keeps up; at least 1 ms
/// @param batchBytes largest batch written at once, in bytes
/// @param segmentBytes size at which the journal begins a new file, in bytes
/// @param queue how many entries may wait to be written; more make their callers wait
public record LedgerOptions(
    Duration checkpointEvery, int batchBytes, long segmentBytes, int queue) {
  public LedgerOptions {
    boolean sane =
        checkpointEvery.toMillis() >= 1
            && batchBytes > 0
            && batchBytes <= 1 << 26
            && segmentBytes > 0
            && segmentBytes <= 1 << 28
            && queue > 0;
    if (!sane) {
      throw new IllegalArgumentException(
          "Options out of range: checkpointEvery >= 1 ms, batchBytes 1 to 2^26, segmentBytes 1 to 2^28, queue >= 1");
    }
  }

  /// A checkpoint a second, batches of 1 MiB, segments of 16 MiB, 16,384 waiting entries.
  public static LedgerOptions defaults() {
    return new LedgerOptions(Duration.ofSeconds(1), 1 << 20, 1 << 24, 1 << 14);
  }

  /// The same with another time between checkpoints.
  public LedgerOptions checkpointEvery(Duration time) {
    return new LedgerOptions(time, batchBytes, segmentBytes, queue);
  }
}
