package dev.gambeson.redteam.evasion;

/// What became of one attacked row.
public enum RowOutcome {
  /// The model errs on the row as it stands (or already gives the target): not attacked.
  ALREADY_WRONG,
  /// A valid row within the threat model is classified as the attacker wants; evaluated again from
  /// the stored row.
  FOOLED,
  /// The attack ran to its end and found nothing within the threat model.
  HELD,
  /// The attack found no point from which to begin: nothing is known about the row.
  NO_START,
  /// The query budget ended before the attack could do its first step: nothing is known.
  BUDGET,
  /// What the attack found breaks a constraint or does not fool the model when asked again.
  INVALID
}
