package dev.gambeson.server;

import java.util.ArrayDeque;
import java.util.Deque;

/// What must be closed at the end, the last opened first. One part that fails does not keep the
/// others open. Not thread-safe.
final class Closing implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(GatewayServer.class.getName());

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  /// Remembers a part.
  <T extends AutoCloseable> T open(T part) {
    parts.push(part);
    return part;
  }

  /// Remembers something to be done at the end.
  void then(AutoCloseable end) {
    parts.push(end);
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.log(System.Logger.Level.WARNING, "A part did not close in order: " + e.getMessage());
      }
    }
  }
}
