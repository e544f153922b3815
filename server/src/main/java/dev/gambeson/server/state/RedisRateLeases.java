package dev.gambeson.server.state;

import dev.gambeson.core.io.Sha256;
import dev.gambeson.guard.limit.RateLeases;
import dev.gambeson.guard.limit.RateLimit;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Buckets that all nodes share, in Redis: one script, one round trip, Redis's own clock in
/// microseconds.
///
/// A bucket is the time at which it is full again (GCRA, ATM Forum TM 4.0, section 4.4.2), counted
/// from 2026 so that a double keeps fractions of a microsecond. A full bucket is no key at all:
/// Redis forgets it by itself.
public final class RedisRateLeases implements RateLeases {
  private static final String SCRIPT =
      """
      local time = redis.call('TIME')
      local now = (tonumber(time[1]) - 1767225600) * 1000000 + tonumber(time[2])
      local cost = tonumber(ARGV[1])
      local room = cost * tonumber(ARGV[2])
      local least = tonumber(ARGV[3])
      local full = tonumber(redis.call('GET', KEYS[1]) or '0')
      if full < now then full = now end
      local have = math.floor((room - (full - now)) / cost + 0.000001)
      if have < least then
        return {0, math.max(1, math.ceil(full - now + least * cost - room))}
      end
      local units = math.min(have, tonumber(ARGV[4]))
      full = full + units * cost
      redis.call('SET', KEYS[1], string.format('%.4f', full), 'PX', math.ceil((full - now) / 1000) + 1)
      return {units, 0}
      """;
  private static final int LONGEST = 200;

  private final RedisHub redis;
  private final RedisScript<List<Long>> script;

  public RedisRateLeases(RedisHub redis) {
    this.redis = redis;
    this.script = new RedisScript<>(redis, ScriptOutputType.MULTI, SCRIPT);
  }

  @Override
  public CompletionStage<Lease> lease(String key, RateLimit limit, long least, long wanted) {
    double cost = limit.per().toNanos() / 1000.0 / limit.permits();
    String[] keys = {name(key, limit)};
    String[] arguments = {
      Double.toString(cost),
      Long.toString(limit.capacity()),
      Long.toString(least),
      Long.toString(wanted)
    };
    return script
        .run(keys, arguments)
        .thenApply(
            answer -> new Lease(answer.getFirst(), Duration.ofNanos(micros(answer.getLast()))));
  }

  private static long micros(long micros) {
    return Math.multiplyExact(Math.min(micros, Long.MAX_VALUE / 2000), 1000L);
  }

  private String name(String key, RateLimit limit) {
    String full =
        "%s|%d|%d|%d".formatted(key, limit.permits(), limit.per().toNanos(), limit.capacity());
    return redis.key("rate:" + (full.length() > LONGEST ? Sha256.of(full) : full));
  }
}
