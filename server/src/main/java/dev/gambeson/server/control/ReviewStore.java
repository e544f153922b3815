package dev.gambeson.server.control;

import dev.gambeson.server.admin.port.DetectorsView.Review;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What people said of alarms. Keeps the contract in the tests of `server.state`; blocks.
public interface ReviewStore {
  /// A review with what it is about.
  ///
  /// @param alarm id of the alert
  /// @param check that raised it
  /// @param raised when
  /// @param review what was said
  record Kept(String alarm, String check, Instant raised, Review review) {}

  /// Keeps a review in place of an earlier one of the same alarm.
  void put(Kept review);

  /// The review of an alarm.
  Optional<Review> find(String alarm);

  /// Reviews of alarms raised since, newest alarm first, at most so many.
  List<Kept> since(Instant from, int limit);
}
