package dev.gambeson.response;

import static java.util.Objects.requireNonNull;

import dev.gambeson.core.Severity;
import dev.gambeson.core.alert.Alert;
import java.time.Duration;
import java.time.Instant;

/// Alerts that open no incident for a while, because somebody answers for it. They are counted, and
/// the ledger has them.
///
/// Never suppressed: critical alerts, and anything after `expires`.
///
/// @param id unique; letters, digits and dashes
/// @param check a check id, or its beginning and a `*`
/// @param subject whom and what it is about
/// @param upTo alerts worse than this come through; not critical
/// @param owner who answers for it
/// @param reason why it is acceptable
/// @param from when it was made
/// @param expires when it ends, at most 90 days after `from`
public record Suppression(
    String id,
    String check,
    SubjectFilter subject,
    Severity upTo,
    Actor owner,
    String reason,
    Instant from,
    Instant expires) {
  /// Longest life.
  public static final Duration MAX_LIFE = Duration.ofDays(90);

  public Suppression {
    requireNonNull(subject, "subject");
    requireNonNull(owner, "owner");
    reason = Clean.line(reason, 1000);
    if (!id.matches("[A-Za-z0-9-]{1,64}") || !check.matches("GB-[A-Z0-9-]{0,30}\\*?")) {
      throw new IllegalArgumentException(
          "A suppression needs an id of letters, digits and dashes, and a check such as GB-GRD-001 or GB-GRD-*");
    }
    if (upTo == Severity.CRITICAL) {
      throw new IllegalArgumentException(
          "Suppression " + id + ": critical alerts cannot be suppressed");
    }
    if (reason.isBlank() || owner.kind() != Actor.Kind.PERSON) {
      throw new IllegalArgumentException(
          "Suppression " + id + " needs a reason and a person who answers for it");
    }
    if (!expires.isAfter(from) || expires.isAfter(from.plus(MAX_LIFE))) {
      throw new IllegalArgumentException(
          "Suppression %s must end after it begins and within 90 days, not on %s"
              .formatted(id, expires));
    }
  }

  /// Whether it holds for an alert now.
  public boolean covers(Alert alert, Instant now) {
    return !now.isBefore(from)
        && now.isBefore(expires)
        && alert.severity() != Severity.CRITICAL
        && upTo.atLeast(alert.severity())
        && SubjectFilter.means(check, alert.check())
        && subject.fits(alert.subject());
  }
}
