package dev.gambeson.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Runs guards in order: those of the request before the model, those of the answer after it.
///
/// Guaranteed: the first refusal ends the chain; a guard that throws refuses, unless its stage says
/// otherwise, and then the listener hears of the bypass; a guard in preview changes nothing; the
/// client is never told which guard spoke or what went wrong inside. Thread-safe, lock-free.
///
/// Not guaranteed: a guard that hangs hangs the request. Guards keep to their time themselves; what
/// each took is in [#counts].
public final class GuardChain {
  /// Hears of what is out of the ordinary. Called on the thread of the request: must not block.
  public interface Listener {
    /// A guard refused.
    void refused(String stage, Query query, Decision.Refuse refusal);

    /// A guard in preview would have refused.
    void wouldRefuse(String stage, Query query, Decision.Refuse refusal);

    /// A guard threw.
    ///
    /// @param done what was done about it; anything but [GuardStage.OnError#DENY] is a bypass
    void failed(String stage, Query query, Throwable error, GuardStage.OnError done);

    /// Does nothing.
    static Listener none() {
      return new Listener() {
        @Override
        public void refused(String stage, Query query, Decision.Refuse refusal) {}

        @Override
        public void wouldRefuse(String stage, Query query, Decision.Refuse refusal) {}

        @Override
        public void failed(String stage, Query query, Throwable error, GuardStage.OnError done) {}
      };
    }
  }

  /// What the guards of the request say.
  ///
  /// @param refusal the refusal, if there is one
  /// @param coarsen whether no more than labels may be given; to be passed on to
  ///   [GuardChain#answer]
  /// @param flags what is unusual about a request that is let through
  public record Passage(Optional<Decision.Refuse> refusal, boolean coarsen, List<String> flags) {
    private static final Passage FREE = new Passage(Optional.empty(), false, List.of());
    private static final Passage COARSE = new Passage(Optional.empty(), true, List.of());

    public Passage {
      flags = List.copyOf(flags);
    }

    private static Passage let(boolean coarsen, List<String> flags) {
      if (flags.isEmpty()) {
        return coarsen ? COARSE : FREE;
      }
      return new Passage(Optional.empty(), coarsen, flags);
    }
  }

  /// What a stage has done so far.
  ///
  /// @param stage its name
  /// @param calls how often it ran
  /// @param refused how often it refused, or would have in preview
  /// @param failed how often it threw
  /// @param nanos time it took in all
  public record Counts(String stage, long calls, long refused, long failed, long nanos) {}

  private static final Decision.Refuse BROKEN =
      new Decision.Refuse(
          "guard-error", "The request could not be examined; try again.", Optional.empty());

  private final List<Slot<GuardStage.OfRequest>> requests = new ArrayList<>();
  private final List<Slot<GuardStage.OfAnswer>> answers = new ArrayList<>();
  private final List<Slot<?>> slots = new ArrayList<>();
  private final Listener listener;
  private final LongSupplier nanos;

  /// @param stages in the order in which they are to run
  /// @param listener hears of refusals and failures
  /// @param nanos a monotonic clock in nanoseconds, usually `System::nanoTime`
  public GuardChain(List<GuardStage> stages, Listener listener, LongSupplier nanos) {
    this.listener = listener;
    this.nanos = nanos;
    for (GuardStage stage : stages) {
      switch (stage) {
        case GuardStage.OfRequest s -> keep(new Slot<>(s), requests);
        case GuardStage.OfAnswer s -> keep(new Slot<>(s), answers);
      }
    }
  }

  private <S extends GuardStage> void keep(Slot<S> slot, List<Slot<S>> among) {
    among.add(slot);
    slots.add(slot);
  }

