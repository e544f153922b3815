package dev.gambeson.response.route;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// Where webhooks may go. A host must be listed by name; every address it resolves to must be a
/// public one or lie in a network that is listed. The caller connects to the addresses that were
/// checked and to no other, so a name that changes its mind in between gains nothing.
///
/// Refused unless their network is listed: loopback, link-local and metadata services, private and
/// unique-local networks, carrier-grade NAT, multicast, reserved ones, and IPv6 addresses that hold
/// an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo).
final class Destinations {
  private static final List<Network> CLOSED =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.88.99.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/3",
              "::/96",
              "64:ff9b::/96",
              "64:ff9b:1::/48",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "2002::/16",
              "3fff::/20",
              "5f00::/16",
              "fc00::/6",
              "ff00::/8")
          .map(Network::parse)
          .toList();

  private final Set<String> hosts;
  private final List<Network> networks;

  /// How names become addresses.
  @FunctionalInterface
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /// @param hosts names, or `*.` and a domain; lower case
  /// @param networks in CIDR notation, such as `10.1.0.0/16`
  Destinations(List<String> hosts, List<String> networks) {
    this.hosts = Set.copyOf(hosts.stream().map(h -> h.toLowerCase(Locale.ROOT)).toList());
    this.networks = networks.stream().map(Network::parse).toList();
  }

  boolean allowsHost(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    int dot = name.indexOf('.');
    return hosts.contains(name) || (dot > 0 && hosts.contains("*" + name.substring(dot)));
  }

  boolean allowsAddress(InetAddress address) {
    return networks.stream().anyMatch(n -> n.holds(address))
        || CLOSED.stream().noneMatch(n -> n.holds(address));
  }

  /// The addresses of a host, all of which may be connected to.
  ///
  /// @throws DeliveryException when the name is not listed or unknown, or an address may not
  List<InetAddress> resolve(String host, Resolver resolver) throws DeliveryException {
    if (!allowsHost(host)) {
      throw new DeliveryException("the host is not among those allowed", false);
    }
    try {
      List<InetAddress> addresses = new ArrayList<>(Arrays.asList(resolver.resolve(host)));
      if (addresses.isEmpty() || !addresses.stream().allMatch(this::allowsAddress)) {
        throw new DeliveryException(
            "the host resolves to an address that is not public and whose network is not listed",
            false);
      }
      return addresses;
    } catch (UnknownHostException e) {
      throw new DeliveryException("the host is unknown", true);
    }
  }

  /// Addresses that share their first bits.
  private static final class Network {
    private final byte[] address;
    private final int bits;

    private Network(byte[] address, int bits) {
      this.address = address;
      this.bits = bits;
    }

    static Network parse(String cidr) {
      String[] parts = cidr.split("/", -1);
      try {
        InetAddress base = InetAddress.ofLiteral(parts[0]);
        int width = base.getAddress().length * 8;
        int bits = parts.length == 1 ? width : Integer.parseInt(parts[1]);
        if (parts.length > 2 || bits < 0 || bits > width) {
          throw new IllegalArgumentException();
        }
        return new Network(base.getAddress(), bits);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "routes: '%s' is no network such as 10.1.0.0/16 or fd00::/8"
                .formatted(dev.gambeson.response.Clean.line(cidr, 60)));
      }
    }

    boolean holds(InetAddress other) {
      byte[] bytes =
          switch (other) {
            case Inet4Address a -> a.getAddress();
            case Inet6Address a -> a.getAddress();
            default -> throw new IllegalArgumentException("neither IPv4 nor IPv6");
          };
      if (bytes.length != address.length) {
        return false;
      }
      for (int i = 0; i < bits; i++) {
        int mask = 0x80 >> (i % 8);
        if ((bytes[i / 8] & mask) != (address[i / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
