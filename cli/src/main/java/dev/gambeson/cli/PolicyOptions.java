package dev.gambeson.cli;

import dev.gambeson.core.CheckInfo;
import dev.gambeson.core.GambesonException;
import dev.gambeson.core.Policy;
import dev.gambeson.core.Result;
import dev.gambeson.core.Severity;
import dev.gambeson.core.Text;
import dev.gambeson.report.Baseline;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/// What counts: `--checks`, `--skip`, `--fail-on`, `--baseline`. They override the configuration.
public final class PolicyOptions {
  @Option(
      names = "--checks",
      split = ",",
      paramLabel = "ID",
      description = "run only these checks (GB-FAIR-001, or an area: GB-FAIR)")
  private List<String> only = List.of();

  @Option(
      names = "--skip",
      split = ",",
      paramLabel = "ID",
      description = "leave these checks or areas out; listed as not examined")
  private List<String> skip = List.of();

  @Option(
      names = "--fail-on",
      paramLabel = "SEVERITY",
      description = "critical, high (default), medium, low or info")
  private Optional<String> failOn = Optional.empty();

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "earlier JSON result: its findings are known and do not count")
  private Optional<Path> baseline = Optional.empty();

  /// The findings that are known: the flag's file, or else the configuration's.
  public Set<Result.Known> baseline(Optional<Path> configured) {
    return baseline.or(() -> configured).map(Baseline::read).orElse(Set.of());
  }

  /// The policy in force.
  ///
  /// @param configured what the configuration says
  /// @param infos the checks of the command
  public Policy policy(Policy configured, Collection<CheckInfo> infos) {
    Set<String> ids =
        infos.stream().map(CheckInfo::id).collect(Collectors.toCollection(LinkedHashSet::new));
    Set<String> kept = only.isEmpty() ? ids : expand(only, ids, "--checks");
    Set<String> left = expand(skip, ids, "--skip");
    if (!only.isEmpty() && kept.stream().anyMatch(left::contains)) {
      throw GambesonException.usage("--checks and --skip name the same check. Use one of them.");
    }
    Map<String, Policy.CheckPolicy> checks = new LinkedHashMap<>(configured.checks());
    for (String id : ids) {
      if (!kept.contains(id) || left.contains(id)) {
        Policy.CheckPolicy old =
            checks.getOrDefault(id, new Policy.CheckPolicy(true, Optional.empty(), Map.of()));
        checks.put(id, new Policy.CheckPolicy(false, old.severity(), old.parameters()));
      }
    }
    return new Policy(
        failOn.map(PolicyOptions::severity).orElse(configured.failOn()),
        configured.allowInconclusive(),
        checks,
        configured.suppressions());
  }

  private static Set<String> expand(List<String> names, Set<String> ids, String flag) {
    Set<String> chosen = new LinkedHashSet<>();
    for (String name : names) {
      List<String> matching =
          ids.stream()
              .filter(id ->
                  id.equalsIgnoreCase(name) || id.startsWith(name.toUpperCase(Locale.ROOT) + "-"))
              .toList();
      if (matching.isEmpty()) {
        throw GambesonException.usage(
            "%s: there is no check or area '%s'.%s `gambeson explain` lists them all."
                .formatted(
                    flag,
                    name,
                    Text.didYouMean(name, ids).map(k -> " Did you mean " + k + "?").orElse("")));
      }
      chosen.addAll(matching);
    }
    return chosen;
  }

  /// Reads what `--fail-on` was given.
  public static Severity severity(String name) {
    return Severity.parse(name)
        .orElseThrow(() ->
            GambesonException.usage(
                "--fail-on is '%s'; it must be one of %s."
                    .formatted(
                        name,
                        Arrays.stream(Severity.values())
                            .map(Severity::id)
                            .collect(Collectors.joining(", ")))));
  }
}
