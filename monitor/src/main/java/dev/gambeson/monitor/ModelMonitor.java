package dev.gambeson.monitor;

import dev.gambeson.core.Check;
import dev.gambeson.core.CheckContext;
import dev.gambeson.core.CheckResult;
import dev.gambeson.core.stats.Hash64;
import dev.gambeson.monitor.drift.FeatureDrift;
import dev.gambeson.monitor.reference.Layout;
import dev.gambeson.monitor.reference.Observed;
import dev.gambeson.monitor.reference.Reference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/// Watches one version of a model in service: is it still what it was on the reference data?
///
/// Guaranteed: what it counts depends on the rows alone, not on their order, on threads or on how
/// they were spread over nodes (the sample of rows for GB-MON-010 is drawn at random); memory is
/// bounded whatever clients send; an alarm is raised once and not again while it stands; too little
/// data is inconclusive, never a pass.
///
/// Not guaranteed: that drift is harm, or that no drift is no harm. A model whose inputs and scores
/// look as ever may be wrong because the world behind them changed: only outcomes show that. A
/// patient attacker who stays within the limits of the checks is not seen here.
///
/// Thread-safe. [#observe] takes a lock that is hardly ever contended; [#report] is for a thread
/// that may work for some milliseconds, and once a day for a second.
public final class ModelMonitor {
  private static final int STRIPES = 8;
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final Reference reference;
  private final Layout layout;
  private final MonitorPolicy policy;
  private final CheckContext context;
  private final Stripe[] stripes = new Stripe[STRIPES];
  private final ReentrantLock lock = new ReentrantLock(); // of state and alarms
  private final MonitorState state;
  private final Alarms alarms = new Alarms();
  private final JointMemory joint = new JointMemory();

  /// @param reference what the version looked like
  /// @param policy how it is watched
  /// @param context pass marks, seed and workers of the checks
  /// @param random draws the sample of rows; who can foresee it can keep rows out of the sample
  public ModelMonitor(
      Reference reference, MonitorPolicy policy, CheckContext context, RandomGenerator random) {
    this.reference = reference;
    this.layout = reference.layout();
    this.policy = policy;
    this.context = context;
    this.state = newState();
    for (int s = 0; s < STRIPES; s++) {
      stripes[s] = new Stripe(layout, policy, random.nextLong());
    }
  }

  private MonitorState newState() {
    return new MonitorState(layout, policy.keptWindows(), policy.sampled());
  }

  /// The reference it compares with.
  public Reference reference() {
    return reference;
  }

  /// Counts rows that were asked about.
  ///
  /// @param request the request's id, chosen by the server and not by the client, under which
  ///   outcomes come later; empty when none will
  /// @param when when they were answered
  /// @throws IllegalArgumentException when the rows are not of the model's width
  public void observe(Observed observed, String request, Instant when) {
    long time = when.toEpochMilli();
    long index = Math.floorDiv(time, policy.windowMillis());
    long hash = Hash64.of(request);
    Stripe stripe = stripe(request.isEmpty() ? Thread.currentThread().threadId() : hash);
    stripe.lock.lock();
    try {
      if (stripe.index != index) {
        flush(stripe);
        stripe.index = index;
      }
      stripe.add(observed, request.isEmpty() ? Optional.empty() : Optional.of(hash), time);
    } finally {
      stripe.lock.unlock();
    }
  }

  private Stripe stripe(long hash) {
    return stripes[(int) (hash & STRIPES - 1)];
  }

  /// Takes in the outcome of a row that was observed earlier.
  ///
  /// @param request as it was observed
  /// @param row its index in the request
  /// @param outcome true class index
  /// @param when when the outcome became known
  /// @return whether it was counted; not when the row is unknown here (it was observed on another
  ///   node, gave way, or had its outcome already) or waited longer than the policy's horizon
  public boolean label(String request, int row, int outcome, Instant when) {
    if (outcome < 0 || outcome >= layout.shape().classes().size()) {
      throw new IllegalArgumentException(
          "outcome %d for %d classes".formatted(outcome, layout.shape().classes().size()));
    }
    long hash = Hash64.of(request);
    Stripe stripe = stripe(hash);
    stripe.lock.lock();
    try {
      Optional<Awaited.Found> found = stripe.awaited.remove(Stripe.key(hash, row));
      if (found.isEmpty() || found.get().time() < when.toEpochMilli() - policy.horizonMillis()) {
        return false;
      }
      if (found.get().window() == stripe.index) {
        layout.addOutcome(stripe.counts, found.get().row(), outcome);
        return true;
      }
      return labelPast(found.get(), outcome);
    } finally {
      stripe.lock.unlock();
    }
  }

