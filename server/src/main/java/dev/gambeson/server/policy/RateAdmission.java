package dev.gambeson.server.policy;

import dev.gambeson.guard.Client;
import dev.gambeson.guard.limit.BanList;
import dev.gambeson.guard.limit.InFlight;
import dev.gambeson.guard.limit.LimitPolicy;
import dev.gambeson.guard.limit.RateLimiter;
import dev.gambeson.server.gateway.Admission;
import dev.gambeson.server.gateway.Call;
import dev.gambeson.server.gateway.Refusal;
import dev.gambeson.server.gateway.Reply;
import dev.gambeson.server.gateway.Step;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Bans, requests in flight and rates of one class of clients, in that order.
///
/// A request counts as one permit here, before its body is read; what a batch costs beyond is taken
/// by [ModelGuards] once its rows are known.
final class RateAdmission implements Admission {
  private final RateLimiter usual;
  private final RateLimiter tightened;
  private final Optional<Integer> mostInFlight;
  private final InFlight inFlight;
  private final BanList bans;

  /// @param usual the rates of the class
  /// @param tightened its rates on the step `tighten` and above
  RateAdmission(
      RateLimiter usual,
      RateLimiter tightened,
      LimitPolicy policy,
      InFlight inFlight,
      BanList bans) {
    this.usual = usual;
    this.tightened = tightened;
    this.mostInFlight = policy.inFlight();
    this.inFlight = inFlight;
    this.bans = bans;
  }

  @Override
  public Future<Entry> enter(Call call, Client client, Step step) {
    Optional<Duration> banned =
        bans.check(client.key(), call.time()).map(b -> Duration.between(call.time(), b.until()));
    if (banned.isPresent()) {
      return Future.succeededFuture(closed("banned", "Too many requests were refused.", banned));
    }
    Runnable leave = () -> {};
    if (mostInFlight.isPresent()) {
      Optional<InFlight.Place> place = inFlight.enter(client.key(), mostInFlight.get());
      if (place.isEmpty()) {
        return Future.succeededFuture(
            closed("in-flight", "Too many requests at once.", Optional.of(Duration.ofSeconds(1))));
      }
      leave = place.get()::close;
    }
    return rate(call, client, step, leave);
  }

  private Future<Entry> rate(Call call, Client client, Step step, Runnable leave) {
    RateLimiter limiter = step.compareTo(Step.TIGHTENED) >= 0 ? tightened : usual;
    return switch (limiter.tryAdmit(client, call.model(), 1)) {
      case dev.gambeson.guard.limit.Admission.Undecided _ ->
          Future.fromCompletionStage(limiter.admit(client, call.model(), 1))
              .map(decided -> entry(decided, call.time(), client, leave));
      case dev.gambeson.guard.limit.Admission decided ->
          Future.succeededFuture(entry(decided, call.time(), client, leave));
    };
  }

  private Entry entry(
      dev.gambeson.guard.limit.Admission decided, Instant now, Client client, Runnable leave) {
    if (decided instanceof dev.gambeson.guard.limit.Admission.Refused refused) {
      leave.run();
      bans.strike(client.key(), "rate-limit", now);
      return closed("rate-limit", "Too many requests.", Optional.of(refused.retryAfter()));
    }
    return new Entry.Open(Reply.Quota.NONE, leave);
  }

  private static Entry closed(String reason, String message, Optional<Duration> retryAfter) {
    return new Entry.Closed(
        new Refusal(Refusal.Kind.TOO_MANY, reason, message, retryAfter), Reply.Quota.NONE);
  }
}
