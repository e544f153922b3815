package dev.gambeson.server.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.input.ReplayGuard;
import dev.gambeson.guard.input.ReplayPolicy;
import dev.gambeson.guard.input.ReplayPolicy.Nonces;
import dev.gambeson.guard.input.ReplayPolicy.Repeated;
import dev.gambeson.guard.input.Replays;
import dev.gambeson.server.gateway.Call;
import dev.gambeson.server.gateway.Hints;
import dev.gambeson.server.gateway.Refusal;
import dev.gambeson.server.gateway.Refusal.Kind;
import dev.gambeson.server.gateway.Repeats;
import dev.gambeson.server.gateway.Reply;
import dev.gambeson.server.gateway.Stages;
import dev.gambeson.server.state.RedisHub;
import dev.gambeson.server.state.RedisReplays;
import dev.gambeson.server.state.RedisSealed;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Repeated requests of one class of clients, as its policy says.
///
/// Guaranteed within [Memory#WINDOW], over all nodes that share a store: of requests of a client
/// with one nonce, one is answered; of requests with one idempotency key, one asks the model, and
/// the others get its answer or are refused. While the shared store is out of reach, each node
/// decides for itself, or, where the class's rates are closed then, nobody is answered that shows a
/// nonce or an idempotency key. NOT guaranteed: anything against a thief who has the client's key,
/// since he can make nonces himself.
public final class PolicyRepeats implements Repeats {
  private static final Pattern NONCE = Pattern.compile("([0-9]{13})\\.([A-Za-z0-9_-]{16,64})");
  private static final Refusal MISSING =
      Refusal.of(
          Kind.BAD_REQUEST,
          "nonce-missing",
          "The field X-Gambeson-Nonce is needed: milliseconds since 1970, a dot, 16 to 64 letters, digits, '-' or '_'.");
  private static final Refusal STALE =
      Refusal.of(
          Kind.CONFLICT, "nonce-stale", "The time in X-Gambeson-Nonce is too far from ours.");
  private static final Refusal REPLAYED =
      Refusal.of(Kind.CONFLICT, "replayed", "This request was made before.");
  private static final Refusal OTHER =
      Refusal.of(
          Kind.CONFLICT,
          "idempotency-conflict",
          "This idempotency key was used for another request.");
  private static final Refusal FULL =
      new Refusal(
          Kind.TOO_MANY,
          "replay-memory",
          "Too many different nonces or idempotency keys; slow down.",
          Optional.of(Duration.ofSeconds(30)));
  private static final Refusal BEFORE =
      new Refusal(
          Kind.CONFLICT,
          "idempotency-repeated",
          "A request with this idempotency key is under way or was answered before.",
          Optional.of(Duration.ofSeconds(1)));

  private static final Refusal LOST =
      new Refusal(
          Kind.TOO_MANY, "replay-lost", "Too many requests.", Optional.of(Duration.ofSeconds(1)));

  private final ReplayPolicy policy;
  private final Memory memory;
  private final boolean closedWhenLost;

  /// What is remembered of requests; lives longer than a policy.
  public static final class Memory {
    /// How long requests are remembered.
    public static final Duration WINDOW = Duration.ofMinutes(10);

    private static final int REQUESTS = 1 << 17;
    private static final double SHARE = 0.25;
    private static final long MOST_BYTES = 32L << 20;

    private final Replays replays;
    private final Optional<RedisSealed> shared;
    private final Cache<String, Reply.Answered> answers =
        Caffeine.newBuilder()
            .maximumWeight(MOST_BYTES)
            .<String, Reply.Answered>weigher((_, reply) -> weight(reply))
            .expireAfterWrite(WINDOW)
            .executor(Runnable::run)
            .build();

    private Memory(Replays replays, Optional<RedisSealed> shared) {
      this.replays = replays;
      this.shared = shared;
    }

    private static ReplayGuard guard(MacKey key) {
      return new ReplayGuard(key, WINDOW, REQUESTS, SHARE);
    }

    /// Of this node alone.
    ///
    /// @param key secret of hashes
    public static Memory local(MacKey key) {
      return new Memory(Replays.local(guard(key)), Optional.empty());
    }

    /// Of all nodes.
    ///
    /// @param key the same on all nodes
    public static Memory shared(MacKey key, RedisHub redis, SecureRandom random) {
      int most = (int) (REQUESTS * SHARE);
      return new Memory(
          new RedisReplays(redis, key, guard(key), WINDOW, most, System::nanoTime),
          Optional.of(new RedisSealed(redis, key, random, WINDOW)));
    }

    private void keep(String request, Reply.Answered reply) {
      answers.put(request, reply);
      shared.ifPresent(s -> s.put(request, KeptAnswer.of(reply)));
    }

    /// What was answered, here or elsewhere.
    private CompletionStage<Optional<Reply.Answered>> answered(String request) {
      Optional<Reply.Answered> here = Optional.ofNullable(answers.getIfPresent(request));
      return here.isPresent() || shared.isEmpty()
          ? CompletableFuture.completedStage(here)
          : shared.get().get(request).thenApply(kept -> kept.flatMap(KeptAnswer::read));
    }

