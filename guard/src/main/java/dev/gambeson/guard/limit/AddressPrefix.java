package dev.gambeson.guard.limit;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HexFormat;

/// The network that an address belongs to: /24 of IPv4, /56 of IPv6, since one customer of a
/// provider holds that much.
public final class AddressPrefix {
  /// What is said of text that is no address. All of them share one bucket.
  public static final String UNKNOWN = "unknown";

  private static final int LONGEST = 45; // an IPv6 address with an embedded IPv4 one

  private AddressPrefix() {}

  /// The network as text, for example `192.0.2.0/24` or `20010db800010200/56`; [#UNKNOWN] when it
  /// is no address. Never asks a name server.
  public static String of(String address) {
    int zone = address.indexOf('%');
    String literal = zone < 0 ? address : address.substring(0, zone);
    if (literal.length() > LONGEST || literal.isEmpty()) {
      return UNKNOWN;
    }
    try {
      InetAddress parsed = InetAddress.ofLiteral(literal);
      byte[] bytes = parsed.getAddress();
      if (parsed instanceof Inet4Address) {
        return (bytes[0] & 0xff) + "." + (bytes[1] & 0xff) + "." + (bytes[2] & 0xff) + ".0/24";
      }
      bytes[7] = 0;
      return HexFormat.of().formatHex(bytes, 0, 8) + "/56";
    } catch (IllegalArgumentException e) {
      return UNKNOWN;
    }
  }
}
