package dev.gambeson.guard.detect;

import dev.gambeson.guard.limit.AddressPrefix;
import java.net.InetAddress;
import java.util.Optional;

/// The network neighbourhood of an address: /24 of IPv4, /56 of IPv6.
final class Prefix {
  private Prefix() {}

  /// The prefix of an address literal as text; empty when it is none, and for addresses that are
  /// not public: there a proxy or a whole company stands behind one network, and an attacker would
  /// bring all its clients under suspicion. Never asks a name server.
  static Optional<String> of(String address) {
    try {
      InetAddress literal = InetAddress.ofLiteral(address);
      if (isPrivate(literal)) {
        return Optional.empty();
      }
      return Optional.of(AddressPrefix.of(address));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Loopback, link-local, RFC 1918 and RFC 4193.
  private static boolean isPrivate(InetAddress literal) {
    byte[] bytes = literal.getAddress();
    return literal.isLoopbackAddress()
        || literal.isLinkLocalAddress()
        || literal.isSiteLocalAddress()
        || (bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc);
  }
}