    private static int weight(Reply.Answered reply) {
      int explained =
          reply
              .explanation()
              .map(e -> e.rows().stream().mapToInt(r -> 48 * r.size()).sum())
              .orElse(0);
      return 256
          + 4 * (reply.answer().scores().length + reply.answer().labels().length)
          + explained;
    }
  }

  /// @param memory shared by all classes
  /// @param closedWhenLost whether nobody is answered while the shared store is out of reach
  public PolicyRepeats(ReplayPolicy policy, Memory memory, boolean closedWhenLost) {
    this.policy = policy;
    this.memory = memory;
    this.closedWhenLost = closedWhenLost;
  }

  @Override
  public Future<Heard> heard(Call call, Query query) {
    String nonce = policy.nonce().isPresent() ? call.hints().get(Hints.NONCE) : "";
    String key = policy.idempotency().isPresent() ? call.hints().get(Hints.IDEMPOTENCY_KEY) : "";
    if (nonce.isEmpty() && key.isEmpty()) {
      boolean missing = policy.nonce().filter(Nonces.REQUIRED::equals).isPresent();
      return missing ? Future.succeededFuture(new Heard.Refused(MISSING)) : NEW;
    }
    Matcher parts = NONCE.matcher(nonce);
    boolean wanted = policy.nonce().filter(Nonces.REQUIRED::equals).isPresent();
    if (nonce.isEmpty() ? wanted : !parts.matches()) {
      return Future.succeededFuture(new Heard.Refused(MISSING));
    }
    CompletionStage<Optional<Refusal>> used =
        nonce.isEmpty()
            ? CompletableFuture.completedStage(Optional.empty())
            : nonce(nonce, Long.parseLong(parts.group(1)), query);
    return Stages.here(
        used.thenCompose(no ->
                no.isPresent()
                    ? said(new Heard.Refused(no.get()))
                    : key.isEmpty() ? said(FRESH) : idempotent(key, call, query))
            .thenApply(this::unlessLost));
  }

  private static CompletionStage<Heard> said(Heard heard) {
    return CompletableFuture.completedStage(heard);
  }

  private Heard unlessLost(Heard heard) {
    if (!closedWhenLost || !memory.replays.degraded() || heard instanceof Heard.Refused) {
      return heard;
    }
    if (heard instanceof Heard.Fresh(Ticket ticket)) {
      ticket.refused();
    }
    return new Heard.Refused(LOST);
  }

  private CompletionStage<Optional<Refusal>> nonce(String nonce, long made, Query query) {
    return memory
        .replays
        .nonce(query.client().key(), nonce, Instant.ofEpochMilli(made), query.time())
        .thenApply(verdict ->
            switch (verdict) {
              case ReplayGuard.Verdict.Fresh _ -> Optional.empty();
              case ReplayGuard.Verdict.Stale _ -> Optional.of(STALE);
              case ReplayGuard.Verdict.Full _ -> Optional.of(FULL);
              case ReplayGuard.Verdict.Replayed _,
                  ReplayGuard.Verdict.Retry _,
                  ReplayGuard.Verdict.Conflict _ ->
                  Optional.of(REPLAYED);
            });
  }

  private CompletionStage<Heard> idempotent(String key, Call call, Query query) {
    return memory
        .replays
        .idempotent(query.client().key(), key, body(call, query), query.id(), query.time())
        .thenCompose(said ->
            switch (said) {
              case ReplayGuard.Verdict.Fresh _ -> said(new Heard.Fresh(new Kept(key, query)));
              case ReplayGuard.Verdict.Full _ -> said(new Heard.Refused(FULL));
              case ReplayGuard.Verdict.Retry(String first) -> before(first);
              case ReplayGuard.Verdict.Conflict _,
                  ReplayGuard.Verdict.Replayed _,
                  ReplayGuard.Verdict.Stale _ ->
                  said(new Heard.Refused(OTHER));
            });
  }

  /// What a retry is told.
  private CompletionStage<Heard> before(String first) {
    return policy.idempotency().filter(Repeated.ANSWER::equals).isEmpty()
        ? said(new Heard.Refused(BEFORE))
        : memory
            .answered(first)
            .thenApply(kept ->
                kept.<Heard>map(Heard.Again::new).orElseGet(() -> new Heard.Refused(BEFORE)));
  }

  /// What makes two requests the same: what is asked of which model, and the rows.
  private static byte[] body(Call call, Query query) {
    byte[] what =
        (call.action() + " " + query.model() + " " + call.version() + " ")
            .getBytes(StandardCharsets.UTF_8);
    int width = query.rows().width() * Double.BYTES;
    ByteBuffer body = ByteBuffer.allocate(what.length + query.rows().count() * width).put(what);
    for (int row = 0; row < query.rows().count(); row++) {
      body.put(MacKey.bytes(query.rows(), row));
    }
    return body.array();
  }

  private final class Kept implements Ticket {
    private final String key;
    private final Query query;

    Kept(String key, Query query) {
      this.key = key;
      this.query = query;
    }

    @Override
    public void answered(Reply.Answered reply) {
      if (policy.idempotency().filter(Repeated.ANSWER::equals).isPresent()) {
        memory.keep(query.id(), reply);
      }
    }

    @Override
    public void refused() {
      memory.replays.forget(query.client().key(), key, query.id(), query.time());
    }
  }
}
