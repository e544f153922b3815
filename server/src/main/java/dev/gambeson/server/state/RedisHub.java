package dev.gambeson.server.state;

import dev.gambeson.core.GambesonException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// This node's tie to Redis: a connection for commands, one for notifications, and the roll of the
/// nodes that are alive.
///
/// It may be made while Redis is away: it connects when Redis comes, and again after each loss.
/// Commands fail at once while there is no connection and after 250 ms without an answer.
public final class RedisHub implements AutoCloseable {
  private static final Logger LOG = System.getLogger(RedisHub.class.getName());
  private static final Duration ANSWER = Duration.ofMillis(250);
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final Duration ALIVE = Duration.ofSeconds(5);

  private final RedisClient client;
  private final String prefix;
  private final String node;
  private final ScheduledExecutorService upkeep;
  private volatile Optional<StatefulRedisConnection<String, String>> commands = Optional.empty();
  private volatile Optional<StatefulRedisPubSubConnection<String, String>> notices =
      Optional.empty();
  private final Map<String, Consumer<String>> listeners = new ConcurrentHashMap<>();
  private volatile List<String> nodes;
  private volatile boolean lost = true;
  private final InstantSource clock;

  private RedisHub(RedisURI address, String prefix, String node, InstantSource clock) {
    this.clock = clock;
    this.client = RedisClient.create(address);
    this.client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .timeoutOptions(TimeoutOptions.enabled(ANSWER))
            .socketOptions(
                SocketOptions.builder()
                    .connectTimeout(Duration.ofSeconds(1))
                    .keepAlive(true)
                    .build())
            .build());
    this.prefix = prefix + ":";
    this.node = node;
    this.nodes = List.of(node);
    this.upkeep =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("gambeson-redis").daemon().factory());
  }

  /// @param address `redis://host:6379` or `rediss://host:6379`, without a password
  /// @param password if Redis asks for one; asked at each new connection, so that it may change
  /// @param cluster begins every key, so that several clusters can share a Redis
  /// @param node name of this node, unique in its cluster
  /// @param clock of the nodes, some seconds alike
  public static RedisHub open(
      String address,
      Optional<Supplier<String>> password,
      String cluster,
      String node,
      InstantSource clock) {
    RedisURI uri;
    try {
      uri = RedisURI.create(address);
    } catch (IllegalArgumentException _) {
      throw GambesonException.usage(
          "The address of Redis is no 'redis://host:port' or 'rediss://host:port'. Correct 'redis' in the settings.");
    }
    uri.setTimeout(ANSWER.multipliedBy(4));
    uri.setClientName("gambeson");
    String user = user(address);
    password.ifPresent(secret -> {
      var _ = secret.get(); // says at once what is wrong with it
      uri.setCredentialsProvider(
          RedisCredentialsProvider.from(() -> RedisCredentials.just(user, secret.get())));
    });
    RedisHub hub = new RedisHub(uri, "gambeson:" + cluster, node, clock);
    hub.beat();
    var _ =
        hub.upkeep.scheduleWithFixedDelay(
            hub::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    return hub;
  }

  /// The user in an address; Redis's own `default` without one.
  private static String user(String address) {
    String info = URI.create(address).getUserInfo();
    if (info != null && info.indexOf(':') >= 0) {
      throw GambesonException.usage(
          "The address of Redis holds a password. Put it into a file of its own and name that in the settings.");
    }
    return info == null || info.isEmpty() ? "default" : info;
  }

  private void beat() {
    try {
      connect();
      long now = clock.millis();
      RedisAsyncCommands<String, String> ask = ask();
      String roll = key("nodes");
      await(ask.zadd(roll, (double) now, node));
      await(
          ask.zremrangebyscore(
              roll, io.lettuce.core.Range.create(0L, now - ALIVE.multipliedBy(12).toMillis())));
      List<String> alive =
          await(
              ask.zrangebyscore(
                  roll, io.lettuce.core.Range.create(now - ALIVE.toMillis(), Double.MAX_VALUE)));
      nodes = alive.isEmpty() ? List.of(node) : List.copyOf(alive);
      say(false);
    } catch (RedisException e) {
      say(true);
    }
  }

  private static <T> T await(io.lettuce.core.RedisFuture<T> future) {
    try {
      return future.get(ANSWER.toMillis() * 2, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisException(e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new RedisException(e);
    }
  }

  private void connect() {
    if (commands.isEmpty()) {
      commands = Optional.of(client.connect());
    }
    if (notices.isEmpty()) {
      StatefulRedisPubSubConnection<String, String> connection = client.connectPubSub();
      connection.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
              Optional.ofNullable(listeners.get(channel)).ifPresent(l -> l.accept(message));
            }
          });
      notices = Optional.of(connection); // first, so that who begins to hear now is not missed
      try {
        String[] channels = listeners.keySet().toArray(String[]::new);
        if (channels.length > 0) {
          await(connection.async().subscribe(channels));
        }
      } catch (RedisException e) {
        notices = Optional.empty();
        var _ = connection.closeAsync();
        throw e;
      }
    }
  }

  private void say(boolean now) {
    if (now != lost) {
      lost = now;
      LOG.log(Level.WARNING, now ? "Redis is away." : "Redis is there.");
    }
  }

  /// Commands on the shared connection.
  ///
  /// @throws RedisException while there is none
  RedisAsyncCommands<String, String> ask() {
    return commands.orElseThrow(() -> new RedisException("not connected")).async();
  }

  /// A key of this cluster.
  String key(String name) {
    return prefix + name;
  }

  /// Whether the last round of upkeep, at most some seconds ago, did not reach Redis.
  public boolean lost() {
    return lost;
  }

  /// How many nodes are alive, this one included, as it was known when Redis was last there.
  public int nodes() {
    return nodes.size();
  }

  /// Their names, as known when Redis was last there.
  List<String> roll() {
    return nodes;
  }

  /// This node's name.
  String node() {
    return node;
  }

  /// Tells the other nodes that something changed. A notification that is lost does no harm: they
  /// ask the database once a second.
  public void tell(Topic topic) {
    try {
      var _ = ask().publish(key("changes"), topic.id());
    } catch (RedisException _) {
      // they ask
    }
  }

  /// Hears of other nodes' changes. Must not block.
  public void onTold(Consumer<String> heard) {
    hear("changes", heard);
  }

  /// Hears what is published under a name. The listener must not block.
  void hear(String name, Consumer<String> heard) {
    listeners.put(key(name), heard);
    try {
      notices.ifPresent(connection -> {
        var _ = connection.async().subscribe(key(name));
      });
    } catch (RedisException _) {
      // a connection that comes back subscribes to all it was asked for
    }
  }

  /// Publishes under a name.
  ///
  /// @return how many nodes heard it; fails when Redis is away
  CompletionStage<Long> publish(String name, String message) {
    try {
      return ask().publish(key(name), message);
    } catch (RedisException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  @Override
  public void close() {
    upkeep.shutdownNow();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
  }
}
