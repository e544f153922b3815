package dev.gambeson.server.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Supplier;

/// Destroys what may no longer be known: keys of hashed inputs and encrypted inputs that are older
/// than the policy keeps them. Entries of the ledger stay, and stay provable; what was destroyed is
/// written down there.
public final class Retention {
  private final InputKeys inputs;
  private final PayloadStore payloads;
  private final Supplier<AuditPolicy> policy;
  private final Deeds deeds;
  private final InstantSource clock;

  public Retention(
      InputKeys inputs,
      PayloadStore payloads,
      Supplier<AuditPolicy> policy,
      Deeds deeds,
      InstantSource clock) {
    this.inputs = inputs;
    this.payloads = payloads;
    this.policy = policy;
    this.deeds = deeds;
    this.clock = clock;
  }

  /// Destroys what is due. Once a day is enough; doing it again does no harm. Blocks.
  public void run() {
    YearMonth now = YearMonth.from(clock.instant().atOffset(ZoneOffset.UTC));
    YearMonth last = now.minusMonths(policy.get().retentionMonths() + 1L);
    LocalDate lastDay = last.atEndOfMonth();
    try {
      int keys = inputs.forget(last);
      int days = payloads.forget(lastDay);
      if (keys + days > 0) {
        deeds.record(
            "gambeson retention",
            "retention",
            "",
            true,
            Map.of("keys", Integer.toString(keys), "days", Integer.toString(days)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