  private boolean labelPast(Awaited.Found found, int outcome) {
    lock.lock();
    try {
      if (state.isPast(found.window())) {
        return false;
      }
      layout.addOutcome(state.window(found.window()), found.row(), outcome);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// Moves a stripe's counts to the state; the caller holds the stripe's lock.
  private void flush(Stripe stripe) {
    if (stripe.index != Stripe.NONE) {
      lock.lock();
      try {
        if (!state.isPast(stripe.index)) {
          Layout.merge(state.window(stripe.index), stripe.counts);
          state.sample(Math.floorDiv(stripe.index * policy.windowMillis(), DAY), stripe.sample);
        }
      } finally {
        lock.unlock();
      }
      stripe.clear();
    }
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
    return report(now, List.of());
  }

  /// As above, with what other nodes have counted.
  ///
  /// @param others their [#snapshot]s
  /// @throws dev.gambeson.core.GambesonException when a snapshot is damaged or of another reference
  public MonitorReport report(Instant now, List<byte[]> others) {
    MonitorState all = counted();
    for (byte[] other : others) {
      Snapshot.read(other, reference, all);
    }
    MonitorSubject subject = subject(all, now);
    List<CheckResult> results = results(subject, now);
    Instant end = subject.windows().isEmpty() ? now : subject.windows().getLast().to();
    long[] counts = subject.all();
    lock.lock();
    try {
      return new MonitorReport(
          reference.shape(),
          reference.digest(),
          now,
          subject.windows().size(),
          layout.rows(counts),
          layout.outcomes(counts),
          results,
          alarms.raise(reference.shape(), results, end, now));
    } finally {
      lock.unlock();
    }
  }

  /// A copy of everything this node has counted so far.
  private MonitorState counted() {
    flushAll();
    MonitorState all = newState();
    lock.lock();
    try {
      all.merge(state);
    } finally {
      lock.unlock();
    }
    return all;
  }

  /// How the inputs of the newest windows lie beside the reference, the running window included: a
  /// picture for people. [#report] decides.
  public InputPicture picture(Instant now) {
    MonitorState all = counted();
    double least = context.parameter(InputDriftCheck.INFO, "min-rows");
    long[] sum = new long[layout.size()];
    long oldest = Math.floorDiv(now.toEpochMilli(), policy.windowMillis());
    for (Map.Entry<Long, long[]> e : all.windows().descendingMap().entrySet()) {
      Layout.merge(sum, e.getValue());
      oldest = e.getKey();
      if (layout.rows(sum) >= least) {
        break;
      }
    }
    long rows = layout.rows(sum);
    return new InputPicture(
        Instant.ofEpochMilli(oldest * policy.windowMillis()),
        now,
        rows,
        rows >= least,
        context.parameter(InputDriftCheck.INFO, "min-psi"),
        rows == 0
            ? List.of()
            : FeatureDrift.all(reference, sum, context.parameter(InputDriftCheck.INFO, "alpha")));
  }

  private List<CheckResult> results(MonitorSubject subject, Instant now) {
    List<CheckResult> results = new ArrayList<>();
    for (Check<MonitorSubject> check : MonitorChecks.all()) {
      if (context.policy().enabled(check.info())) {
        boolean daily = check.info().id().equals(JointDriftCheck.INFO.id());
        results.addAll(
            daily
                ? joint.run(check, subject, context, Math.floorDiv(now.toEpochMilli(), DAY))
                : check.run(subject, context));
      }
    }
    return results;
  }

  private MonitorSubject subject(MonitorState all, Instant now) {
    long millis = policy.windowMillis();
    long current = Math.floorDiv(now.toEpochMilli(), millis);
    List<Window> windows = new ArrayList<>();
    for (Map.Entry<Long, long[]> e : all.windows().headMap(current, false).entrySet()) {
      windows.add(
          new Window(
              Instant.ofEpochMilli(e.getKey() * millis),
              Instant.ofEpochMilli((e.getKey() + 1) * millis),
              e.getValue().clone()));
    }
    return new MonitorSubject(
        reference, windows, all.sampleBefore(Math.floorDiv(now.toEpochMilli(), DAY)), false);
  }

  /// Everything it knows, to be stored or given to another node: counts, standing alarms, rows that
  /// wait for their outcome, and the sample of rows if the policy keeps one, so personal data where
  /// the rows are.
  public byte[] snapshot(Instant now) {
    flushAll();
    lock.lock();
    try {
      long since = now.toEpochMilli() - policy.horizonMillis();
      return Snapshot.write(
          reference, state, alarms, List.of(stripes).stream().map(s -> s.awaited).toList(), since);
    } finally {
      lock.unlock();
    }
  }

  /// Adds a snapshot to what is known, after a restart.
  ///
  /// @throws dev.gambeson.core.GambesonException when it is damaged or of another reference;
  ///   nothing is then changed
  public void restore(byte[] snapshot) {
    MonitorState read = newState();
    Snapshot.Rest rest = Snapshot.read(snapshot, reference, read);
    lock.lock();
    try {
      state.merge(read);
      alarms.standing().addAll(rest.standing());
    } finally {
      lock.unlock();
    }
    for (Awaited.Written row : rest.awaited()) {
      Stripe stripe = stripe(row.key());
      stripe.lock.lock();
      try {
        stripe.awaited.put(row.key(), row.row(), row.window(), row.time());
      } finally {
        stripe.lock.unlock();
      }
    }
  }

  /// Rows that wait for their outcome.
  public long awaiting() {
    long sum = 0;
    for (Stripe stripe : stripes) {
      stripe.lock.lock();
      try {
        sum += stripe.awaited.size();
      } finally {
        stripe.lock.unlock();
      }
    }
    return sum;
  }
}
