package dev.gambeson.server.state;

import dev.gambeson.guard.MacKey;
import io.lettuce.core.RedisException;
import io.lettuce.core.SetArgs;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Small things that nodes hand each other through Redis, sealed and bound to their name. Whoever
/// reads Redis learns their length; what was changed or swapped is not found.
public final class RedisSealed {
  private final RedisHub redis;
  private final MacKey names;
  private final Sealing sealing;
  private final Duration keep;

  /// @param key the same on all nodes
  /// @param keep how long things are kept
  public RedisSealed(RedisHub redis, MacKey key, SecureRandom random, Duration keep) {
    this.redis = redis;
    this.names = key.derive("gambeson sealed names");
    this.sealing = new Sealing(key.derive("gambeson sealed"), random);
    this.keep = keep;
  }

  /// Keeps it, if Redis is there.
  public void put(String name, byte[] content) {
    try {
      var _ = redis.ask().set(place(name), sealing.seal(name, content), SetArgs.Builder.px(keep));
    } catch (RedisException _) {
      // the other nodes do without
    }
  }

  /// What is kept under a name; empty when there is nothing, or Redis is away.
  public CompletionStage<Optional<byte[]>> get(String name) {
    try {
      return redis
          .ask()
          .get(place(name))
          .handle((text, failure) ->
              failure != null || text == null ? Optional.empty() : sealing.open(name, text));
    } catch (RedisException _) {
      return CompletableFuture.completedStage(Optional.empty());
    }
  }

  private String place(String name) {
    byte[] mark = names.mac(name.getBytes(StandardCharsets.UTF_8));
    return redis.key("sealed:" + HexFormat.of().formatHex(mark, 0, 16));
  }
}
