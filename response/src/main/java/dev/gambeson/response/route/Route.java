package dev.gambeson.response.route;

/// One way to tell somebody. Thread-safe; blocks, no longer than its time-out.
@FunctionalInterface
public interface Route {
  /// Delivers a notice. What was delivered may be delivered again after a crash, with the same id.
  ///
  /// @throws DeliveryException it did not arrive, as far as is known
  void send(Notice notice) throws DeliveryException;
}
