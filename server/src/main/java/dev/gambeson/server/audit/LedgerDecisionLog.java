package dev.gambeson.server.audit;

import dev.gambeson.core.GambesonException;
import dev.gambeson.registry.ledger.Entry;
import dev.gambeson.registry.ledger.Ledger;
import dev.gambeson.registry.ledger.Receipt;
import dev.gambeson.server.gateway.Stages;
import io.vertx.core.Future;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/// Writes decisions into the [Ledger].
///
/// Guaranteed with [AuditPolicy.Mode#REQUIRED]: the future of [#append] succeeds only when the
/// entry is on the disk. With [AuditPolicy.Mode#ASYNC] it succeeds at once; what finds no place is
/// counted in [#dropped]. The event loop never waits: with too many entries on their way,
/// `required` fails at once and `async` drops.
public final class LedgerDecisionLog implements DecisionLog {
  /// Below the ledger's own queue, so that offering an entry never waits there.
  private static final int MAX_ON_THEIR_WAY = 12_000;

  private final Ledger ledger;
  private final DecisionEntries entries;
  private final Optional<PayloadStore> payloads;
  private final Supplier<AuditPolicy> policy;
  private final AtomicInteger onTheirWay = new AtomicInteger();
  private final LongAdder dropped = new LongAdder();

  /// @param payloads where inputs are kept encrypted; without it they never are
  /// @param policy the policy in force, asked for every decision
  public LedgerDecisionLog(
      Ledger ledger,
      InputKeys keys,
      Optional<PayloadStore> payloads,
      Supplier<AuditPolicy> policy) {
    this.ledger = ledger;
    this.entries = new DecisionEntries(keys);
    this.payloads = payloads;
    this.policy = policy;
  }

  @Override
  public Future<Void> append(DecisionRecord decision) {
    AuditPolicy now = policy.get();
    boolean required = now.mode() == AuditPolicy.Mode.REQUIRED;
    if (onTheirWay.incrementAndGet() > MAX_ON_THEIR_WAY) {
      onTheirWay.decrementAndGet();
      return full(required);
    }
    CompletableFuture<Receipt> written;
    try {
      written = write(decision, now);
    } catch (RuntimeException e) {
      onTheirWay.decrementAndGet();
      dropped.increment();
      return required ? Future.failedFuture(e) : Future.succeededFuture();
    }
    CompletableFuture<Receipt> counted =
        written.whenComplete((_, failure) -> {
          onTheirWay.decrementAndGet();
          if (failure != null) {
            dropped.increment();
          }
        });
    return required ? Stages.here(counted).mapEmpty() : Future.succeededFuture();
  }

  private Future<Void> full(boolean required) {
    dropped.increment();
    return required
        ? Future.failedFuture(
            GambesonException.badInput(
                "The ledger is full: entries come faster than the disk takes them."))
        : Future.succeededFuture();
  }

  private CompletableFuture<Receipt> write(DecisionRecord decision, AuditPolicy now) {
    boolean sealed = now.inputs() == AuditPolicy.Inputs.ENCRYPT && decision.rows().isPresent();
    if (!sealed || payloads.isEmpty()) {
      return write(entries.of(decision, Optional.empty()), now);
    }
    LocalDate day = decision.time().atOffset(ZoneOffset.UTC).toLocalDate();
    return payloads
        .get()
        .put(day, decision.requestId(), Payload.of(decision))
        .thenCompose(digest -> write(entries.of(decision, Optional.of(digest)), now));
  }

  private CompletableFuture<Receipt> write(Entry entry, AuditPolicy now) {
    return now.mode() == AuditPolicy.Mode.REQUIRED
        ? ledger.appendAsync(entry)
        : ledger.appendLater(entry);
  }

  /// Whether a decision of now could be answered: not while the policy requires that it is written
  /// down and it cannot be.
  public boolean answers() {
    AuditPolicy now = policy.get();
    return now.mode() != AuditPolicy.Mode.REQUIRED || (ledger.writes() && keepsInputs(now));
  }

  private boolean keepsInputs(AuditPolicy now) {
    return now.inputs() != AuditPolicy.Inputs.ENCRYPT
        || payloads.map(PayloadStore::writes).orElse(true);
  }

  /// Entries that were given up: dropped in mode `async`, refused in mode `required`.
  public long dropped() {
    return dropped.sum();
  }

  /// Entries on their way to the disk.
  public int waiting() {
    return onTheirWay.get();
  }

  /// Writes a privileged action; returns when it is on the disk. Blocks: not for event loops.
  public Receipt deed(Entry entry) {
    return ledger.append(entry);
  }
}
