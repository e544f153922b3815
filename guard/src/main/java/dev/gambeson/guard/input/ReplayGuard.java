package dev.gambeson.guard.input;

import dev.gambeson.guard.MacKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/// Refuses a request that was heard before, and recognises an honest retry.
///
/// Guaranteed, on one node: within the window, exactly one request with a nonce is [Verdict.Fresh];
/// the same idempotency key with the same body is a [Verdict.Retry] of the first one, with another
/// body a [Verdict.Conflict]. A time outside of the window is refused, so nothing can be replayed
/// once it is forgotten. Memory is bounded: a client that fills its share, or all clients together
/// filling the whole, are refused ([Verdict.Full]) until entries expire; nothing is forgotten
/// before its time. NOT guaranteed over several nodes: send a client to one node, or use nonces
/// that only one node accepts.
///
/// Holds keyed hashes only. Thread-safe; one short lock per stripe, no waiting for others.
public final class ReplayGuard {
  private static final int STRIPES = 64;

  /// What is said of a request.
  public sealed interface Verdict {
    /// Never heard before.
    record Fresh() implements Verdict {}

    /// The same request as one heard before: answer as then, without asking the model again.
    ///
    /// @param request id of the first one
    record Retry(String request) implements Verdict {}

    /// The same key with another body.
    record Conflict() implements Verdict {}

    /// A nonce that was used before.
    record Replayed() implements Verdict {}

    /// The time it was made lies outside of the window.
    record Stale() implements Verdict {}

    /// There is no room to remember it, so it is refused.
    record Full() implements Verdict {}
  }

  private record Mark(long high, long low) {}

  private record Seen(Mark mark, long client, Mark body, String request, long expires) {}

  private static final long FULL = Long.MIN_VALUE;
  private static final Seen NO_ROOM = new Seen(new Mark(0, 0), 0, new Mark(0, 0), "", FULL);

  private static final class Stripe {
    final Map<Mark, Seen> seen = new HashMap<>();
    final Queue<Seen> oldest = new ArrayDeque<>();
    final Map<Long, Integer> perClient = new HashMap<>();
  }

  private final MacKey key;
  private final Duration window;
  private final int perStripe;
  private final int perClient;
  private final Stripe[] stripes = new Stripe[STRIPES];

  /// @param key secret of the hashes; need not outlive the process
  /// @param window how long requests are remembered, and by how much a client's clock may differ; 1
  ///   second to 1 day
  /// @param capacity how many requests are remembered in all, about 250 bytes each
  /// @param share of the capacity that one client may fill, above 0, at most 1
  public ReplayGuard(MacKey key, Duration window, int capacity, double share) {
    if (window.compareTo(Duration.ofSeconds(1)) < 0 || window.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException(
          "window is %s, but must be 1 second to 1 day.".formatted(window));
    }
    if (capacity < STRIPES || !(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "capacity is %d and share %s, but must be at least %d and above 0, up to 1."
              .formatted(capacity, share, STRIPES));
    }
    this.key = key.derive("gambeson replay");
    this.window = window;
    this.perStripe = capacity / STRIPES;
    this.perClient = Math.max(1, (int) (perStripe * share));
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  /// A request with a nonce: good once.
  ///
  /// @param client [dev.gambeson.guard.Client#key]
  /// @param made when the client says that it made the request, signed or not
  public Verdict nonce(String client, String nonce, Instant made, Instant now) {
    if (made.isBefore(now.minus(window)) || made.isAfter(now.plus(window))) {
      return new Verdict.Stale();
    }
    // Remembered for as long as `made` could still pass.
    Instant expires = made.plus(window).plusMillis(1);
    Optional<Seen> before = enter(client, "n" + nonce, new byte[0], "", expires, now);
    return before
        .<Verdict>map(seen -> seen.expires() == FULL ? new Verdict.Full() : new Verdict.Replayed())
        .orElseGet(Verdict.Fresh::new);
  }

  /// A request with an idempotency key.
  ///
  /// @param body of the request, or anything that stands for it
  /// @param request id of this request
  public Verdict idempotent(
      String client, String idempotencyKey, byte[] body, String request, Instant now) {
    Optional<Seen> before =
        enter(client, "i" + idempotencyKey, body, request, now.plus(window), now);
    if (before.isEmpty()) {
      return new Verdict.Fresh();
    }
    Seen seen = before.get();
    if (seen.expires() == FULL) {
      return new Verdict.Full();
    }
    return seen.body().equals(mark(body))
        ? new Verdict.Retry(seen.request())
        : new Verdict.Conflict();
  }

  /// The first request with this idempotency key could not be answered: forgets it, so that a retry
  /// is fresh.
  public void forget(String client, String idempotencyKey) {
    Mark mark = mark(client, "i" + idempotencyKey);
    Stripe stripe = stripe(mark);
    synchronized (stripe) {
      Seen seen = stripe.seen.remove(mark);
      if (seen != null) {
        stripe.oldest.remove(seen);
        release(stripe, seen);
      }
    }
  }

  /// @return what was there before; empty when it is new and now remembered
  private Optional<Seen> enter(
      String client, String name, byte[] body, String request, Instant expires, Instant now) {
    Mark mark = mark(client, name);
    long who = mark(client.getBytes(StandardCharsets.UTF_8)).high();
    Mark content = mark(body);
    Stripe stripe = stripe(mark);
    synchronized (stripe) {
      expire(stripe, now.toEpochMilli());
      Seen before = stripe.seen.get(mark);
      if (before != null && before.expires() > now.toEpochMilli()) {
        return Optional.of(before);
      }
      if (stripe.oldest.size() >= perStripe || stripe.perClient.getOrDefault(who, 0) >= perClient) {
        return Optional.of(NO_ROOM);
      }
      Seen seen = new Seen(mark, who, content, request, expires.toEpochMilli());
      stripe.seen.put(mark, seen);
      stripe.oldest.add(seen);
      stripe.perClient.merge(who, 1, Integer::sum);
      return Optional.empty();
    }
  }

  /// Drops what has expired. Entries expire nearly in the order in which they came.
  private static void expire(Stripe stripe, long now) {
    Seen first = stripe.oldest.peek();
    while (first != null && first.expires() <= now) {
      stripe.oldest.remove();
      stripe.seen.remove(first.mark(), first);
      release(stripe, first);
      first = stripe.oldest.peek();
    }
  }

  private static void release(Stripe stripe, Seen seen) {
    stripe.perClient.computeIfPresent(seen.client(), (_, n) -> n == 1 ? null : n - 1);
  }

  private Stripe stripe(Mark mark) {
    return stripes[(int) (mark.low() & (STRIPES - 1))];
  }

  private Mark mark(String client, String name) {
    byte[] who = client.getBytes(StandardCharsets.UTF_8);
    byte[] what = name.getBytes(StandardCharsets.UTF_8);
    return mark(
        ByteBuffer.allocate(4 + who.length + what.length)
            .putInt(who.length)
            .put(who)
            .put(what)
            .array());
  }

  private Mark mark(byte[] bytes) {
    ByteBuffer mac = ByteBuffer.wrap(key.mac(bytes));
    return new Mark(mac.getLong(), mac.getLong());
  }

  /// How many requests are remembered.
  public int size() {
    int size = 0;
    for (Stripe stripe : stripes) {
      synchronized (stripe) {
        size += stripe.seen.size();
      }
    }
    return size;
  }
}
