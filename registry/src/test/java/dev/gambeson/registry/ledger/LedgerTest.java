package dev.gambeson.registry.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gambeson.core.GambesonException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  @TempDir private Path folder;
  private Path dir;
  private LedgerKey key;

  @BeforeEach
  void makeKey() {
    dir = folder.resolve("ledger");
    key = TestLedgers.key(folder);
  }

  @Test
  void whatIsAppendedIsReadBackAfterReopening() {
    try (Ledger ledger = TestLedgers.open(dir, key)) {
      TestLedgers.fill(ledger, 0, 700);
      assertThat(ledger.append(TestLedgers.entry(700)).index()).isEqualTo(700);
      assertThat(ledger.entry(700).object()).isEqualTo("model:fraud@700");
    }
    try (Ledger ledger = TestLedgers.open(dir, key)) {
      assertThat(ledger.recovery().message()).isEmpty();
      assertThat(ledger.size()).isEqualTo(701);
      assertThat(ledger.entry(0).object()).isEqualTo("model:fraud@0");
      assertThat(ledger.append(TestLedgers.entry(701)).index()).isEqualTo(701);
      assertThat(ledger.checkpoint().size()).isEqualTo(702);
    }
  }

  @Test
  void everyEntryHasAnInclusionProof() {
    try (Ledger ledger = TestLedgers.open(dir, key)) {
      TestLedgers.fill(ledger, 0, 300);
      Checkpoint checkpoint = ledger.checkpoint();
      for (long i = 0; i < 300; i += 7) {
        Hash leaf = InclusionProof.leaf(ledger.entry(i).bytes());
        assertThat(ledger.inclusionProof(i, 300).verifies(leaf, checkpoint.root())).isTrue();
        assertThat(ledger.inclusionProof(i, 300).verifies(leaf, Hash.of(new byte[32]))).isFalse();
      }
    }
  }

  @Test
  void whatNobodyWaitsForComesToTheDiskInItsTurn() throws Exception {
    try (Ledger ledger = TestLedgers.open(dir, key)) {
      List<CompletableFuture<Receipt>> later = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        later.add(ledger.appendLater(TestLedgers.entry(i)));
      }
      assertThat(ledger.append(TestLedgers.entry(50)).index()).isEqualTo(50);
      for (int i = 0; i < 50; i++) {
        assertThat(later.get(i).get(10, TimeUnit.SECONDS).index()).isEqualTo(i);
      }
      later.add(ledger.appendLater(TestLedgers.entry(51)));
    }
    try (Ledger ledger = TestLedgers.open(dir, key)) {
      assertThat(ledger.size()).isEqualTo(52);
      assertThat(ledger.entry(51).object()).isEqualTo("model:fraud@51");
    }
  }

  @Test
  void aSecondWriterIsRefused() {
    try (Ledger _ = TestLedgers.open(dir, key)) {
      assertThatThrownBy(() -> TestLedgers.open(dir, key))
          .isInstanceOf(GambesonException.class)
          .hasMessageContaining("is being written by another");
    }
  }
}
