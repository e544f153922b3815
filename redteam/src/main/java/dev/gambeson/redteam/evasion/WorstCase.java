package dev.gambeson.redteam.evasion;

import java.util.ArrayList;
import java.util.List;

/// Takes the worst result of each row over several attacks on the same rows.
final class WorstCase {
  private WorstCase() {}

  static AttackResult of(List<AttackResult> attacks, ThreatModel threat) {
    List<RowResult> rows = new ArrayList<>();
    for (int i = 0; i < attacks.getFirst().rows().size(); i++) {
      int row = i;
      rows.add(worst(attacks.stream().map(a -> a.rows().get(row)).toList(), threat));
    }
    return new AttackResult("the worst of all attacks", threat, rows);
  }

  private static RowResult worst(List<RowResult> results, ThreatModel threat) {
    RowResult worst = results.getFirst();
    int queries = 0;
    for (RowResult r : results) {
      queries += r.queries();
      if (rank(r, threat.norm()) < rank(worst, threat.norm())) {
        worst = r;
      }
    }
    RowOutcome outcome = worst.outcome();
    if (located(worst)) {
      boolean near = worst.distances().in(threat.norm()) <= threat.epsilon();
      outcome = near ? RowOutcome.FOOLED : RowOutcome.HELD;
    }
    return new RowResult(
        worst.row(), outcome, worst.adversarial(), worst.distances(), queries, worst.flat());
  }

  private static boolean located(RowResult r) {
    return r.adversarial().isPresent()
        && (r.outcome() == RowOutcome.FOOLED || r.outcome() == RowOutcome.HELD);
  }

  /// Lower is worse for the model: located rows by distance, then rows that an attack examined in
  /// vain, then rows about which nothing is known.
  private static double rank(RowResult r, Norm norm) {
    if (located(r)) {
      return r.distances().in(norm);
    }
    return r.outcome() == RowOutcome.HELD ? Double.MAX_VALUE : Double.POSITIVE_INFINITY;
  }
}
