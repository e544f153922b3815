package dev.gambeson.testing.nodes;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import redis.embedded.RedisServer;

/// A real PostgreSQL and a real Redis that may be killed and started again at the same addresses.
public final class Services implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path data;
  private final int databasePort;
  private final int redisPort;
  private EmbeddedPostgres database;
  private RedisServer redis;

  private Services(Path data) throws IOException {
    this.data = data;
    this.databasePort = freePort();
    this.redisPort = freePort();
    this.database = open();
    this.redis = openRedis();
  }

  /// Starts both.
  ///
  /// @param data an absent folder for the database's files
  public static Services start(Path data) throws IOException {
    return new Services(data);
  }

  /// A port that is free now, below those that the system gives to outgoing connections: a client
  /// that keeps trying a closed port among them ends up connected to itself.
  public static int freePort() throws IOException {
    for (int tries = 0; tries < 100; tries++) {
      int port = 20_000 + RANDOM.nextInt(12_000);
      try (ServerSocket free = new ServerSocket(port)) {
        return free.getLocalPort();
      } catch (BindException _) {
        // taken; another one
      }
    }
    throw new IOException("no port is free");
  }

  private EmbeddedPostgres open() throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(databasePort)
        .setPGStartupWait(Duration.ofMinutes(3))
        .start();
  }

  private RedisServer openRedis() throws IOException {
    RedisServer server =
        RedisServer.newRedisServer()
            .port(redisPort)
            .setting("bind 127.0.0.1")
            .setting("save \"\"")
            .setting("appendonly no")
            .build();
    server.start();
    return server;
  }

  /// For the settings of a node.
  public String databaseAddress() {
    return "jdbc:postgresql://localhost:%d/postgres?user=postgres".formatted(databasePort);
  }

  /// For the settings of a node.
  public String redisAddress() {
    return "redis://127.0.0.1:" + redisPort;
  }

  /// Kills PostgreSQL's first process with SIGKILL; its children end with it.
  public void killDatabase() throws IOException, InterruptedException {
    long pid =
        Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
      Thread.sleep(10);
    }
  }

  /// Starts PostgreSQL again on what it has written.
  public void startDatabase() throws IOException {
    closeQuietly();
    Files.deleteIfExists(data.resolve("postmaster.pid"));
    database = open();
  }

  private void closeQuietly() {
    try {
      database.close();
    } catch (IOException | IllegalStateException _) {
      // it is dead already
    }
  }

  /// Stops Redis; it forgets everything.
  public void killRedis() throws IOException {
    redis.stop();
  }

  /// Starts Redis again.
  public void startRedis() throws IOException {
    redis = openRedis();
  }

  @Override
  public void close() throws IOException {
    if (redis.isActive()) {
      redis.stop();
    }
    closeQuietly();
  }
}
