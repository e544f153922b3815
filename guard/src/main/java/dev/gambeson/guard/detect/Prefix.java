package dev.gambeson.guard.detect;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// The network neighbourhood of an address: /24 of IPv4, /56 of IPv6.
final class Prefix {
  private Prefix() {}

  /// The prefix of an address literal as text; empty when it is none. Never asks a name server.
  static Optional<String> of(String address) {
    try {
      byte[] a = InetAddress.ofLiteral(address).getAddress();
      return Optional.of(
          a.length == 4
              ? "%d.%d.%d.0/24".formatted(a[0] & 0xff, a[1] & 0xff, a[2] & 0xff)
              : HexFormat.of().formatHex(Arrays.copyOf(a, 7)) + "/56");
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
