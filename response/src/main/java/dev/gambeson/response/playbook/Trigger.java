package dev.gambeson.response.playbook;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import dev.gambeson.response.SubjectFilter;
import java.time.Duration;
import java.util.List;

/// When a playbook starts by itself.
///
/// @param checks ids of checks, or their beginnings and a `*`; at least one
/// @param severity alerts as bad as this or worse
/// @param subject whom and what they must be about
/// @param count so many alerts about one subject
/// @param within in this time
public record Trigger(
    List<String> checks, Severity severity, SubjectFilter subject, int count, Duration within) {
  public Trigger {
    checks = List.copyOf(checks);
    requireNonNull(severity, "severity");
    requireNonNull(subject, "subject");
    requireNonNull(within, "within");
  }

  /// Whether one alert counts.
  public boolean fits(Alert alert) {
    return alert.severity().atLeast(severity)
        && subject.fits(alert.subject())
        && checks.stream().anyMatch(c -> SubjectFilter.means(c, alert.check()));
  }
}
