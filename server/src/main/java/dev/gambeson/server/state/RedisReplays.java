package dev.gambeson.server.state;

import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.input.ReplayGuard;
import dev.gambeson.guard.input.ReplayGuard.Verdict;
import dev.gambeson.guard.input.Replays;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Nonces and idempotency keys of all nodes, in Redis: one script, one round trip. Redis gets keyed
/// hashes and request ids.
///
/// Each node remembers what it heard itself as well, so that while Redis is away, and after it came
/// back empty, nothing is good twice at one node. Redis is tried again a second after it failed.
/// What a client may fill is bounded here and in Redis; a Redis that is full (`noeviction`) counts
/// as away. A Redis that evicts (`allkeys-lru`) forgets early: do not configure it so.
public final class RedisReplays implements Replays {
  private static final long RETRY = TimeUnit.SECONDS.toNanos(1);
  private static final String FULL = "full";
  private static final String USED = "used"; // an empty value would look like none
  private static final int MARK = 32;

  private static final String ENTER =
      """
      local before = redis.call('GET', KEYS[1])
      if before then return before end
      local heard = redis.call('INCR', KEYS[2])
      if heard == 1 then redis.call('PEXPIRE', KEYS[2], ARGV[4]) end
      if heard > tonumber(ARGV[3]) then
        redis.call('DECR', KEYS[2])
        return 'full'
      end
      redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
      return ''
      """;
  private static final String FORGET =
      """
      local before = redis.call('GET', KEYS[1])
      if before and string.sub(before, 33) == ARGV[1] then
        redis.call('DEL', KEYS[1])
        if redis.call('EXISTS', KEYS[2]) == 1 then redis.call('DECR', KEYS[2]) end
      end
      return ''
      """;

  private final RedisHub redis;
  private final RedisScript<String> enter;
  private final RedisScript<String> forget;
  private final MacKey key;
  private final ReplayGuard own;
  private final Duration window;
  private final int perClient;
  private final LongSupplier nanos;
  private volatile long failed;

  /// @param key secret of the hashes, the same on all nodes
  /// @param own what this node remembers, with the same window
  /// @param perClient requests of one client that are remembered at a time, roughly
  /// @param nanos a monotonic clock
  public RedisReplays(
      RedisHub redis,
      MacKey key,
      ReplayGuard own,
      Duration window,
      int perClient,
      LongSupplier nanos) {
    this.redis = redis;
    this.enter = new RedisScript<>(redis, ScriptOutputType.VALUE, ENTER);
    this.forget = new RedisScript<>(redis, ScriptOutputType.VALUE, FORGET);
    this.key = key.derive("gambeson shared replays");
    this.own = own;
    this.window = window;
    this.perClient = perClient;
    this.nanos = nanos;
    this.failed = nanos.getAsLong() - RETRY;
  }

  @Override
  public boolean degraded() {
    return nanos.getAsLong() - failed < RETRY;
  }

  @Override
  public CompletionStage<Verdict> nonce(String client, String nonce, Instant made, Instant now) {
    Verdict here = own.nonce(client, nonce, made, now);
    if (!(here instanceof Verdict.Fresh) || degraded()) {
      return CompletableFuture.completedStage(here);
    }
    Duration left = Duration.between(now, made.plus(window));
    return ask(client, "n" + nonce, USED, "", left, now)
        .thenApply(before ->
            before.isEmpty()
                ? here
                : before.equals(FULL) ? new Verdict.Full() : new Verdict.Replayed());
  }

  @Override
  public CompletionStage<Verdict> idempotent(
      String client, String idempotencyKey, byte[] body, String request, Instant now) {
    Verdict here = own.idempotent(client, idempotencyKey, body, request, now);
    if (!(here instanceof Verdict.Fresh) || degraded()) {
      return CompletableFuture.completedStage(here);
    }
    String mark = mark(body);
    return ask(client, "i" + idempotencyKey, mark, request, window, now)
        .thenApply(before -> {
          if (before.isEmpty()) {
            return here;
          }
          own.forget(client, idempotencyKey); // another node's, not this request's
          if (before.equals(FULL)) {
            return new Verdict.Full();
          }
          return before.startsWith(mark)
              ? new Verdict.Retry(before.substring(MARK))
              : new Verdict.Conflict();
        });
  }

  /// What was there before; empty when nothing was, or when Redis cannot be asked.
  private CompletionStage<String> ask(
      String client, String name, String mark, String request, Duration left, Instant now) {
    return enter
        .run(
            keys(client, name, now),
            mark + request,
            Long.toString(Math.max(1, left.toMillis() + 1)),
            Integer.toString(perClient),
            Long.toString(2 * window.toMillis()))
        .handle((before, failure) -> {
          if (failure != null) {
            failed = nanos.getAsLong();
            return "";
          }
          return before;
        });
  }

  @Override
  public void forget(String client, String idempotencyKey, String request, Instant now) {
    own.forget(client, idempotencyKey);
    if (!degraded()) {
      var _ = forget.run(keys(client, "i" + idempotencyKey, now), request);
    }
  }

  /// The entry, and how many the client made in this window.
  private String[] keys(String client, String name, Instant now) {
    long part = now.toEpochMilli() / window.toMillis();
    return new String[] {
      redis.key("replay:" + mark(named(client, name))),
      redis.key("replays:" + mark(named(client, "c" + part)))
    };
  }

  private static byte[] named(String client, String name) {
    return (client.length() + ":" + client + name).getBytes(StandardCharsets.UTF_8);
  }

  private String mark(byte[] bytes) {
    return HexFormat.of().formatHex(key.mac(bytes), 0, MARK / 2);
  }
}
