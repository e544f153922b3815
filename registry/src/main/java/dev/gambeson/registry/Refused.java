package dev.gambeson.registry;

import java.util.List;

/// The registry works and says no: by role, or by policy. The attempt is in the ledger. Each reason
/// is a sentence for the user.
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<String> reasons;

  Refused(String what, List<String> reasons) {
    super(what + (reasons.isEmpty() ? "" : "\n  - " + String.join("\n  - ", reasons)));
    this.reasons = List.copyOf(reasons);
  }

  /// A refusal in one sentence.
  public static Refused because(String why) {
    return new Refused(why, List.of());
  }

  /// Why, one sentence each.
  public List<String> reasons() {
    return reasons;
  }
}
