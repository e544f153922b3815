package dev.gambeson.server.state;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/// A script that Redis runs in one step and one round trip: sent whole the first time, then by its
/// digest, and whole again when Redis does not know it. In the order of the calls, but for those
/// that a Redis which lost its scripts has to be sent again.
final class RedisScript<T> {
  private final RedisHub redis;
  private final String text;
  private final ScriptOutputType gives;
  private volatile String digest = "";

  RedisScript(RedisHub redis, ScriptOutputType gives, String text) {
    this.redis = redis;
    this.gives = gives;
    this.text = text;
  }

  /// Fails, never throws, when Redis is away or does not answer in time.
  CompletionStage<T> run(String[] keys, String... arguments) {
    try {
      if (digest.isEmpty()) {
        digest = redis.ask().digest(text);
        return redis.ask().<T>eval(text, gives, keys, arguments);
      }
      return redis
          .ask()
          .<T>evalsha(digest, gives, keys, arguments)
          .exceptionallyCompose(failure -> again(failure, keys, arguments));
    } catch (RedisException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private CompletionStage<T> again(Throwable failure, String[] keys, String... arguments) {
    Throwable root =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return root instanceof RedisNoScriptException
        ? redis.ask().<T>eval(text, gives, keys, arguments)
        : CompletableFuture.failedStage(failure);
  }
}
