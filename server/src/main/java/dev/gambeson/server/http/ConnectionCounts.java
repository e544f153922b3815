package dev.gambeson.server.http;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Open connections, in all and per address. Thread-safe; holds one entry per address that is
/// connected, so at most as many as connections.
public final class ConnectionCounts {
  private final int most;
  private final int mostPerAddress;
  private final AtomicInteger all = new AtomicInteger();
  private final ConcurrentHashMap<String, Integer> perAddress = new ConcurrentHashMap<>();

  /// @param most in all
  /// @param mostPerAddress from one address
  public ConnectionCounts(int most, int mostPerAddress) {
    this.most = most;
    this.mostPerAddress = mostPerAddress;
  }

  /// Counts a connection if there is room; then [#close] is to follow.
  public boolean open(String address) {
    if (all.incrementAndGet() > most) {
      all.decrementAndGet();
      return false;
    }
    boolean[] fits = {false};
    perAddress.compute(
        address,
        (_, now) -> {
          int count = now == null ? 0 : now;
          fits[0] = count < mostPerAddress;
          return fits[0] ? Integer.valueOf(count + 1) : now;
        });
    if (!fits[0]) {
      all.decrementAndGet();
    }
    return fits[0];
  }

  /// A connection that was counted has ended.
  public void close(String address) {
    all.decrementAndGet();
    perAddress.computeIfPresent(address, (_, now) -> now <= 1 ? null : now - 1);
  }

  int all() {
    return all.get();
  }

  int addresses() {
    return perAddress.size();
  }
}
