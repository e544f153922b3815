package dev.gambeson.server.state;

import dev.gambeson.guard.Answer;
import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Query;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/// Each tenant's queries are watched at one node, its home: the others hand them over through
/// Redis, sealed, within [#EACH].
///
/// Guaranteed: a query is watched at one node; by its tenant's home while Redis and the home are
/// there, and otherwise where it was asked. So a client that spreads its queries over nodes looks
/// to the query watch as on one node. NOT guaranteed: evidence when homes change (a node comes or
/// goes): what the old home knew stays there, and holds again when the tenant comes back; ADR 41
/// says what that gives away. Queries on their way at a crash are lost to it.
///
/// A home is the highest of keyed hashes of node and tenant (rendezvous hashing, Thaler and
/// Ravishankar 1998): when a node goes, only its tenants move. Memory is bounded: what does not fit
/// a queue is watched here.
public final class SharedWatch implements AutoCloseable {
  /// How long a query waits for company.
  static final Duration EACH = Duration.ofMillis(100);

  private static final Duration OLD = Duration.ofSeconds(30);
  private static final int WAITING = 4_096;
  private static final int TOGETHER = 64;
  private static final int CELLS = 8_192;
  private static final int MESSAGES = 1_024;
  private static final Duration QUIET = Duration.ofMinutes(1);

  private static final Logger LOG = System.getLogger(SharedWatch.class.getName());

  private final Map<List<String>, Map<String, String>> known = new ConcurrentHashMap<>();
  private final RedisHub redis;
  private final MacKey homes;
  private final Sealing sealing;
  private final InstantSource clock;
  private final BiConsumer<Query, Answer> here;
  private final Map<String, BlockingQueue<Asked>> waiting = new ConcurrentHashMap<>();
  private final ScheduledExecutorService sending =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("gambeson-watch-out").daemon().factory());
  private final LongAdder failures = new LongAdder();
  private volatile Instant quiet = Instant.MIN;
  private final ThreadPoolExecutor watching =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MESSAGES),
          Thread.ofPlatform().name("gambeson-watch-in").daemon().factory(),
          new ThreadPoolExecutor.DiscardPolicy());

  /// @param key the same on all nodes
  /// @param clock of the nodes, some seconds alike
  /// @param here watches at this node; thread-safe
  public SharedWatch(
      RedisHub redis,
      MacKey key,
      SecureRandom random,
      InstantSource clock,
      BiConsumer<Query, Answer> here) {
    this.redis = redis;
    this.homes = key.derive("gambeson homes");
    this.sealing = new Sealing(key.derive("gambeson watch"), random);
    this.clock = clock;
    this.here = here;
    redis.hear(channel(redis.node()), this::heard);
    var _ =
        sending.scheduleWithFixedDelay(
            this::sendAll, EACH.toMillis(), EACH.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Hands a query over if another node is its home.
  ///
  /// @return whether it did; if not, it is to be watched here
  public boolean handed(Query query, Answer answer) {
    List<String> roll = redis.roll();
    if (roll.size() < 2 || redis.lost() || query.rows().values().length > CELLS) {
      return false;
    }
    String home = home(query.client().tenant(), roll);
    return !home.equals(redis.node())
        && waiting
            .computeIfAbsent(home, _ -> new ArrayBlockingQueue<>(WAITING))
            .offer(new Asked(query, answer));
  }

  /// Remembered for the roll that holds; thousands of tenants are not.
  private String home(String tenant, List<String> roll) {
    Map<String, String> of = known.get(roll);
    if (of == null || of.size() > WAITING) {
      known.clear();
      of = known.computeIfAbsent(roll, _ -> new ConcurrentHashMap<>());
    }
    return of.computeIfAbsent(tenant, _ -> highest(tenant, roll));
  }

  private String highest(String tenant, List<String> roll) {
    String best = roll.getFirst();
    long most = Long.MIN_VALUE;
    for (String node : roll) {
      byte[] named = (node.length() + ":" + node + tenant).getBytes(StandardCharsets.UTF_8);
      long weight = ByteBuffer.wrap(homes.mac(named)).getLong();
      if (weight > most) {
        most = weight;
        best = node;
      }
    }
    return best;
  }

  /// Never throws: a timer's task that does is never run again.
  private void sendAll() {
    waiting.forEach((home, queue) -> {
      while (!queue.isEmpty()) {
        List<Asked> together = new ArrayList<>(TOGETHER);
        queue.drainTo(together, TOGETHER);
        try {
          send(home, together);
        } catch (RuntimeException e) {
          failed("handed over", e);
          watch(together);
        }
      }
    });
  }

  private void failed(String what, RuntimeException e) {
    failures.increment();
    Instant now = clock.instant();
    if (now.isAfter(quiet)) {
      quiet = now.plus(QUIET);
      LOG.log(
          Level.WARNING,
          "Queries of clients could not be %s (%,d times since the start); the others are."
              .formatted(what, failures.sum()),
          e);
    }
  }

  /// How often queries could not be handed over or watched because something unexpected failed.
  public long failures() {
    return failures.sum();
  }

  /// What nobody heard is watched here.
  private void send(String home, List<Asked> together) {
    String message = sealing.seal(home, Asked.write(together, clock.instant()));
    var _ =
        redis
            .publish(channel(home), message)
            .whenComplete((heard, failure) -> {
              if (failure != null || heard == 0) {
                watch(together);
              }
            });
  }

  private void heard(String message) {
    watching.execute(() -> {
      Instant oldest = clock.instant().minus(OLD);
      sealing
          .open(redis.node(), message)
          .flatMap(bytes -> Asked.read(bytes, oldest))
          .ifPresent(this::observe);
    });
  }

  private void watch(List<Asked> together) {
    watching.execute(() -> observe(together));
  }

  private void observe(List<Asked> all) {
    for (Asked asked : all) {
      try {
        here.accept(asked.query(), asked.answer());
      } catch (IllegalArgumentException e) { // of a version that this node does not serve yet
        LOG.log(Level.DEBUG, "A query of another node does not fit.", e);
      } catch (RuntimeException e) {
        failed("watched", e);
      }
    }
  }

  private static String channel(String node) {
    return "watch:" + node;
  }

  @Override
  public void close() {
    sending.shutdownNow();
    watching.shutdownNow();
  }
}
