package dev.gambeson.guard.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gambeson.guard.MacKey;
import dev.gambeson.guard.Query;
import dev.gambeson.guard.Samples;
import dev.gambeson.guard.output.OutputPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class QueryLedgerTest {
  private static final Price LABEL = Price.of(OutputPolicy.label(), 2);

  private final MemoryBudgetStore store = new MemoryBudgetStore(100);
  private final RecentRows recent = new RecentRows(1024, MacKey.of(new byte[16]));

  private QueryLedger ledger(double bits) {
    return new QueryLedger(store, Map.of(), BudgetPolicy.monthly(bits), recent);
  }

  private static Charge charge(QueryLedger ledger, Query query, Price price) {
    Charging charging = ledger.tryOpen(query, price);
    assertThat(charging).isInstanceOf(Charging.Open.class);
    return ((Charging.Open) charging).charge();
  }

  private static Query row(double income) {
    return Samples.query(new double[] {income, 30, 0});
  }

  private static Learnt learnt(QueryLedger ledger) {
    return ledger
        .learnt(Samples.client(), "fraud", Samples.NOON, Optional.empty())
        .toCompletableFuture()
        .join();
  }

  @Test
  void aLabelCostsOneBitAndOneRow() {
    QueryLedger ledger = ledger(10);
    charge(ledger, row(1), LABEL).settle(Samples.binary(0.9f));
    assertThat(learnt(ledger)).isEqualTo(new Learnt(1, 0.1, 1, Optional.empty(), Optional.empty()));
  }

  @Test
  void anAnswerNearTheBoundaryCostsDouble() {
    QueryLedger ledger = ledger(10);
    charge(ledger, row(1), LABEL).settle(Samples.binary(0.52f));
    assertThat(learnt(ledger).bits()).isEqualTo(2);
  }

  @Test
  void anExactRetryCostsNothing() {
    QueryLedger ledger = ledger(10);
    charge(ledger, row(1), LABEL).settle(Samples.binary(0.9f));
    charge(ledger, row(1), LABEL).settle(Samples.binary(0.9f));
    assertThat(learnt(ledger).bits()).isEqualTo(1);
    assertThat(learnt(ledger).rows()).isOne();
  }

  @Test
  void theSameRowTwiceInABatchCostsOnce() {
    QueryLedger ledger = ledger(10);
    double[] row = {1, 30, 0};
    charge(ledger, Samples.query(row, row, row), LABEL).settle(Samples.binary(0.9f, 0.9f, 0.9f));
    assertThat(learnt(ledger).rows()).isOne();
  }

  @Test
  void theSameRowForMoreDetailCostsAgain() {
    QueryLedger ledger = ledger(100);
    charge(ledger, row(1), LABEL).settle(Samples.binary(0.9f));
    charge(ledger, row(1), Price.of(OutputPolicy.scores(), 2)).settle(Samples.binary(0.9f));
    assertThat(learnt(ledger).bits()).isEqualTo(21);
  }

  @Test
  void aRetryOfWhatWasNeverAnsweredCosts() {
    QueryLedger ledger = ledger(10);
    charge(ledger, row(1), LABEL).release();
    assertThat(learnt(ledger).bits()).isZero();
    charge(ledger, row(1), LABEL).settle(Samples.binary(0.9f));
    assertThat(learnt(ledger).bits()).isEqualTo(1);
  }

  @Test
  void theAnswerThatMightOverspendIsRefusedBeforeTheModelIsAsked() {
    QueryLedger ledger = ledger(3);
    charge(ledger, row(1), LABEL).settle(Samples.binary(0.9f));
    Charge open = charge(ledger, row(2), LABEL);
    assertThat(ledger.tryOpen(row(3), LABEL))
        .isInstanceOfSatisfying(
            Charging.Exhausted.class, e -> assertThat(e.what()).isEqualTo("bits"));
    open.settle(Samples.binary(0.9f));
    assertThat(learnt(ledger).rows()).isEqualTo(2);
  }

  @Test
  void aRefusalForBitsGivesTheRowsBack() {
    QueryLedger ledger =
        new QueryLedger(
            store,
            Map.of(),
            new BudgetPolicy(
                Optional.of(0.5), Optional.of(1L), BudgetPeriod.MONTH, Optional.empty()),
            recent);
    for (int i = 0; i < 3; i++) {
      assertThat(ledger.tryOpen(row(i), LABEL))
          .isInstanceOfSatisfying(
              Charging.Exhausted.class, e -> assertThat(e.what()).isEqualTo("bits"));
    }
  }

  @Test
  void theWayOverTheSharedLedgerChargesTheSame() {
    LeasedBudgetStore leased = new LeasedBudgetStore(new MemoryBudgetLeases(), 0.05, 100);
    QueryLedger ledger = new QueryLedger(leased, Map.of(), BudgetPolicy.monthly(100), recent);
    assertThat(ledger.tryOpen(row(1), LABEL)).isEqualTo(Charging.UNDECIDED);
    Charging charging = ledger.open(row(1), LABEL).toCompletableFuture().join();
    ((Charging.Open) charging).charge().settle(Samples.binary(0.9f));
    assertThat(learnt(ledger).bits()).isEqualTo(1);
  }

  @Test
  void clientsDoNotShareWhatTheyWereTold() {
    QueryLedger ledger = ledger(10);
    charge(ledger, row(1), LABEL).settle(Samples.binary(0.9f));
    Query other = Samples.query(Samples.client("c2", "partner"), row(1).rows());
    assertThat(charge(ledger, other, LABEL).settle(Samples.binary(0.9f))).isEqualTo(1000);
  }

  @Test
  void theMemoryOfRowsIsBoundedAndForgetsToTheSafeSide() {
    long known = 0;
    for (int i = 0; i < 10_000; i++) {
      recent.add(recent.prints(row(i), "label")[0]);
    }
    for (int i = 0; i < 10_000; i++) {
      known += recent.knows(recent.prints(row(i), "label")[0]) ? 1 : 0;
      assertThat(recent.knows(recent.prints(row(i + 0.5), "label")[0])).isFalse();
    }
    assertThat(known).isBetween(900L, 1024L);
  }

  @Test
  void theCurveSaysHowFarAThiefWouldBe() {
    ExtractionCurve curve =
        new ExtractionCurve(
            List.of(
                new ExtractionCurve.Point(100, 0.7),
                new ExtractionCurve.Point(1000, 0.9),
                new ExtractionCurve.Point(10_000, 0.95),
                new ExtractionCurve.Point(100_000, 0.97)),
            "test");
    assertThat(curve.knee()).isEqualTo(1000);
    assertThat(curve.fidelity(10)).isEqualTo(0.7);
    assertThat(curve.fidelity(316.227766)).isCloseTo(0.8, within(1e-6));
    assertThat(curve.fidelity(1e9)).isEqualTo(0.97);
    QueryLedger ledger = ledger(1000);
    charge(ledger, row(1), new Price(500, "x")).settle(Samples.binary(0.9f));
    Learnt learnt =
        ledger
            .learnt(Samples.client(), "fraud", Samples.NOON, Optional.of(curve))
            .toCompletableFuture()
            .join();
    assertThat(learnt.ofKnee()).contains(0.5);
    assertThat(learnt.fidelity().orElseThrow()).isBetween(0.8, 0.9);
  }

  @Test
  void nonsenseIsRefusedWithWhatToDo() {
    assertThatThrownBy(() -> BudgetPolicy.monthly(-1)).hasMessageContaining("bits is -1.0");
    assertThatThrownBy(() -> new ExtractionCurve(List.of(), "x"))
        .hasMessageContaining("at least 2");
    assertThatThrownBy(() -> new RecentRows(3, MacKey.of(new byte[16])))
        .hasMessageContaining("1024");
  }
}
