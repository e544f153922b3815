package dev.gambeson.server.serving.upstream;

import dev.gambeson.core.GambesonException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Which addresses this process connects to.
///
/// Guaranteed: an address that is given out is no link-local, multicast, unspecified or cloud
/// metadata address, and no address of this machine unless the configuration names this machine.
/// The caller connects to the very address that was checked, so that a second look-up cannot give
/// another one.
final class EgressRule {
  /// Metadata services that are not link-local: AWS over IPv6, Alibaba, Oracle.
  private static final Set<String> METADATA =
      Set.of("fd00:ec2:0:0:0:0:0:254", "100.100.100.200", "192.0.0.192");

  private EgressRule() {}

  /// Looks a name of the configuration up. Blocks.
  ///
  /// @throws GambesonException when it is unknown, or leads only where nobody should go
  static List<InetAddress> resolve(String host, boolean allowLocal) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    InetAddress[] all;
    try {
      all = InetAddress.getAllByName(bare);
    } catch (UnknownHostException e) {
      throw GambesonException.badInput(
          "The upstream host '%s' is unknown. Correct its address.".formatted(host), e);
    }
    List<InetAddress> allowed =
        Arrays.stream(all).filter(a -> allowLocal || allowed(bare, a)).toList();
    if (allowed.isEmpty()) {
      throw GambesonException.badInput(
          "The upstream host '%s' leads to %s, a link-local, metadata or local address. If that is meant, set allow-local."
              .formatted(host, all[0].getHostAddress()));
    }
    return allowed;
  }

  private static boolean allowed(String host, InetAddress address) {
    boolean odd =
        address.isLinkLocalAddress() || address.isMulticastAddress() || address.isAnyLocalAddress();
    if (odd || METADATA.contains(address.getHostAddress())) {
      return false;
    }
    return !address.isLoopbackAddress() || namesThisMachine(host);
  }

  private static boolean namesThisMachine(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
  }
}
