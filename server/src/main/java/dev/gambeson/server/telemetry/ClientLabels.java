package dev.gambeson.server.telemetry;

import dev.gambeson.guard.Client;
import dev.gambeson.guard.MacKey;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;

/// Names of clients for metrics: keyed hashes, so that a dashboard tells nobody who the clients
/// are; and at most so many, since a client chooses how many it is. Thread-safe.
final class ClientLabels {
  /// The label of all clients beyond the first ones.
  static final String OTHERS = "others";

  private static final int SHOWN_BYTES = 6;

  private final MacKey key;
  private final int most;
  private final ConcurrentHashMap<String, String> labels = new ConcurrentHashMap<>();

  ClientLabels(MacKey key, int most) {
    this.key = key.derive("gambeson metrics client");
    this.most = most;
  }

  String of(Client client) {
    String name = client.key();
    String known = labels.get(name);
    if (known != null) {
      return known;
    }
    if (labels.size() >= most) {
      return OTHERS;
    }
    byte[] mac = key.mac(name.getBytes(StandardCharsets.UTF_8));
    String label = HexFormat.of().formatHex(mac, 0, SHOWN_BYTES);
    labels.put(name, label);
    return label;
  }
}
