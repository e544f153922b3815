package dev.gambeson.registry.ledger;

import dev.gambeson.core.GambesonException;
import java.time.Clock;
import java.util.Optional;

/// Co-signs checkpoints (C2SP tlog-cosignature, `cosignature/v1`).
///
/// Guarantees: signs only a checkpoint that the ledger's key signed, and that continues the last
/// one this witness signed for the same ledger; so two people who both ask for its co-signature
/// have seen the same history. The caller keeps the last co-signed checkpoint, and keeps it safe: a
/// witness that forgets, forgets its promise.
///
/// Not protected: the first checkpoint is taken on trust, and the entries are not judged.
public final class Witness {
  private final WitnessKey key;
  private final Clock clock;

  /// @param clock where the co-signature's time comes from, to the second
  public Witness(WitnessKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  /// Co-signs the ledger's present checkpoint.
  ///
  /// @param last what this witness co-signed before; empty on the first contact only
  /// @throws GambesonException when the ledger does not continue it
  public Checkpoint cosign(LedgerReader ledger, VerifierKey ledgerKey, Optional<Checkpoint> last) {
    Checkpoint now = ledger.checkpoint();
    if (!now.origin().equals(ledgerKey.name()) || !now.signedBy(ledgerKey)) {
      throw GambesonException.badInput(
          "Not co-signed: the checkpoint of '%s' is not signed by the key of '%s'."
              .formatted(now.origin(), ledgerKey.name()));
    }
    last.ifPresent(before -> requireContinues(ledger, before, now));
    return now.cosigned(key, clock.instant());
  }

  private void requireContinues(LedgerReader ledger, Checkpoint before, Checkpoint now) {
    if (!before.signedBy(key.verifier()) || !before.origin().equals(now.origin())) {
      throw GambesonException.badInput(
          "Not co-signed: the checkpoint remembered is not one that this witness co-signed for '%s'."
              .formatted(now.origin()));
    }
    if (before.size() > now.size()) {
      throw GambesonException.badInput(
          "Not co-signed: the ledger has %d entries, and this witness has seen %d. It was truncated."
              .formatted(now.size(), before.size()));
    }
    ConsistencyProof proof = ledger.consistencyProof(before.size(), now.size());
    if (!proof.verifies(before.root(), now.root())) {
      throw GambesonException.badInput(
          "Not co-signed: the first %d entries are not those this witness has seen. The ledger was rewritten."
              .formatted(before.size()));
    }
  }
}