  /// Before the model.
  public Passage request(Query query) {
    boolean coarsen = false;
    List<String> flags = List.of();
    long start = nanos.getAsLong();
    for (Slot<GuardStage.OfRequest> slot : requests) {
      Decision decision;
      try {
        decision = requireNoAnswer(slot.stage.guard().check(query));
      } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
        decision = failed(slot, query, e);
        coarsen |= slot.stage.onError() == GuardStage.OnError.COARSEN && slot.enforced();
      }
      start = slot.ran(start, nanos.getAsLong());
      if (decision instanceof Decision.Refuse refusal && refuses(slot, query, refusal)) {
        return new Passage(Optional.of(refusal), coarsen, flags);
      }
      if (decision instanceof Decision.Allow(List<String> more) && !more.isEmpty()) {
        flags = joined(flags, more);
      }
    }
    return Passage.let(coarsen, flags);
  }

  /// After the model.
  ///
  /// @param coarsen what [#request] said of this query; or true because the client is to get less
  /// @return the answer that may leave the house, or the refusal
  public Decision answer(Query query, Answer given, boolean coarsen) {
    Answer answer = given;
    boolean coarse = coarsen; // at the end: the guards judge what the model said
    long start = nanos.getAsLong();
    for (Slot<GuardStage.OfAnswer> slot : answers) {
      Decision decision;
      try {
        decision = requireSameRows(slot.stage.guard().check(query, answer), answer);
      } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
        decision = failed(slot, query, e);
        if (slot.stage.onError() == GuardStage.OnError.COARSEN && slot.enforced()) {
          coarse = true;
        }
      }
      start = slot.ran(start, nanos.getAsLong());
      if (decision instanceof Decision.Refuse refusal && refuses(slot, query, refusal)) {
        return refusal;
      }
      if (decision instanceof Decision.Transform changed && slot.enforced()) {
        answer = changed.answer();
      }
    }
    return new Decision.Transform(coarse ? answer.labelsOnly() : answer);
  }

  private static List<String> joined(List<String> flags, List<String> more) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(more);
    return all;
  }

  private static Decision requireNoAnswer(Decision decision) {
    if (decision instanceof Decision.Transform) {
      throw new IllegalStateException("a guard of requests gave an answer");
    }
    return decision;
  }

  private static Decision requireSameRows(Decision decision, Answer before) {
    if (decision instanceof Decision.Transform(Answer after)
        && (after.count() != before.count() || !after.classes().equals(before.classes()))) {
      throw new IllegalStateException("a guard changed the rows or classes of an answer");
    }
    return decision;
  }

  private boolean refuses(Slot<?> slot, Query query, Decision.Refuse refusal) {
    if (refusal.equals(BROKEN)) {
      return true; // counted and told as a failure
    }
    slot.refused.increment();
    if (slot.enforced()) {
      listener.refused(slot.stage.name(), query, refusal);
    } else {
      listener.wouldRefuse(slot.stage.name(), query, refusal);
    }
    return slot.enforced();
  }

  private Decision failed(Slot<?> slot, Query query, Throwable error) {
    slot.failed.increment();
    boolean denied = slot.enforced() && slot.stage.onError() == GuardStage.OnError.DENY;
    GuardStage.OnError done = slot.enforced() ? slot.stage.onError() : GuardStage.OnError.ALLOW;
    listener.failed(slot.stage.name(), query, error, done);
    return denied ? BROKEN : Decision.ALLOW;
  }

  /// What each stage has done so far, in their order.
  public List<Counts> counts() {
    return slots.stream().map(Slot::counts).toList();
  }

  private static final class Slot<S extends GuardStage> {
    final S stage;
    final LongAdder calls = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder took = new LongAdder();

    Slot(S stage) {
      this.stage = stage;
    }

    boolean enforced() {
      return stage.mode() == GuardStage.Mode.ENFORCE;
    }

    long ran(long start, long end) {
      calls.increment();
      took.add(end - start);
      return end;
    }

    Counts counts() {
      return new Counts(stage.name(), calls.sum(), refused.sum(), failed.sum(), took.sum());
    }
  }
}
