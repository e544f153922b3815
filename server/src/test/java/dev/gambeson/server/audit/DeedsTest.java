package dev.gambeson.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gambeson.registry.ledger.Detail;
import dev.gambeson.registry.ledger.Entry;
import dev.gambeson.registry.ledger.Ledger;
import dev.gambeson.registry.ledger.LedgerKey;
import dev.gambeson.registry.ledger.Recorded;
import dev.gambeson.server.admin.port.AdminListener;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeedsTest {
  @TempDir private Path folder;

  @Test
  void aPrivilegedActionStandsInTheLedgerWithoutNames() {
    Recorded entry =
        written(
            new AdminListener.Event(
                Instant.EPOCH,
                "anna",
                "OPERATOR",
                "192.0.2.7",
                "clients.restrict",
                "/api/v1/clients/bank/bert",
                AdminListener.Outcome.DONE,
                Map.of("level", "blocked", "seconds", "3600", "reason", "Bert scrapes us")));

    assertThat(entry.action()).isEqualTo("admin.clients.restrict");
    assertThat(entry.details())
        .containsEntry("level", Detail.token("blocked"))
        .containsEntry("seconds", Detail.number(3600))
        .containsEntry("stage", Detail.token("done"));
    assertThat(entry.details().get("reason")).isInstanceOf(Detail.Pseudonym.class);
    assertThat(new String(entry.bytes())).doesNotContainIgnoringCase("anna", "bert", "192.0.2");
  }

  @Test
  void whatWasForbiddenIsWrittenAsDenied() {
    Recorded entry =
        written(
            new AdminListener.Event(
                Instant.EPOCH,
                "",
                "",
                "",
                "users.invite",
                "/api/v1/users",
                AdminListener.Outcome.FORBIDDEN,
                Map.of()));

    assertThat(entry.outcome()).isEqualTo(Entry.Outcome.DENIED);
  }

  @Test
  void namesOfOursFitTheLedgersAlphabetWhateverTheyLookLike() {
    Recorded entry =
        written(
            new AdminListener.Event(
                Instant.EPOCH,
                "x",
                "",
                "",
                "policy.rollBack",
                "/",
                AdminListener.Outcome.DONE,
                Map.of("newDigest", "ab".repeat(32), "__odd key__", "1")));

    assertThat(entry.action()).isEqualTo("admin.policy.roll-back");
    assertThat(entry.details())
        .containsEntry("new-digest", Detail.digest("sha256:" + "ab".repeat(32)))
        .containsEntry("odd-key", Detail.number(1));
  }

  private Recorded written(AdminListener.Event event) {
    LedgerKey key = LedgerKey.create(folder.resolve("keys"), "test/node", new SecureRandom());
    try (Ledger ledger = Ledger.open(folder.resolve("ledger"), key, Clock.systemUTC())) {
      new Deeds(ledger).report(event);
      return ledger.entry(0);
    }
  }
}
