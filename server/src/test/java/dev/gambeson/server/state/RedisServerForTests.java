package dev.gambeson.server.state;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.UUID;
import redis.embedded.RedisServer;

/// A real Redis that tests may stop and start again at the same address.
public final class RedisServerForTests implements AutoCloseable {
  private final int port;
  private RedisServer running;

  public RedisServerForTests() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    start();
  }

  public void start() throws IOException {
    running =
        RedisServer.newRedisServer()
            .port(port)
            .setting("bind 127.0.0.1")
            .setting("save \"\"")
            .setting("appendonly no")
            .build();
    running.start();
  }

  public void stop() throws IOException {
    running.stop();
  }

  public String address() {
    return "redis://127.0.0.1:" + port;
  }

  RedisHub hub(String cluster, String node) {
    return RedisHub.open(
        address(), Optional.empty(), cluster, node, java.time.InstantSource.system());
  }

  static String cluster() {
    return UUID.randomUUID().toString();
  }

  @Override
  public void close() throws IOException {
    if (running.isActive()) {
      running.stop();
    }
  }
}
