package dev.gambeson.server.audit;

import java.util.Optional;

/// What of a decision is kept, and how long.
///
/// @param mode whether an answer waits for its entry
/// @param inputs what is kept of inputs and answers besides keyed hashes
/// @param retentionMonths after how many whole months the keys of hashes and the encrypted inputs
///   are destroyed; the ledger's entries stay and stay provable
public record AuditPolicy(Mode mode, Inputs inputs, int retentionMonths) {
  private static final int MAX_MONTHS = 240;

  public AuditPolicy {
    if (retentionMonths < 1 || retentionMonths > MAX_MONTHS) {
      throw new IllegalArgumentException(
          "audit: retentionMonths is %d; give 1 to %d".formatted(retentionMonths, MAX_MONTHS));
    }
  }

  /// From a policy file, with defaults: required, hashes, 13 months.
  public static AuditPolicy of(
      Optional<Mode> mode, Optional<Inputs> inputs, Optional<Integer> retentionMonths) {
    return new AuditPolicy(
        mode.orElse(Mode.REQUIRED), inputs.orElse(Inputs.HASH), retentionMonths.orElse(13));
  }

  /// The defaults.
  public static AuditPolicy defaults() {
    return of(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// Whether an answer waits for its entry.
  public enum Mode {
    /// Nothing is answered before its entry is on the disk.
    REQUIRED,
    /// Answers go out at once; a crash loses what was not yet written, at most some tens of
    /// milliseconds. An entry that finds no place is dropped, counted, and raises an alert.
    ASYNC
  }

  /// What is kept of inputs and answers.
  public enum Inputs {
    /// A keyed hash of each: whoever has the input can show that it was this one.
    HASH,
    /// That, and both encrypted under the key of the day.
    ENCRYPT
  }
}
