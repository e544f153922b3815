package dev.gambeson.server.http;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import java.util.List;
import java.util.Optional;

/// Whose word about where a request came from is taken. Nobody's by default. Immutable.
final class TrustedProxies {
  private final List<IPAddress> ranges;

  /// @param ranges addresses or CIDR ranges
  TrustedProxies(List<String> ranges) {
    this.ranges = ranges.stream().map(TrustedProxies::range).toList();
  }

  private static IPAddress range(String text) {
    try {
      IPAddress range = new IPAddressString(text).toAddress();
      if (range != null) {
        return range;
      }
    } catch (AddressStringException | IllegalArgumentException e) {
      throw new IllegalArgumentException(notRange(text), e);
    }
    throw new IllegalArgumentException(notRange(text));
  }

  private static String notRange(String text) {
    return "trusted proxy '%s' is neither an address nor a range such as 10.0.0.0/8."
        .formatted(text);
  }

  /// Whether an address is one of ours.
  boolean trusts(String address) {
    return !ranges.isEmpty() && parse(address).filter(this::trusts).isPresent();
  }

  private boolean trusts(IPAddress address) {
    return ranges.stream().anyMatch(r -> r.contains(address));
  }

  /// Who asked: the last address of the list that is not one of our proxies; the connection's when
  /// that is missing or no address.
  ///
  /// @param connection the address of the connection, which [#trusts]
  /// @param forwarded `x-forwarded-for`, its lines joined by commas
  String client(String connection, String forwarded) {
    String[] hops = forwarded.split(",", 64);
    for (int i = hops.length - 1; i >= 0; i--) {
      Optional<IPAddress> hop = parse(hops[i].strip());
      if (hop.isEmpty()) {
        return connection;
      }
      if (!trusts(hop.get())) {
        return hop.get().toCanonicalString();
      }
    }
    return connection;
  }

  private static Optional<IPAddress> parse(String text) {
    if (text.isEmpty() || text.length() > 45) {
      return Optional.empty();
    }
    IPAddress address = new IPAddressString(text).getAddress();
    return Optional.ofNullable(address).filter(a -> !a.isMultiple());
  }
}
