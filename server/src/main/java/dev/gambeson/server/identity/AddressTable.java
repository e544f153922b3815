package dev.gambeson.server.identity;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv4.IPv4AddressAssociativeTrie;
import inet.ipaddr.ipv6.IPv6Address;
import inet.ipaddr.ipv6.IPv6AddressAssociativeTrie;
import java.util.List;
import java.util.Optional;

/// Networks and what holds for them; the longest prefix wins. IPv4-mapped IPv6 addresses are IPv4,
/// zones are dropped, odd notations (octal, hexadecimal, shortened IPv4) are refused.
final class AddressTable {
  private static final IPAddressStringParameters STRICT =
      new IPAddressStringParameters.Builder()
          .allowEmpty(false)
          .allowAll(false)
          .allowSingleSegment(false)
          .allowWildcardedSeparator(false)
          .setRangeOptions(inet.ipaddr.AddressStringParameters.RangeParameters.NO_RANGE)
          .allowMask(false)
          .getIPv4AddressParametersBuilder()
          .allow_inet_aton(false)
          .allowLeadingZeros(false)
          .allowBinary(false)
          .getParentBuilder()
          .getIPv6AddressParametersBuilder()
          .allowBinary(false)
          .allowBase85(false)
          .allowZone(true)
          .getParentBuilder()
          .toParams();

  private final IPv4AddressAssociativeTrie<Boolean> four = new IPv4AddressAssociativeTrie<>();
  private final IPv6AddressAssociativeTrie<Boolean> six = new IPv6AddressAssociativeTrie<>();
  private final boolean otherwise;

  AddressTable(AccessPolicy.AddressRules rules) {
    List<String> allow = rules.allow();
    List<String> deny = rules.deny();
    allow.forEach(text -> put(text, "access.addresses.allow", true));
    deny.forEach(text -> put(text, "access.addresses.deny", false));
    otherwise = allow.isEmpty();
  }

  private void put(String text, String where, boolean allowed) {
    IPAddress network =
        parse(text)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "An entry of %s is no address or network: write 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32."
                        .formatted(where)));
    IPAddress block = network.toPrefixBlock();
    if (network.isPrefixed()
        && !block
            .getLower()
            .withoutPrefixLength()
            .equals(network.withoutPrefixLength().getLower())) {
      throw new IllegalArgumentException(
          "The entry %s of %s has bits beyond its prefix: write %s if the whole network is meant, or the address alone."
              .formatted(network, where, block));
    }
    if (block.isIPv4()) {
      four.put(block.toIPv4(), allowed);
    } else {
      six.put(block.toIPv6(), allowed);
    }
  }

  /// An address or network in canonical form; empty for anything else, host names too.
  static Optional<IPAddress> parse(String text) {
    if (text.isEmpty() || text.length() > 64) {
      return Optional.empty();
    }
    try {
      IPAddress address = new IPAddressString(text, STRICT).toAddress();
      if (address == null || (address.isMultiple() && !address.isPrefixed())) {
        return Optional.empty();
      }
      return Optional.of(plain(address));
    } catch (AddressStringException | inet.ipaddr.IncompatibleAddressException _) {
      return Optional.empty();
    }
  }

  private static IPAddress plain(IPAddress address) {
    if (address.isIPv6()) {
      IPv6Address six = address.toIPv6().removeZone();
      Integer prefix = six.getPrefixLength();
      if (six.isIPv4Mapped() && (prefix == null || prefix >= 96)) {
        IPv4Address four = six.getEmbeddedIPv4Address();
        return prefix == null ? four : four.setPrefixLength(prefix - 96, false);
      }
      return six;
    }
    return address;
  }

  /// Whether an address may speak to us.
  boolean admits(IPAddress address) {
    var node =
        address.isIPv4()
            ? four.longestPrefixMatchNode(address.toIPv4())
            : six.longestPrefixMatchNode(address.toIPv6());
    return node == null ? otherwise : Boolean.TRUE.equals(node.getValue());
  }
}
