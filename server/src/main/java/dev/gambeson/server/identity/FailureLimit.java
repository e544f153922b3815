package dev.gambeson.server.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import inet.ipaddr.IPAddress;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// How many failures an address may cause per minute: a bucket that refills evenly. IPv6 addresses
/// count by /64, since one machine has all of those. At most 20,000 addresses are kept.
final class FailureLimit {
  private static final long MINUTE = 60_000_000_000L;

  private final Cache<String, AtomicLong> empties =
      Caffeine.newBuilder().maximumSize(20_000).executor(Runnable::run).build();
  private final long cost;
  private final LongSupplier nanos;
  private final long origin;

  /// @param perMinute failures per address and minute
  /// @param nanos a monotonic clock
  FailureLimit(int perMinute, LongSupplier nanos) {
    this.cost = MINUTE / perMinute;
    this.nanos = nanos;
    this.origin = nanos.getAsLong();
  }

  /// Whether this address has failures left.
  boolean allows(String address) {
    AtomicLong full = empties.getIfPresent(group(address));
    return full == null || full.get() + cost - now() <= MINUTE;
  }

  /// One more failure.
  void count(String address) {
    long now = now();
    AtomicLong full = empties.get(group(address), _ -> new AtomicLong());
    if (full != null) {
      full.updateAndGet(before -> Math.max(before, now) + cost);
    }
  }

  private long now() {
    return nanos.getAsLong() - origin;
  }

  private static String group(String address) {
    if (address.indexOf(':') < 0) {
      return address;
    }
    return AddressTable.parse(address)
        .filter(IPAddress::isIPv6)
        .map(six -> six.setPrefixLength(64, true).toPrefixBlock().toCanonicalString())
        .orElse(address);
  }
}
