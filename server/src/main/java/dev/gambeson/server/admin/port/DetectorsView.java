package dev.gambeson.server.admin.port;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.Estimate;
import dev.gambeson.core.alert.Alert;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Detectors, their alarms, and what people said of them.
public interface DetectorsView {
  /// All detectors.
  List<Detector> detectors();

  /// Alarms, newest first.
  ///
  /// @param check of this detector; empty for all
  /// @param limit at most so many
  List<Reviewed> alarms(String check, int limit);

  /// Says whether an alarm was true. A later review replaces an earlier one.
  void review(String alert, Judgement judgement, String note, Operator who);

  /// A detector.
  ///
  /// @param check its id
  /// @param title its name
  /// @param question what it looks for, one sentence
  /// @param mode whether its alarms act
  /// @param budget stated false alarms, for example `1 in 71 million queries`
  /// @param watching how many clients it watches
  /// @param learning for how many of them it still learns
  /// @param alarms in the last 30 days
  /// @param confirmed of them, reviewed as true
  /// @param wrong of them, reviewed as false
  /// @param precision share of true ones among the reviewed, with its interval; empty when none was
  ///   reviewed
  /// @param daily alarms a day, oldest first
  record Detector(
      String check,
      String title,
      String question,
      Mode mode,
      String budget,
      long watching,
      long learning,
      long alarms,
      long confirmed,
      long wrong,
      Optional<Estimate> precision,
      List<Moment> daily) {
    public Detector {
      requireNonNull(check, "check");
      daily = List.copyOf(daily);
    }
  }

  /// Whether alarms act.
  enum Mode {
    /// The ladder follows it.
    ENFORCE,
    /// It alarms and nothing else happens.
    PREVIEW,
    OFF
  }

  /// What a person says of an alarm.
  enum Judgement {
    TRUE_ALARM,
    FALSE_ALARM
  }

  /// An alarm with its review.
  record Reviewed(Alert alert, Optional<Review> review) {}

  /// A review.
  record Review(Judgement judgement, String note, String by, Instant when) {}
}
