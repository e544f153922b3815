package dev.gambeson.server.gateway;

import static java.util.Objects.requireNonNull;

import dev.gambeson.guard.Client;
import dev.gambeson.guard.limit.Ban;
import dev.gambeson.guard.limit.BanList;
import dev.gambeson.guard.limit.InFlight;
import dev.gambeson.guard.limit.LimitPolicy;
import dev.gambeson.guard.limit.RateLimit;
import dev.gambeson.guard.limit.RateLimiter;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;

/// Rates, requests in flight and bans of `guard.limit`, as the pipeline asks for them.
///
/// A client whose step is [Step#TIGHTENED] or above pays [#TIGHT] times for each row: its bucket
/// empties that much sooner.
public final class LimitAdmission implements Admission {
  /// How many times a row counts for a client whose rate is tightened.
  public static final int TIGHT = 4;

  private static final Future<Optional<Refusal>> NONE = Future.succeededFuture(Optional.empty());
  private static final Future<Entry> OPEN =
      Future.succeededFuture(new Entry.Open(Reply.Quota.NONE, () -> {}));

  private final RateLimiter limiter;
  private final InFlight inFlight;
  private final BanList bans;
  private final int mostInFlight;
  private final InstantSource clock;

  /// @param limiter rates of all classes
  /// @param policy of the class that this admits, for its requests in flight
  /// @param inFlight shared by all classes
  /// @param bans shared by all classes
  public LimitAdmission(
      RateLimiter limiter,
      LimitPolicy policy,
      InFlight inFlight,
      BanList bans,
      InstantSource clock) {
    this.limiter = requireNonNull(limiter, "limiter");
    this.inFlight = requireNonNull(inFlight, "inFlight");
    this.bans = requireNonNull(bans, "bans");
    this.clock = requireNonNull(clock, "clock");
    this.mostInFlight = policy.inFlight().orElse(0);
  }

  @Override
  public Future<Entry> enter(Call call, Client client, Step step) {
    String key = "client:" + client.key();
    Optional<Ban> ban = bans.check(key, call.time());
    if (ban.isPresent()) {
      Duration left = Duration.between(call.time(), ban.get().until());
      return closed(
          new Refusal(Refusal.Kind.TOO_MANY, "ban", "Too many requests.", Optional.of(left)));
    }
    dev.gambeson.guard.limit.Admission may = limiter.tryAdmit(client, call.model(), factor(step));
    if (may instanceof dev.gambeson.guard.limit.Admission.Undecided) {
      return Stages.here(limiter.admit(client, call.model(), factor(step)))
          .map(then -> entry(then, key, call.time()));
    }
    return may instanceof dev.gambeson.guard.limit.Admission.Admitted yes
            && yes.left().isEmpty()
            && mostInFlight == 0
        ? OPEN
        : Future.succeededFuture(entry(may, key, call.time()));
  }

  private static int factor(Step step) {
    return step.compareTo(Step.TIGHTENED) >= 0 ? TIGHT : 1;
  }

  private static Future<Entry> closed(Refusal refusal) {
    return Future.succeededFuture(new Entry.Closed(refusal, Reply.Quota.NONE));
  }

  private Entry entry(dev.gambeson.guard.limit.Admission may, String key, Instant now) {
    return switch (may) {
      case dev.gambeson.guard.limit.Admission.Admitted yes -> place(key, quota(yes.left()));
      case dev.gambeson.guard.limit.Admission.Refused no ->
          new Entry.Closed(refused(no, key, now), quota(no.left()));
      case dev.gambeson.guard.limit.Admission.Undecided _ ->
          throw new IllegalStateException("undecided after having asked");
    };
  }

  /// What the client is told is left; windows below a second are told as one second.
  private static Reply.Quota quota(Optional<dev.gambeson.guard.limit.Admission.Left> left) {
    if (left.isEmpty()) {
      return Reply.Quota.NONE;
    }
    RateLimit limit = left.get().limit();
    long millis = limit.per().toMillis();
    return millis < 1000
        ? new Reply.Quota(
            OptionalLong.of(limit.permits() * 1000 / Math.max(1, millis)),
            left.get().remaining(),
            1)
        : new Reply.Quota(OptionalLong.of(limit.permits()), left.get().remaining(), millis / 1000);
  }

  private Entry place(String key, Reply.Quota quota) {
    if (mostInFlight == 0) {
      return new Entry.Open(quota, () -> {});
    }
    return inFlight
        .enter(key, mostInFlight)
        .<Entry>map(place -> new Entry.Open(quota, place::close))
        .orElseGet(() ->
            new Entry.Closed(
                new Refusal(
                    Refusal.Kind.TOO_MANY,
                    "in-flight",
                    "Too many requests at once.",
                    Optional.of(Duration.ofSeconds(1))),
                quota));
  }

  private Refusal refused(dev.gambeson.guard.limit.Admission.Refused no, String key, Instant now) {
    bans.strike(key, "rate", now);
    return new Refusal(
        Refusal.Kind.TOO_MANY, "rate-limit", "Too many requests.", Optional.of(no.retryAfter()));
  }

  @Override
  public Future<Optional<Refusal>> rows(Client client, String model, Step step, int more) {
    int rows = Math.multiplyExact(more, factor(step));
    dev.gambeson.guard.limit.Admission may = limiter.tryAdmit(client, model, rows);
    return switch (may) {
      case dev.gambeson.guard.limit.Admission.Admitted _ -> NONE;
      case dev.gambeson.guard.limit.Admission.Refused no ->
          Future.succeededFuture(over(no, client));
      case dev.gambeson.guard.limit.Admission.Undecided _ ->
          Stages.here(limiter.admit(client, model, rows))
              .map(then ->
                  then instanceof dev.gambeson.guard.limit.Admission.Refused no
                      ? over(no, client)
                      : Optional.empty());
    };
  }

  private Optional<Refusal> over(dev.gambeson.guard.limit.Admission.Refused no, Client client) {
    return Optional.of(refused(no, "client:" + client.key(), clock.instant()));
  }
}
