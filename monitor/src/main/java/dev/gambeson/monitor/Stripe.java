package dev.gambeson.monitor;

import dev.gambeson.monitor.reference.Layout;
import dev.gambeson.monitor.reference.Observed;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;

/// What some of the threads have counted since the last change of window. Everything is guarded by
/// its lock.
final class Stripe {
  static final long NONE = Long.MIN_VALUE;

  final ReentrantLock lock = new ReentrantLock();
  final long[] counts;
  final Awaited awaited;
  RowSample sample;
  long index = NONE;
  private final Layout layout;
  private final int sampled;
  private final boolean keepsRows;
  private final SplittableRandom random;

  Stripe(Layout layout, MonitorPolicy policy, long seed) {
    this.layout = layout;
    this.counts = new long[layout.size()];
    this.keepsRows = policy.awaitingRows() > 0 && !layout.shape().classes().isEmpty();
    this.awaited = new Awaited(Math.max(1, policy.awaitingRows() / 8));
    this.sampled = policy.sampled();
    this.sample = new RowSample(sampled);
    this.random = new SplittableRandom(seed);
  }

  /// The key of a row; its low bits, which choose the stripe, are those of the request.
  static long key(long request, int row) {
    return request + ((long) row << 32);
  }

  void add(Observed observed, Optional<Long> request, long time) {
    layout.add(counts, observed);
    int n = observed.rows().count();
    if (sampled > 0) {
      int width = observed.rows().width();
      for (int i = 0; i < n; i++) {
        long draw = random.nextLong();
        if (sample.takes(draw)) {
          sample.add(draw, observed.rows().values(), i * width, width);
        }
      }
    }
    if (keepsRows && request.isPresent()) {
      for (int i = 0; i < n; i++) {
        int row = i;
        layout
            .awaiting(observed, i)
            .ifPresent(a -> awaited.put(key(request.get(), row), a, index, time));
      }
    }
  }

  void clear() {
    Arrays.fill(counts, 0);
    sample = new RowSample(sampled);
    index = NONE;
  }
}
