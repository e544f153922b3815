package dev.gambeson.artifact.sign;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Counts different signers. A key counts for the first signer it was accepted for and for nobody
/// else, so that neither one key under two names nor one person with two keys makes two signers.
final class Tally {
  private final Map<String, String> signerOfKey = new HashMap<>();
  private final TreeSet<String> classical = new TreeSet<>();
  private final TreeSet<String> postQuantum = new TreeSet<>();

  private Tally() {}

  static Trust of(Rule rule, List<Trust.Accepted> accepted, List<Trust.Rejected> rejected) {
    Tally tally = new Tally();
    accepted.forEach(tally::count);
    TreeSet<String> counting = new TreeSet<>(tally.classical);
    if (rule.postQuantum()) {
      counting.retainAll(tally.postQuantum);
    } else {
      counting.addAll(tally.postQuantum);
    }
    boolean contentRevoked =
        rejected.stream()
            .anyMatch(r -> r.reason() == Trust.Reason.REVOKED && r.origin().equals("the policy"));
    return new Trust(
        counting.size() >= rule.threshold() && !contentRevoked,
        List.copyOf(counting),
        rule.threshold(),
        accepted,
        rejected,
        summary(rule, counting, tally));
  }

  private void count(Trust.Accepted one) {
    if (signerOfKey.merge(one.keyId(), one.signer(), (a, _) -> a).equals(one.signer())) {
      (one.kind().isPostQuantum() ? postQuantum : classical).add(one.signer());
    }
  }

  private static String summary(Rule rule, Set<String> counting, Tally tally) {
    String who = counting.isEmpty() ? "nobody" : String.join(", ", counting);
    TreeSet<String> half = new TreeSet<>(tally.classical);
    half.addAll(tally.postQuantum);
    half.removeAll(counting);
    String lacking =
        half.isEmpty()
            ? ""
            : " %s gave only one of the two signatures (classical and ML-DSA) that the rule asks for."
                .formatted(String.join(", ", half));
    return "Signed by %s: %d of the %d that the rule for '%s' asks for (of %s).%s"
        .formatted(
            who,
            counting.size(),
            rule.threshold(),
            rule.names(),
            String.join(", ", rule.signers()),
            lacking);
  }
}
