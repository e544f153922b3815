package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.SessionStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Sessions in memory.
final class InMemorySessions implements SessionStore {
  final Map<String, Session> all = new ConcurrentHashMap<>();

  @Override
  public void put(String hash, Session session) {
    all.put(hash, session);
  }

  @Override
  public Optional<Session> find(String hash) {
    return Optional.ofNullable(all.get(hash));
  }

  @Override
  public void touch(String hash, Instant now) {
    all.computeIfPresent(
        hash, (_, s) -> new Session(s.name(), s.epoch(), s.begun(), now, s.address()));
  }

  @Override
  public void remove(String hash) {
    all.remove(hash);
  }

  @Override
  public Map<String, Session> of(String name) {
    Map<String, Session> own = new HashMap<>(all);
    own.values().removeIf(s -> !s.name().equals(name));
    return own;
  }

  @Override
  public void removeAllOf(String name) {
    all.values().removeIf(s -> s.name().equals(name));
  }

  @Override
  public void expire(Instant begunBefore, Instant usedBefore) {
    all.values().removeIf(s -> s.begun().isBefore(begunBefore) || s.used().isBefore(usedBefore));
  }
}
