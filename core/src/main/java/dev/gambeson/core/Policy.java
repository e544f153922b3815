package dev.gambeson.core;

import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Thresholds, severities and accepted risks: the only place where a pass mark lives. Checks
/// declare their parameters with defaults ([CheckInfo.Parameter]); a policy overrides them.
///
/// @param failOn findings at or above this severity make the run fail
/// @param allowInconclusive when true, inconclusive outcomes alone do not change the exit code
/// @param checks overrides per check id
/// @param suppressions accepted findings; they stay visible
public record Policy(
    Severity failOn,
    boolean allowInconclusive,
    Map<String, CheckPolicy> checks,
    List<Suppression> suppressions) {
  public Policy {
    checks = Map.copyOf(checks);
    suppressions = List.copyOf(suppressions);
  }

  /// What a policy says about one check.
  ///
  /// @param enabled false leaves the check out; it is then listed as not examined
  /// @param severity severity of its failures
  /// @param parameters values by parameter name
  public record CheckPolicy(
      boolean enabled, Optional<Severity> severity, Map<String, Double> parameters) {
    public CheckPolicy {
      parameters = Map.copyOf(parameters);
    }
  }

  /// A finding that somebody has accepted, until a day.
  ///
  /// @param check check id
  /// @param aspect only this aspect (for example `sex`); empty for all
  /// @param owner who answers for it
  /// @param reason why it is acceptable
  /// @param expires last day on which it holds; afterwards the finding counts again
  public record Suppression(
      String check, Optional<String> aspect, String owner, String reason, LocalDate expires) {
    /// Whether it speaks about this finding.
    public boolean covers(Finding finding) {
      return check.equals(finding.check()) && aspect.map(finding.aspect()::equals).orElse(true);
    }
  }

  /// The policy that applies when none is written: fail on high, nothing accepted.
  public static Policy defaults() {
    return new Policy(Severity.HIGH, false, Map.of(), List.of());
  }

  /// The same policy with another bar for failing the run.
  public Policy failingOn(Severity severity) {
    return new Policy(severity, allowInconclusive, checks, suppressions);
  }

  /// Whether the check is to be run.
  public boolean enabled(CheckInfo info) {
    return !checks.containsKey(info.id()) || checks.get(info.id()).enabled();
  }

  /// The value of one of the check's declared parameters.
  public double value(CheckInfo info, String name) {
    CheckInfo.Parameter parameter =
        info.parameter(name)
            .orElseThrow(
                () -> new IllegalArgumentException(info.id() + " declares no parameter " + name));
    CheckPolicy override = checks.get(info.id());
    return override == null
        ? parameter.byDefault()
        : override.parameters().getOrDefault(name, parameter.byDefault());
  }

  /// The severity of the check's failures.
  public Severity severity(CheckInfo info) {
    CheckPolicy override = checks.get(info.id());
    return override == null ? info.severity() : override.severity().orElse(info.severity());
  }

  /// Refuses ids, parameters and values that no check knows, naming the closest one that exists.
  public void validate(Collection<CheckInfo> known) {
    Map<String, CheckInfo> byId =
        known.stream().collect(Collectors.toMap(CheckInfo::id, i -> i, (a, _) -> a, TreeMap::new));
    checks.forEach((id, override) -> validate(byId, id, override));
    suppressions.forEach(s -> requireKnown(byId.keySet(), s.check(), "check id in a suppression"));
  }

  private static void validate(Map<String, CheckInfo> byId, String id, CheckPolicy override) {
    CheckInfo info = byId.get(id);
    if (info == null) {
      throw unknown(byId.keySet(), id, "check id in the policy");
    }
    Set<String> names =
        info.parameters().stream().map(CheckInfo.Parameter::name).collect(Collectors.toSet());
    override
        .parameters()
        .forEach((name, value) -> {
          requireKnown(names, name, "parameter of " + id + " in the policy");
          CheckInfo.Parameter p = info.parameter(name).orElseThrow();
          if (!(value >= p.min() && value <= p.max())) {
            throw GambesonException.usage(
                "The policy sets %s of %s to %s, but it must lie between %s and %s."
                    .formatted(
                        name, id, Text.number(value), Text.number(p.min()), Text.number(p.max())));
          }
        });
  }

  private static void requireKnown(Set<String> known, String name, String what) {
    if (!known.contains(name)) {
      throw unknown(known, name, what);
    }
  }

  private static GambesonException unknown(Set<String> known, String name, String what) {
    String hint = Text.didYouMean(name, known).map(k -> " Did you mean '" + k + "'?").orElse("");
    return GambesonException.usage(
        "Unknown %s: '%s'.%s `gambeson explain` lists every check and its parameters."
            .formatted(what, name, hint));
  }
}
