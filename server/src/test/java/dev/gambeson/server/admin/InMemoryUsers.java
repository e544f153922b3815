package dev.gambeson.server.admin;

import dev.gambeson.server.admin.port.UserStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/// People in memory.
final class InMemoryUsers implements UserStore {
  private final ConcurrentSkipListMap<String, Account> all = new ConcurrentSkipListMap<>();

  @Override
  public List<Account> accounts() {
    return List.copyOf(all.values());
  }

  @Override
  public Optional<Account> find(String name) {
    return Optional.ofNullable(all.get(name));
  }

  @Override
  public boolean add(Account account) {
    return all.putIfAbsent(account.name(), account) == null;
  }

  @Override
  public boolean replace(Account seen, Account now) {
    return all.replace(seen.name(), seen, now);
  }
}
