package dev.gambeson.server.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// The slowest that a call's one message may come, from the moment that it is asked for to the end
/// of the client's side: so many bytes a second on average, after a grace. gRPC itself waits for
/// ever.
///
/// Guaranteed: after [#sweep] no call is open whose message comes slower, or came whole and was
/// never ended. Not protected: a client that stays just above the rate; the limits of calls and
/// connections hold for it. Thread-safe.
final class LeastRate extends ServerStreamTracer.Factory {
  private static final Context.Key<Arrived> KEY = Context.key("gambeson-arrived");
  private static final double NANOS = 1e9;

  private final int bytesPerSecond;
  private final long graceNanos;
  private final LongSupplier nanos;
  private final Set<Expected> expected = ConcurrentHashMap.newKeySet();

  LeastRate(int bytesPerSecond, Duration grace, LongSupplier nanos) {
    this.bytesPerSecond = bytesPerSecond;
    this.graceNanos = grace.toNanos();
    this.nanos = nanos;
  }

  /// What came of one call's message.
  private static final class Arrived extends ServerStreamTracer {
    private final AtomicLong bytes = new AtomicLong();

    @Override
    public void inboundWireSize(long more) {
      bytes.addAndGet(more);
    }

    @Override
    public Context filterContext(Context context) {
      return context.withValue(KEY, this);
    }
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    return new Arrived();
  }

  /// A message that is waited for.
  final class Expected {
    private final Arrived arrived;
    private final Runnable late;
    private volatile long since;

    private Expected(Arrived arrived, Runnable late) {
      this.arrived = arrived;
      this.late = late;
    }

    /// From now on it may be late.
    void begin() {
      since = nanos.getAsLong();
      expected.add(this);
    }

    /// It came, or the call is over.
    void end() {
      expected.remove(this);
    }

    private boolean tooSlow(long now) {
      long paid = now - since - graceNanos;
      return paid > 0 && arrived.bytes.get() < paid / NANOS * bytesPerSecond;
    }
  }

  /// The message of the call whose thread this is; waited for once it begins.
  ///
  /// @param late what is done when it comes too slowly; on another thread
  Expected message(Runnable late) {
    Arrived arrived = KEY.get();
    return new Expected(arrived == null ? new Arrived() : arrived, late);
  }

  /// Ends what is too slow.
  void sweep() {
    long now = nanos.getAsLong();
    for (Expected one : expected) {
      if (one.tooSlow(now)) {
        one.end();
        one.late.run();
      }
    }
  }
}
