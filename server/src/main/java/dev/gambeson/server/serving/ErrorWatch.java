package dev.gambeson.server.serving;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.stats.Intervals;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/// Counts answers and failures of a version. An answer costs one addition without a lock; only
/// failures are looked at closer. A window begins with the first failure after the last one ended,
/// so its share of failures is never an underestimate.
final class ErrorWatch {
  static final int MAX_CLIENTS = 64;
  private static final double CONFIDENCE = 0.999;

  private final RollbackPolicy policy;
  private final InstantSource clock;
  private final LongAdder answers = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final Set<String> clients = new HashSet<>();
  private Instant probationEnds = Instant.MIN;
  private Instant windowEnds = Instant.MIN;
  private long answersBefore;
  private long failuresBefore;

  ErrorWatch(RollbackPolicy policy, InstantSource clock) {
    this.policy = policy;
    this.clock = clock;
  }

  /// The version got a part: judge it for a while.
  synchronized void begin() {
    probationEnds = clock.instant().plus(policy.probation());
    windowEnds = Instant.MIN;
  }

  void answered() {
    answers.increment();
  }

  /// @return the rate of failures, when it is too high
  synchronized Optional<Estimate> failed(String client) {
    failures.increment();
    Instant now = clock.instant();
    if (now.isAfter(probationEnds)) {
      return Optional.empty();
    }
    if (now.isAfter(windowEnds)) {
      windowEnds = now.plus(policy.window());
      answersBefore = answers.sum();
      failuresBefore = failures.sum() - 1;
      clients.clear();
    }
    if (clients.size() < MAX_CLIENTS) {
      clients.add(client);
    }
    long failed = failures.sum() - failuresBefore;
    long all = failed + answers.sum() - answersBefore;
    if (all < policy.minRequests() || clients.size() < policy.minClients()) {
      return Optional.empty();
    }
    Estimate rate = Intervals.clopperPearson("error rate", failed, all, CONFIDENCE);
    return Optional.of(rate).filter(r -> r.low() > policy.maxErrorRate());
  }

  long answers() {
    return answers.sum();
  }

  long failures() {
    return failures.sum();
  }
}
