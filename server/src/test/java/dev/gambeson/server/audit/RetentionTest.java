package dev.gambeson.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.core.data.Rows;
import dev.gambeson.registry.ledger.Detail;
import dev.gambeson.registry.ledger.Ledger;
import dev.gambeson.registry.ledger.LedgerKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private static final Rows ROWS = Rows.of(new double[] {1});

  @TempDir private Path folder;

  @Test
  void whatIsOlderThanThePolicyKeepsIsDestroyedAndThatIsWrittenDown() throws IOException {
    InputKeys keys = new InputKeys(folder.resolve("keys"), new SecureRandom());
    String old = keys.ofRows("bank", YearMonth.of(2026, 1), "fraud", ROWS);
    String kept = keys.ofRows("bank", YearMonth.of(2026, 9), "fraud", ROWS);
    LedgerKey key =
        LedgerKey.create(folder.resolve("ledger-keys"), "test/node", new SecureRandom());
    try (PayloadStore payloads =
            new PayloadStore(folder.resolve("p"), folder.resolve("pk"), new SecureRandom());
        Ledger ledger = Ledger.open(folder.resolve("ledger"), key, Clock.systemUTC())) {
      LocalDate day = LocalDate.of(2026, 1, 15);
      String digest = payloads.put(day, "r", new byte[] {1}).join();
      Retention retention =
          new Retention(
              keys,
              payloads,
              () -> new AuditPolicy(AuditPolicy.Mode.REQUIRED, AuditPolicy.Inputs.HASH, 3),
              new Deeds(ledger),
              () -> Instant.parse("2026-11-22T00:00:00Z"));

      retention.run();
      retention.run();

      assertThat(keys.ofRows("bank", YearMonth.of(2026, 1), "fraud", ROWS)).isNotEqualTo(old);
      assertThat(keys.ofRows("bank", YearMonth.of(2026, 9), "fraud", ROWS)).isEqualTo(kept);
      assertThat(payloads.read(day, "r", digest)).isEmpty();
      assertThat(ledger.size()).as("written down once").isEqualTo(1);
      assertThat(ledger.entry(0).details()).containsEntry("days", Detail.number(1));
    }
  }
}
