package dev.gambeson.server.policy;

import dev.gambeson.guard.detect.DetectPolicy;
import dev.gambeson.guard.limit.BanPolicy;
import dev.gambeson.response.IncidentPolicy;
import dev.gambeson.server.audit.AuditPolicy;
import dev.gambeson.server.identity.AccessPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Everything that may change while the gateway runs, as operators write it: `policy.yaml`.
///
/// What is left out is closed: without roles nobody may ask, a client whose class has no entry gets
/// nothing.
///
/// @param access addresses, tenants, roles, rules
/// @param classes what holds for each class of clients
/// @param bans when somebody who is refused too often is not heard any more
/// @param audit what is written of each decision
/// @param detect how queries are watched
/// @param incidents how alerts become incidents
public record PolicyBundle(
    Optional<AccessPolicy> access,
    Optional<Map<String, ClassPolicy>> classes,
    Optional<BanPolicy> bans,
    Optional<Audit> audit,
    Optional<DetectPolicy> detect,
    Optional<Incidents> incidents) {
  /// [AuditPolicy] with defaults.
  public record Audit(
      Optional<AuditPolicy.Mode> mode,
      Optional<AuditPolicy.Inputs> inputs,
      Optional<Integer> retentionMonths) {
    AuditPolicy policy() {
      return AuditPolicy.of(mode, inputs, retentionMonths);
    }
  }

  /// [IncidentPolicy] with defaults.
  public record Incidents(
      Optional<Duration> groupWithin,
      Optional<Duration> repeatAfter,
      Optional<Duration> reopenWithin,
      Optional<Duration> falseAlarmFor,
      Optional<Duration> containedGrace,
      Optional<Integer> maxOpenedPerHour) {
    private static final IncidentPolicy USUAL = IncidentPolicy.defaults();

    public Incidents {
      var _ =
          policy(
              groupWithin,
              repeatAfter,
              reopenWithin,
              falseAlarmFor,
              containedGrace,
              maxOpenedPerHour);
    }

    private static IncidentPolicy policy(
        Optional<Duration> groupWithin,
        Optional<Duration> repeatAfter,
        Optional<Duration> reopenWithin,
        Optional<Duration> falseAlarmFor,
        Optional<Duration> containedGrace,
        Optional<Integer> maxOpenedPerHour) {
      return new IncidentPolicy(
          groupWithin.orElse(USUAL.groupWithin()),
          repeatAfter.orElse(USUAL.repeatAfter()),
          reopenWithin.orElse(USUAL.reopenWithin()),
          falseAlarmFor.orElse(USUAL.falseAlarmFor()),
          containedGrace.orElse(USUAL.containedGrace()),
          maxOpenedPerHour.orElse(USUAL.maxOpenedPerHour()));
    }

    IncidentPolicy policy() {
      return policy(
          groupWithin, repeatAfter, reopenWithin, falseAlarmFor, containedGrace, maxOpenedPerHour);
    }
  }

  /// What holds for each class of clients.
  public Map<String, ClassPolicy> byClass() {
    return classes.orElse(Map.of());
  }

  /// How queries are watched.
  public DetectPolicy watching() {
    return detect.orElseGet(DetectPolicy::defaults);
  }

  /// How alerts become incidents.
  public IncidentPolicy grouping() {
    return incidents.map(Incidents::policy).orElseGet(IncidentPolicy::defaults);
  }

  AuditPolicy auditing() {
    return audit.map(Audit::policy).orElseGet(AuditPolicy::defaults);
  }
}
