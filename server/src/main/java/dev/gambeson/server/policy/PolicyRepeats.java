package dev.gambeson.server.policy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.input.ReplayGuard;
import dev.gambeson.guard.input.ReplayPolicy;
import dev.gambeson.guard.input.ReplayPolicy.Nonces;
import dev.gambeson.guard.input.ReplayPolicy.Repeated;
import dev.gambeson.server.gateway.Call;
import dev.gambeson.server.gateway.Hints;
import dev.gambeson.server.gateway.Refusal;
import dev.gambeson.server.gateway.Refusal.Kind;
import dev.gambeson.server.gateway.Repeats;
import dev.gambeson.server.gateway.Reply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Repeated requests of one class of clients, as its policy says.
///
/// Guaranteed on one node, within [Memory#WINDOW]: of requests of a client with one nonce, one is
/// answered; of requests with one idempotency key, one asks the model, and the others get its
/// answer or are refused. NOT guaranteed: anything against a thief who has the client's key, since
/// he can make nonces himself; over several nodes, send a client to one node.
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

  private final ReplayPolicy policy;
  private final Memory memory;

  /// What is remembered of requests; lives longer than a policy.
  public static final class Memory {
    /// How long requests are remembered.
    public static final Duration WINDOW = Duration.ofMinutes(10);

    private static final int REQUESTS = 1 << 17;
    private static final double SHARE = 0.25;
    private static final long MOST_BYTES = 32L << 20;

    private final ReplayGuard guard;
    private final Cache<String, Reply.Answered> answers =
        Caffeine.newBuilder()
            .maximumWeight(MOST_BYTES)
            .<String, Reply.Answered>weigher((_, reply) -> weight(reply))
            .expireAfterWrite(WINDOW)
            .executor(Runnable::run)
            .build();

    /// @param key secret of hashes
    public Memory(MacKey key) {
      this.guard = new ReplayGuard(key, WINDOW, REQUESTS, SHARE);
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
  public PolicyRepeats(ReplayPolicy policy, Memory memory) {
    this.policy = policy;
    this.memory = memory;
  }

  @Override
  public Heard heard(Call call, Query query) {
    Optional<Refusal> used = policy.nonce().flatMap(wanted -> nonce(wanted, call, query));
    if (used.isPresent()) {
      return new Heard.Refused(used.get());
    }
    return policy.idempotency().map(repeated -> idempotent(repeated, call, query)).orElse(FRESH);
  }

  private Optional<Refusal> nonce(Nonces wanted, Call call, Query query) {
    String given = call.hints().get(Hints.NONCE);
    if (given.isEmpty() && wanted == Nonces.OPTIONAL) {
      return Optional.empty();
    }
    Matcher parts = NONCE.matcher(given);
    if (!parts.matches()) {
      return Optional.of(MISSING);
    }
    Instant made = Instant.ofEpochMilli(Long.parseLong(parts.group(1)));
    return switch (memory.guard.nonce(query.client().key(), given, made, query.time())) {
      case ReplayGuard.Verdict.Fresh _ -> Optional.empty();
      case ReplayGuard.Verdict.Stale _ -> Optional.of(STALE);
      case ReplayGuard.Verdict.Full _ -> Optional.of(FULL);
      case ReplayGuard.Verdict.Replayed _,
          ReplayGuard.Verdict.Retry _,
          ReplayGuard.Verdict.Conflict _ ->
          Optional.of(REPLAYED);
    };
  }

  private Heard idempotent(Repeated repeated, Call call, Query query) {
    String key = call.hints().get(Hints.IDEMPOTENCY_KEY);
    if (key.isEmpty()) {
      return FRESH;
    }
    String client = query.client().key();
    ReplayGuard.Verdict said =
        memory.guard.idempotent(client, key, body(call, query), query.id(), query.time());
    return switch (said) {
      case ReplayGuard.Verdict.Fresh _ -> new Heard.Fresh(new Kept(client, key, query.id()));
      case ReplayGuard.Verdict.Full _ -> new Heard.Refused(FULL);
      case ReplayGuard.Verdict.Retry(String first) when repeated == Repeated.ANSWER ->
          Optional.ofNullable(memory.answers.getIfPresent(first))
              .<Heard>map(Heard.Again::new)
              .orElseGet(() -> new Heard.Refused(BEFORE));
      case ReplayGuard.Verdict.Retry _ -> new Heard.Refused(BEFORE);
      case ReplayGuard.Verdict.Conflict _,
          ReplayGuard.Verdict.Replayed _,
          ReplayGuard.Verdict.Stale _ ->
          new Heard.Refused(OTHER);
    };
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
    private final String client;
    private final String key;
    private final String request;

    Kept(String client, String key, String request) {
      this.client = client;
      this.key = key;
      this.request = request;
    }

    @Override
    public void answered(Reply.Answered reply) {
      if (policy.idempotency().filter(Repeated.ANSWER::equals).isPresent()) {
        memory.answers.put(request, reply);
      }
    }

    @Override
    public void refused() {
      memory.guard.forget(client, key);
    }
  }
}
