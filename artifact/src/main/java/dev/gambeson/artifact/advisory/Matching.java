package dev.gambeson.artifact.advisory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Whether a version is affected, by the evaluation algorithm of the OSV schema ("Evaluation").
final class Matching {
  private Matching() {}

  /// The answer.
  enum Answer {
    AFFECTED,
    UNAFFECTED,
    /// A version could not be put in order.
    UNKNOWN
  }

  /// Judges a version of the affected package.
  static Answer judge(String version, OsvRecord.Affected affected) {
    VersionOrder order = VersionOrder.of(affected.ecosystem());
    boolean listed =
        affected.versions().stream()
            .anyMatch(v -> v.equals(version) || equal(order.compare(v, version)));
    if (listed) {
      return Answer.AFFECTED;
    }
    Answer answer = Answer.UNAFFECTED;
    for (OsvRecord.Range range : affected.ranges()) {
      Answer one = judge(version, range, range.semver() ? VersionOrder::semver : order);
      if (one == Answer.AFFECTED) {
        return one;
      }
      answer = one == Answer.UNKNOWN ? one : answer;
    }
    return answer;
  }

  private static boolean equal(OptionalInt order) {
    return order.isPresent() && order.getAsInt() == 0;
  }

  private static Answer judge(String version, OsvRecord.Range range, VersionOrder order) {
    if (!beforeLimits(version, range, order)) {
      return Answer.UNAFFECTED;
    }
    List<OsvRecord.Event> events = new ArrayList<>(range.events());
    if (events.stream().anyMatch(e -> compare(order, version, e.version()).isEmpty())) {
      return Answer.UNKNOWN;
    }
    events.sort((a, b) -> compare(order, a.version(), b.version()).orElse(0));
    boolean vulnerable = false;
    for (OsvRecord.Event event : events) {
      int c = compare(order, version, event.version()).orElseThrow();
      vulnerable =
          switch (event.kind()) {
            case INTRODUCED -> c >= 0 || vulnerable;
            case FIXED -> c < 0 && vulnerable;
            case LAST_AFFECTED -> c <= 0 && vulnerable;
          };
    }
    return vulnerable ? Answer.AFFECTED : Answer.UNAFFECTED;
  }

  /// "0" stands before every version.
  private static OptionalInt compare(VersionOrder order, String a, String b) {
    boolean zeroA = a.equals("0");
    boolean zeroB = b.equals("0");
    return zeroA || zeroB ? OptionalInt.of(Boolean.compare(zeroB, zeroA)) : order.compare(a, b);
  }

  private static boolean beforeLimits(String version, OsvRecord.Range range, VersionOrder order) {
    return range.limits().isEmpty()
        || range.limits().stream()
            .anyMatch(l -> l.equals("*") || compare(order, version, l).orElse(-1) < 0);
  }

  /// Whether every version is affected, whatever it is.
  static boolean always(OsvRecord.Affected affected) {
    return affected.ranges().stream()
        .anyMatch(r ->
            r.limits().isEmpty()
                && !r.events().isEmpty()
                && r.events().stream()
                    .allMatch(
                        e -> e.kind() == OsvRecord.Kind.INTRODUCED && e.version().equals("0")));
  }

  /// The smallest fixed version after this one; empty when none is stated.
  static Optional<String> fix(String version, OsvRecord.Affected affected) {
    Optional<String> best = Optional.empty();
    for (OsvRecord.Range range : affected.ranges()) {
      VersionOrder order =
          range.semver() ? VersionOrder::semver : VersionOrder.of(affected.ecosystem());
      for (OsvRecord.Event event : range.events()) {
        boolean later =
            event.kind() == OsvRecord.Kind.FIXED
                && order.compare(event.version(), version).orElse(-1) > 0;
        if (later && (best.isEmpty() || order.compare(event.version(), best.get()).orElse(0) < 0)) {
          best = Optional.of(event.version());
        }
      }
    }
    return best;
  }
}
