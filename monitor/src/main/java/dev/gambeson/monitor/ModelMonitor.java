package dev.gambeson.monitor;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.data.Rows;
import dev.gambeson.monitor.reference.Layout;
import dev.gambeson.monitor.reference.Observed;
import dev.gambeson.monitor.reference.Reference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Watches one version of a model in service: is it still what it was on the reference data?
///
/// Guaranteed: what it counts depends on the rows alone, not on their order, on threads or on how
/// they were spread over nodes; memory is bounded whatever clients send; an alarm is raised once
/// and not again while it stands; too little data is inconclusive, never a pass.
///
/// Not guaranteed: that drift is harm, or that no drift is no harm. A model whose inputs and scores
/// look as ever may be wrong because the world behind them changed: only outcomes show that. A
/// patient attacker who stays within the limits of the checks is not seen here.
///
/// Thread-safe. [#observe] takes a lock that is hardly ever contended and allocates nothing;
/// [#report] is for a thread that may work for some milliseconds.
public final class ModelMonitor {
  private static final int STRIPES = 8;

  private final Reference reference;
  private final Layout layout;
  private final MonitorPolicy policy;
  private final CheckContext context;
  private final Stripe[] stripes = new Stripe[STRIPES];
  private final ReentrantLock lock = new ReentrantLock(); // of state and alarms
  private final MonitorState state;
  private final Alarms alarms = new Alarms();

  /// Rows counted since the last change of window, of some of the threads.
  private static final class Stripe {
    final ReentrantLock lock = new ReentrantLock();
    final long[] counts;
    long index = Long.MIN_VALUE;

    Stripe(int size) {
      this.counts = new long[size];
    }
  }

  /// @param reference what the version looked like
  /// @param policy how it is watched
  /// @param context pass marks, seed and workers of the checks
  public ModelMonitor(Reference reference, MonitorPolicy policy, CheckContext context) {
    this.reference = reference;
    this.layout = reference.layout();
    this.policy = policy;
    this.context = context;
    this.state = new MonitorState(layout.size(), policy.keptWindows());
    for (int s = 0; s < STRIPES; s++) {
      stripes[s] = new Stripe(layout.size());
    }
  }

  /// The reference it compares with.
  public Reference reference() {
    return reference;
  }

  /// Counts rows that were asked about.
  ///
  /// @param when when they were answered
  /// @throws IllegalArgumentException when the rows are not of the model's width
  public void observe(Observed observed, Instant when) {
    long index = Math.floorDiv(when.toEpochMilli(), policy.windowMillis());
    Stripe stripe = stripes[(int) Thread.currentThread().threadId() & (STRIPES - 1)];
    stripe.lock.lock();
    try {
      if (stripe.index != index) {
        flush(stripe);
        stripe.index = index;
      }
      layout.add(stripe.counts, observed);
    } finally {
      stripe.lock.unlock();
    }
  }

  /// Moves a stripe's counts to the state; the caller holds the stripe's lock.
  private void flush(Stripe stripe) {
    if (stripe.index == Long.MIN_VALUE) {
      return;
    }
    lock.lock();
    try {
      if (!state.isPast(stripe.index)) {
        Layout.merge(state.window(stripe.index), stripe.counts);
      }
    } finally {
      lock.unlock();
    }
    Arrays.fill(stripe.counts, 0);
    stripe.index = Long.MIN_VALUE;
  }

  private void flushAll() {
    for (Stripe stripe : stripes) {
      stripe.lock.lock();
      try {
        flush(stripe);
      } finally {
        stripe.lock.unlock();
      }
    }
  }

  /// Judges the windows that are complete at this moment, and raises alerts for what was not wrong
  /// before.
  public MonitorReport report(Instant now) {
    flushAll();
    lock.lock();
    try {
      return report(state, now);
    } finally {
      lock.unlock();
    }
  }

  private MonitorReport report(MonitorState all, Instant now) {
    MonitorSubject subject =
        new MonitorSubject(
            reference,
            windows(all, now),
            new Rows(0, layout.space().width(), new double[0]),
            false);
    List<CheckResult> results = new ArrayList<>();
    for (Check<MonitorSubject> check : MonitorChecks.all()) {
      if (context.policy().enabled(check.info())) {
        results.addAll(check.run(subject, context));
      }
    }
    Instant end = subject.windows().isEmpty() ? now : subject.windows().getLast().to();
    long[] counts = subject.all();
    return new MonitorReport(
        reference.shape(),
        reference.digest(),
        now,
        subject.windows().size(),
        layout.rows(counts),
        layout.outcomes(counts),
        results,
        alarms.raise(reference.shape(), results, end, now));
  }

  private List<Window> windows(MonitorState all, Instant now) {
    long millis = policy.windowMillis();
    long current = Math.floorDiv(now.toEpochMilli(), millis);
    List<Window> windows = new ArrayList<>();
    for (Map.Entry<Long, long[]> e : all.windows().headMap(current).entrySet()) {
      windows.add(
          new Window(
              Instant.ofEpochMilli(e.getKey() * millis),
              Instant.ofEpochMilli((e.getKey() + 1) * millis),
              e.getValue().clone()));
    }
    return windows;
  }
}
