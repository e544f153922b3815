package dev.gambeson.guard.detect;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
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
      byte[] a = literal.getAddress();
      if (isPrivate(literal, a)) {
        return Optional.empty();
      }
      return Optional.of(
          a.length == 4
              ? "%d.%d.%d.0/24".formatted(a[0] & 0xff, a[1] & 0xff, a[2] & 0xff)
              : HexFormat.of().formatHex(Arrays.copyOf(a, 7)) + "/56");
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Loopback, link-local, RFC 1918 and RFC 4193.
  private static boolean isPrivate(InetAddress literal, byte[] bytes) {
    return literal.isLoopbackAddress()
        || literal.isLinkLocalAddress()
        || literal.isSiteLocalAddress()
        || (bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc);
  }
}
